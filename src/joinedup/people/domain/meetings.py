"""Meetings about people: when one is, and for how long it opens those on its agenda."""

from datetime import datetime, timedelta
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.people.domain.relations import said

LONGEST_TITLE: Final = 100
LONGEST_REASON: Final = 300
LONGEST: Final = timedelta(hours=8)
FURTHEST_AHEAD: Final = timedelta(days=366)
MOST_ATTENDEES: Final = 40
TO_PREPARE: Final = timedelta(hours=1)
TO_WRITE_UP: Final = timedelta(hours=1)
"""Attendees read beforehand and write up after: an hour each, and no longer."""
SHOWN_AFTER: Final = timedelta(days=30)


class MeetingTimeWrong(Refused):
    """A meeting that ends before it begins, is over already, too long, or more than a year off."""

    code = "meeting_time_wrong"


class MeetingUntitled(Refused):
    """A meeting that nobody would know by its name."""

    code = "meeting_without_title"


class MeetingTooMany(Refused):
    """More attendees than any meeting about a person has."""

    code = "meeting_too_many"


class MeetingOver(Refused):
    """The meeting is over or was cancelled."""

    code = "meeting_over"


class MeetingNotYours(Refused):
    """Nobody but the chair cancels a meeting."""

    code = "meeting_not_yours"


class AgendaWithoutReason(Refused):
    """Somebody on the agenda without a word on why."""

    code = "agenda_without_reason"


class AgendaOfNobodys(Refused):
    """Whoever puts a person on an agenda has no part in their care but by a meeting or own word."""

    code = "agenda_of_nobodys"


class AgendaAlready(Refused):
    """They are on the agenda already, or no longer."""

    code = "agenda_already"


def title(words: str) -> str:
    """What a meeting is called, trimmed; raise where nothing is said."""
    given = said(words, longest=LONGEST_TITLE)
    if not given:
        raise MeetingUntitled()
    return given


def reason(words: str) -> str:
    """Why somebody is on an agenda, trimmed; raise where nothing is said."""
    given = said(words, longest=LONGEST_REASON)
    if not given:
        raise AgendaWithoutReason()
    return given


def check_times(starts_at: datetime, ends_at: datetime, *, at: datetime) -> None:
    """Raise unless a meeting is still to end, lasts a day's work at the most, and is in reach."""
    is_right = at < ends_at and starts_at < ends_at <= starts_at + LONGEST
    if not is_right or starts_at > at + FURTHEST_AHEAD:
        raise MeetingTimeWrong()


def opens(starts_at: datetime, ends_at: datetime, *, at: datetime) -> tuple[datetime, datetime]:
    """From when until when the people on its agenda are open to those who attend."""
    return max(at, starts_at - TO_PREPARE), ends_at + TO_WRITE_UP
