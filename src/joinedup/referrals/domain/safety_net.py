"""What has waited too long for anybody, and who is told so that nobody is forgotten."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import ClockRule, Pause, due_at
from joinedup.kernel.errors import Refused

UNDELIVERED_AFTER: Final = timedelta(minutes=15)
"""A hand-off is tried again by itself within moments; after this somebody has to look."""
AGAIN_AFTER: Final = (
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
)
"""After how long something that was seen to may be raised again, if it is still so."""


class Rule(StrEnum):
    """What is watched. The codes are those that a place names in `watches`."""

    NOT_OPENED = "not_opened"
    NOT_ACCEPTED = "not_accepted"
    NO_WORKER = "no_worker"
    UNDELIVERED = "undelivered"
    DECLINED = "declined"
    CALL_BACK_DUE = "call_back_due"
    NOT_DECIDED = "not_decided"
    NOT_SEEN = "not_seen"
    NOT_ACKNOWLEDGED = "not_acknowledged"


class Action(StrEnum):
    """What somebody did about what was raised."""

    DONE = "done"
    RANG_TEAM = "rang_team"
    RANG_REFERRER = "rang_referrer"
    RANG_PERSON = "rang_person"
    GAVE_ON = "gave_on"
    CAN_WAIT = "can_wait"


NEEDS_WORDS: Final = frozenset({Action.GAVE_ON, Action.CAN_WAIT})


class AlreadySeenTo(Refused):
    """Somebody else said what they did, or the thing itself was done."""

    code = "raised_is_settled"


class SayWhatWasDone(Refused):
    """To give something on, or to let it wait, wants words: to whom, or why."""

    code = "raised_wants_words"


class NotAgainThen(Refused):
    """Raised again after one of the lengths of time that are offered, or never."""

    code = "raised_again_unknown"


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs: by which rule and calendar, since when, with which pauses."""

    rule: ClockRule
    calendar: Calendar
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    name: str = ""
    """What tells this clock from the next one of the same line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open line, as far as somebody may have forgotten it. A clock that ended is None."""

    opened_at: datetime | None = None
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    has_worker: bool = False
    stood_down_at: datetime | None = None
    triage: Running | None = None
    response: Running | None = None
    accept_within: timedelta | None = None
    accept_calendar: Calendar | None = None
    declined_at: datetime | None = None
    call_back_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that wants somebody's eye from an instant on; `occasion` tells it from the next."""

    rule: Rule
    at: datetime
    occasion: str


@dataclass(frozen=True, slots=True)
class Before:
    """How the same thing stood when it was last raised."""

    turn: int
    is_open: bool
    is_cleared: bool
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class Watcher:
    """A duty role as the place declares it, and whether somebody is on duty in it now."""

    duty_role: str
    watches: frozenset[str]
    is_on_duty: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Which role is told, which one it was meant for, and whether anybody holds it now."""

    duty_role: str
    meant_for: str
    is_on_duty: bool


def half_gone_at(clock: Running) -> datetime | None:
    """When half of a clock's time has run out; nothing while it stands still."""
    half = replace(clock.rule, limit=clock.rule.limit / 2)
    return due_at(half, clock.calendar, started_at=clock.started_at, pauses=clock.pauses)


def all_gone_at(clock: Running) -> datetime | None:
    """When all of a clock's time has run out; nothing while it stands still."""
    return due_at(clock.rule, clock.calendar, started_at=clock.started_at, pauses=clock.pauses)


def accept_by(line: Waiting) -> datetime | None:
    """By when the team that a line was sent to accepts it, on the hours of its class."""
    if line.sent_at is None or line.accept_within is None or line.accept_calendar is None:
        return None
    return line.accept_calendar.add(line.sent_at, line.accept_within)


