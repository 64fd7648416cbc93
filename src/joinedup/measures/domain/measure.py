"""A measure: which lines it counts, how long they may wait, and how each of them stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import NamedTuple

from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import ClockRule, Pause, due_at
from joinedup.measures.domain.open_time import ONE, instant, micros, open_time


class Basis(StrEnum):
    """Whom a measure counts: those who live here, or those registered with a practice here."""

    RESIDENCE = "residence"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One way of saying whether people were answered in time. `calendar` is None for every minute.

    Coded pauses stand the clock still only `with_pauses`.
    """

    code: str
    name: str
    version: str
    source: str
    response_class: str
    limit: timedelta
    calendar: Calendar | None
    with_pauses: bool
    basis: Basis
    target_percent: Decimal | None = None


class Standing(IntEnum):
    """How a line stands by a measure.

    In time and over are counted: over is whatever was answered late, was ended late, or is open
    past its limit. Not counted are those not due yet, those that ended before they were due with
    nobody gone, and those whom the measure is not about.
    """

    IN_TIME = 0
    ANSWERED_LATE = 1
    UNANSWERED = 2
    NOT_YET = 3
    ENDED_FIRST = 4
    OUTSIDE = 5


class Kind(NamedTuple):
    """What many lines have in common: the codes that tables are by, and if they ended in advice."""

    response_class: str
    lead: str
    locality: str
    referrer: str
    service: str
    is_advised: bool


class Line(NamedTuple):
    """One line as figures need it: its kind, claims, and instants in microseconds.

    `declined` says by which reason it was last declined, and is empty of one that never was.
    Lines may share a kind: thousands are counted at once, and there are far fewer kinds.
    """

    line_id: str
    received: int
    started: int
    answered: int | None
    closed: int | None
    is_accepted: bool
    kind: Kind
    declined: str
    is_registered: bool
    is_resident: bool
    pauses: tuple[Pause, ...] = ()


class Judge:
    """Says how lines stand at an instant: each class by the one measure that is about it."""

    def __init__(self, measures: Sequence[Measure], *, since: int, now: int) -> None:
        self._of = {one.response_class: _Ready(one, since, now) for one in measures}

    def standing(self, line: Line) -> Standing:
        """How a line stands."""
        ready = self._of.get(line.kind.response_class)
        return Standing.OUTSIDE if ready is None else ready.standing(line)

    def standings(self, lines: Iterable[Line]) -> list[Standing]:
        """How each of many lines stands, in their order."""
        judges = {code: ready.standing for code, ready in self._of.items()}
        return [judges.get(line.kind.response_class, _outside)(line) for line in lines]

    def due(self, line: Line) -> int | None:
        """When a line falls due by the measure of its class; None without one, or while paused."""
        ready = self._of.get(line.kind.response_class)
        return ready.due(line) if ready else None


def _outside(line: Line) -> Standing:
    del line
    return Standing.OUTSIDE


class _Ready:
    """A measure, its limit in microseconds and its hours looked up."""

    def __init__(self, measure: Measure, since: int, now: int) -> None:
        self._measure, self._now = measure, now
        self._limit = measure.limit // ONE
        hours = measure.calendar
        self._hours = open_time(hours, since, now, limit=self._limit) if hours else None
        self._by_residence = measure.basis is Basis.RESIDENCE

    def standing(self, line: Line) -> Standing:
        if not (line.is_resident if self._by_residence else line.is_registered):
            return Standing.OUTSIDE
        soonest, answered = line.started + self._limit, line.answered
        # Hours and pauses make a promise fall due later than it would without them, never sooner.
        if answered is not None and answered <= soonest:
            return Standing.IN_TIME
        due = self.due(line) if line.pauses or self._hours is not None else soonest
        if answered is not None:
            is_kept = due is None or answered <= due
            return Standing.IN_TIME if is_kept else Standing.ANSWERED_LATE
        until = self._now if line.closed is None else line.closed
        if due is not None and until > due:
            return Standing.UNANSWERED
        return Standing.NOT_YET if line.closed is None else Standing.ENDED_FIRST

    def due(self, line: Line) -> int | None:
        if line.pauses and self._measure.with_pauses:
            return self._due_with_pauses(line)
        if self._hours is None:
            return line.started + self._limit
        return self._hours.due(line.started)

    def _due_with_pauses(self, line: Line) -> int | None:
        one = self._measure
        calendar = one.calendar or Calendar.always("always", "UTC")
        rule = ClockRule(one.code, one.version, one.limit, calendar.code)
        due = due_at(rule, calendar, started_at=instant(line.started), pauses=line.pauses)
        return None if due is None else micros(due)
