"""The downtime pack as one page that needs no server: read, or printed, when nothing answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from joinedup.foundation import instant, place, reading
from joinedup.foundation.place import Place
from joinedup.foundation.scope import Actor, Scope
from joinedup.kernel.ids import PersonId
from joinedup.referrals.forms.duty import CAPACITY, NOTES
from joinedup.referrals.presenters import duty as presenter
from joinedup.referrals.presenters import names
from joinedup.referrals.queries import pack as queries
from joinedup.referrals.queries.pack import Pack
from joinedup.referrals.queries.raised import RaisedRow
from joinedup.referrals.services import packing

CALL_SHEETS = 6


@dataclass(frozen=True, slots=True)
class Written:
    """A pack that was written: where, and with how many lines."""

    file: Path
    line_count: int
    as_of: datetime


def html(pack: Pack) -> str:
    """The pack in words, with its style inside it and nothing to fetch."""
    here, words = place.current(), names.here()
    return render_to_string(
        "referrals/pack.html",
        {
            "pack": pack,
            "place": here,
            "names": words,
            "raised": [presenter.raised_words(_without_where(one), words) for one in pack.raised],
            "capacity_names": CAPACITY,
            "note_names": NOTES,
            "teams": sorted(here.teams.values(), key=lambda one: one.name),
            "outside": _outside(here),
            "steps": _steps(here),
            "sheets": range(1, CALL_SHEETS + 1),
        },
    )


def write(*, to: Path | None = None, by: Actor) -> Written:
    """Write the pack as it is now, and write down who was newly shown in it.

    Whoever stood in the pack before was written down then: an hourly pack that shows nobody new is
    no new reading. One that somebody asks for is always a reading of all whom it shows.
    """
    last = queries.last_packed_at()
    pack = queries.pack(by.scope)
    written = packing.write_pack(
        html(pack),
        folder=to or Path(settings.JOINEDUP_PACKS),
        line_count=len(pack.lines),
        as_of=pack.as_of,
        at=instant.now(),
        by=by,
    )
    shown = by.scope.shown if to else _new_since(by.scope, pack, last)
    reading.write(replace(by.scope, shown=dict(shown)), route="joinedup print-pack")
    return Written(written, len(pack.lines), pack.as_of)


def _without_where(row: RaisedRow) -> RaisedRow:
    """What was raised, without the team and the caller of somebody whose whereabouts are hidden."""
    if row.card is None or not row.card.is_location_restricted:
        return row
    return replace(row, team_code="", caller_name="", caller_number="")


def _new_since(scope: Scope, pack: Pack, last: datetime | None) -> Mapping[PersonId, str]:
    new = {one.row.person_id for one in pack.lines if not last or one.row.received_at >= last}
    return {one: ground for one, ground in scope.shown.items() if one in new}


def _outside(here: Place) -> list[tuple[str, str]]:
    listed = [
        (one.name, one.telephone)
        for one in here.organisations.values()
        if one.telephone and one.code not in here.practices
    ]
    beyond = [(one.name, one.telephone) for one in here.neighbours.values()]
    return sorted([*listed, *beyond])


def _steps(here: Place) -> list[tuple[str, list[str]]]:
    return [
        (one.name, [step.words for step in here.no_access_steps_for(one.code)])
        for one in here.response_classes.values()
    ]
