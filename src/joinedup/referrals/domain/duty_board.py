"""What the duty board gathers: its blocks, tonight's capacity and the notes of the shift."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

LOOKS_AHEAD: Final = timedelta(hours=2)
"""How far the board looks ahead for what falls due."""
OLDEST_FIGURE: Final = timedelta(hours=24)
"""A figure of capacity that is older says nothing about tonight."""


class CapacityKind(StrEnum):
    """What there was room for before a place named it: the first tables say so."""

    RAPID_SLOTS = "rapid_slots"
    NIGHT_SITTING = "night_sitting"
    STEP_UP_BEDS = "step_up_beds"
    SAME_DAY_CARE = "same_day_care"


class NoteKind(StrEnum):
    """What a note of the shift is about."""

    STAFF_SICKNESS = "staff_sickness"
    PARTNER_DOWN = "partner_down"
    INCIDENT = "incident"
    OTHER = "other"


class FigureTooOld(Refused):
    """A figure is as of now, or of the last day."""

    code = "capacity_as_of_wrong"


class NoteHasEnded(Refused):
    """Somebody said already that this is over."""

    code = "note_has_ended"


def check_as_of(as_of: datetime, *, at: datetime) -> None:
    """Refuse a figure that is not yet true, or that is true no longer."""
    if not at - OLDEST_FIGURE <= as_of <= at:
        raise FigureTooOld(at="as_of", as_of=as_of)
