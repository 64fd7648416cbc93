"""What the place agreed about sharing, as it is for one organisation at an instant."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from joinedup.foundation import place
from joinedup.foundation.place import Place
from joinedup.foundation.place_agreements import sharing_with
from joinedup.kernel.sections import ALWAYS_OPEN, Section

type NotAgreed = tuple[tuple[frozenset[Section], frozenset[str]], ...]
"""Sections, and the only organisations whose entries of them are shared with the viewer's."""


def needs_consent(organisation: str) -> bool:
    """Whether somebody has to have consented before an organisation sees their record."""
    here = place.current()
    found = here.organisations.get(organisation)
    return found is not None and found.kind in here.consent_kinds


def not_agreed(organisation: str, *, at: datetime) -> NotAgreed:
    """Which sections of others are not shared with an organisation; nothing where all are.

    A place without agreements says nothing of it, and nothing is closed by that.
    """
    here = place.current()
    if not here.sharing_agreements or not organisation:
        return ()
    return _not_agreed(_Here(here), organisation, at.astimezone(ZoneInfo(here.zone)).date())


class _Here:
    """A place, told from another by which it is: it is read once, and has no hash of its own."""

    def __init__(self, here: Place) -> None:
        self.here = here

    def __hash__(self) -> int:
        return id(self.here)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Here) and self.here is other.here


@lru_cache(maxsize=256)
def _not_agreed(asked: _Here, organisation: str, on: date) -> NotAgreed:
    here = asked.here
    shared = sharing_with(here.sharing_agreements.values(), here.organisations, organisation, on=on)
    closed: dict[frozenset[str], set[Section]] = {}
    for section in Section:
        if section not in ALWAYS_OPEN and shared[section] != here.organisations.keys():
            closed.setdefault(shared[section], set()).add(section)
    return tuple((frozenset(sections), codes) for codes, sections in closed.items())
