"""The downtime pack as one HTML file: its style inside it, and nothing to fetch."""

from typing import Final

from django.template.loader import render_to_string

CALL_SHEETS: Final = 6


def html(pack: object, place: object) -> str:
    """The pack of a place in words, to be read or printed when no server answers."""
    told = {"pack": pack, "place": place, "sheets": range(1, CALL_SHEETS + 1)}
    return render_to_string("referrals/pack.html", told)