def watched(line: Waiting) -> Iterator[Due]:
    """Everything about an open line that will want somebody's eye, and from when on."""
    if line.call_back_by is not None:
        yield call_due(line.call_back_by)
    if line.sent_at is None:
        yield from _at_the_front_door(line)
    elif line.accepted_at is None:
        by = accept_by(line)
        if by is not None:
            yield Due(Rule.NOT_ACCEPTED, by, f"{line.sent_at:%Y%m%dT%H%M%S}")
    elif line.has_worker and line.response is not None:
        # Whoever was chosen may have been held up: a name beside a line is not a visit.
        yield from _at(Rule.NOT_SEEN, all_gone_at(line.response), line.response.name)
    elif line.response is not None:
        since = max(line.accepted_at, line.stood_down_at or line.accepted_at)
        # What was said of one wait for a worker says nothing of the next.
        occasion = f"{line.response.name}.{since:%Y%m%dT%H%M%S}"
        yield from _at(Rule.NO_WORKER, half_gone_at(line.response), occasion)


def call_due(by_when: datetime) -> Due:
    """A promised call that nobody has made, whether its line is open or has closed since."""
    return Due(Rule.CALL_BACK_DUE, by_when, f"{by_when:%Y%m%dT%H%M%S}")


def _at_the_front_door(line: Waiting) -> Iterator[Due]:
    # What a team gave back has no owner but us from that moment on.
    if line.declined_at is not None:
        yield Due(Rule.DECLINED, line.declined_at, f"{line.declined_at:%Y%m%dT%H%M%S}")
    if line.triage is not None and line.opened_at is None:
        yield from _at(Rule.NOT_OPENED, half_gone_at(line.triage), line.triage.name)
    elif line.triage is not None:
        # To look is not to decide: whoever opened it may have been called away.
        yield from _at(Rule.NOT_DECIDED, all_gone_at(line.triage), line.triage.name)


def _at(rule: Rule, at: datetime | None, occasion: str) -> Iterator[Due]:
    if at is not None:
        yield Due(rule, at, occasion)


def due_now(found: Iterable[Due], *, at: datetime) -> list[Due]:
    """What wants somebody's eye at an instant."""
    return [one for one in found if one.at <= at]


def undelivered(*, made_at: datetime, given_up_at: datetime | None, name: str) -> Due:
    """A hand-off that has not arrived: at once when given up, else once it had time to."""
    if given_up_at is not None:
        return Due(Rule.UNDELIVERED, given_up_at, f"{name}.{given_up_at:%Y%m%dT%H%M%S}")
    return Due(Rule.UNDELIVERED, made_at + UNDELIVERED_AFTER, name)


def unacknowledged(*, since: datetime, name: str) -> Due:
    """Something confidential that nobody outside has said they have: told without a word of it."""
    return Due(Rule.NOT_ACKNOWLEDGED, since, name)


def next_turn(before: Before | None, *, at: datetime) -> int | None:
    """Which time something is raised, if it is to be: the first, or again.

    It is raised again when it had cleared by itself, and at the time that somebody asked for.
    """
    if before is None:
        return 1
    if before.is_open:
        return None
    is_wanted = before.again_at is not None and before.again_at <= at
    return before.turn + 1 if before.is_cleared or is_wanted else None


def told(rule: Rule, watchers: Sequence[Watcher]) -> Told:
    """Who is told: the first role of the place's list that watches it and is on duty.

    When nobody who watches it is on duty it goes to anybody who is, and to nobody when nobody is.
    """
    in_order = sorted(watchers, key=lambda one: rule not in one.watches)
    meant_for = in_order[0]
    on = next((one for one in in_order if one.is_on_duty), None)
    if on is None:
        return Told(meant_for.duty_role, meant_for.duty_role, is_on_duty=False)
    return Told(on.duty_role, meant_for.duty_role, is_on_duty=True)


def check_answer(action: Action, words: str, again_after: timedelta | None) -> None:
    """Refuse what does not say enough for whoever reads it tomorrow."""
    if action in NEEDS_WORDS and not words:
        raise SayWhatWasDone(at="words", action=action)
    if again_after is not None and again_after not in AGAIN_AFTER:
        raise NotAgainThen(at="again")
