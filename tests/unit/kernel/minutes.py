"""A calendar and a clock worked out minute by minute: slow, and by other means than the code.

Nothing here asks how a zone reckons. The clocks on the wall are read at every minute, and hours
hold from the first minute that has reached opening to the last that is short of closing.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import Pause

MINUTE = timedelta(minutes=1)
DAYS = 9


@cache
def wall(zone: str, first: date) -> tuple[tuple[datetime, datetime], ...]:
    """Every minute of nine days, in UTC and as the clocks show it."""
    start = datetime.combine(first, time(), UTC)
    instants = (start + MINUTE * count for count in range(DAYS * 24 * 60))
    return tuple((at, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for at in instants)


def open_minutes(calendar: Calendar, first: date) -> frozenset[datetime]:
    """The minutes of nine days at whose start it is open."""
    minutes = wall(calendar.zone, first)
    found: set[datetime] = set()
    for opens, closes in _hours(calendar, first):
        from_here = next(
            (i for i, (_, shown) in enumerate(minutes) if shown >= opens), len(minutes)
        )
        to_here = next((i for i in reversed(range(len(minutes))) if minutes[i][1] < closes), -1)
        found.update(at for at, _ in minutes[from_here : to_here + 1])
    return frozenset(found)


def open_time(open_at: frozenset[datetime], since: datetime, until: datetime) -> timedelta:
    """How many of the minutes lie between two instants."""
    return MINUTE * sum(1 for at in open_at if since <= at < until)


def added(open_at: frozenset[datetime], start: datetime, minutes: int) -> datetime:
    """When so many open minutes have passed."""
    to_come = sorted(at for at in open_at if at >= start)
    return to_come[minutes - 1] + MINUTE if minutes else start


def due(
    open_at: frozenset[datetime], start: datetime, minutes: int, pauses: Sequence[Pause]
) -> datetime:
    """When so many open minutes have passed in which no pause stood."""
    running = frozenset(at for at in open_at if not any(_stands(one, at) for one in pauses))
    return added(running, start, minutes)


def _stands(pause: Pause, at: datetime) -> bool:
    return pause.until is not None and pause.since <= at < pause.until


def _hours(calendar: Calendar, first: date) -> Iterator[tuple[datetime, datetime]]:
    for count in range(-1, DAYS + 1):
        day = first + timedelta(days=count)
        if calendar.open_on_bank_holidays or day not in calendar.bank_holidays:
            for opens, closes in calendar.hours.get(day.weekday(), ()):
                runs_over = timedelta(days=1 if closes <= opens else 0)
                yield datetime.combine(day, opens), datetime.combine(day, closes) + runs_over
