"""When a clock falls due: its rule, its calendar, its start and its pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from joinedup.kernel.calendar import Calendar


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A promise of time: so long, counted on a named calendar, by one version of the rule."""

    code: str
    version: str
    limit: timedelta
    calendar: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still, and why; open while `until` is empty."""

    since: datetime
    until: datetime | None
    reason: str


def due_at(
    rule: ClockRule, calendar: Calendar, *, started_at: datetime, pauses: Sequence[Pause]
) -> datetime | None:
    """The instant at which the limit has run out, in UTC; none while a pause is open.

    Only open time of the calendar runs, and only open time of a pause is given back. Pauses that
    overlap count once. What lies before the start gives nothing back, nor what begins once the
    clock has fallen due: a promise that was broken stays broken.
    """
    taken = [(pause.since, pause.until) for pause in pauses if pause.until is not None]
    if len(taken) < len(pauses):
        return None
    due = calendar.add(started_at, rule.limit)
    counted_until = started_at
    for since, until in sorted(taken):
        stands_from = max(since, counted_until)
        if stands_from >= due:
            break
        due = calendar.add(due, calendar.open_time(stands_from, until))
        counted_until = max(counted_until, until)
    return due
