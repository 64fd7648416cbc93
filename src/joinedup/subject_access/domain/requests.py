"""A subject access request: who asks, by when it is answered, and where it stands.

UK GDPR article 15 gives everybody a copy of their own data; article 12(3) gives a month for it,
and two more where requests are complex or many.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

MONTHS: Final = 1
MONTHS_EXTENDED: Final = 3
LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 500
LONGEST_NAMES: Final = 2000
_YEAR: Final = 12


class Requester(StrEnum):
    """Who asks for the copy."""

    THEMSELVES = "themselves"
    ATTORNEY = "attorney"
    REPRESENTATIVE = "representative"
    PARENT = "parent"


class CheckedHow(StrEnum):
    """How it was made sure who asks, and that they may."""

    KNOWN = "known"
    PAPERS = "papers"
    AUTHORITY = "authority"
    SIGNED_IN = "signed_in"


class Stage(StrEnum):
    """Where a request stands."""

    GATHERING = "gathering"
    TO_REVIEW = "to_review"
    MAKING = "making"
    READY = "ready"
    TAKEN = "taken"
    CLOSED = "closed"


class AccessOpen(Refused):
    """Somebody asked already, and that request is still open."""

    code = "access_open_already"


class AccessNobody(Refused):
    """No one person has that NHS number and date of birth here."""

    code = "access_nobody"


class AccessStage(Refused):
    """It stands elsewhere by now: what was pressed is not its next step."""

    code = "access_stage"


class AccessUnread(Refused):
    """Some of it waits for somebody's judgement."""

    code = "access_unread"


class AccessLater(Refused):
    """It cannot have been received on a day to come."""

    code = "access_later"


class AccessReason(Refused):
    """A reason is wanted, and none was given."""

    code = "access_reason"


class AccessTaken(Refused):
    """The copy was taken already: it is taken once, and made anew for another time."""

    code = "access_taken"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a request's life so far decides its stage by."""

    gathered_at: datetime | None
    released_at: datetime | None
    made_at: datetime | None
    taken_at: datetime | None
    closed_at: datetime | None


def stage_of(standing: Standing) -> Stage:
    """Where a request stands."""
    if standing.closed_at is not None:
        return Stage.CLOSED
    if standing.gathered_at is None:
        return Stage.GATHERING
    if standing.released_at is None:
        return Stage.TO_REVIEW
    if standing.made_at is None:
        return Stage.MAKING
    return Stage.READY if standing.taken_at is None else Stage.TAKEN


def due_on(received: date, is_working: Callable[[date], bool], *, is_extended: bool) -> date:
    """By which day it is answered: that of the month after, or after three where extended.

    Where the month has no such day its last one counts, and where that is no working day the next
    one (ICO, *How long do we have to comply?*).
    """
    due = _months_after(received, MONTHS_EXTENDED if is_extended else MONTHS)
    while not is_working(due):
        due += timedelta(days=1)
    return due


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
