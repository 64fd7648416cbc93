"""When promises fall due, for thousands of lines at once: opening hours are looked up, not walked.

Instants are whole microseconds since 1970 in UTC, so that figures compare as quickly as they count.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from joinedup.kernel.calendar import Calendar

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ONE: Final = timedelta(microseconds=1)
ONE_DAY: Final = timedelta(days=1) // ONE
FOR_EVER: Final = datetime(9999, 12, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """An instant in whole microseconds."""
    return (at - EPOCH) // ONE


def instant(at: int) -> datetime:
    """The instant of so many microseconds."""
    return EPOCH + at * ONE


def open_time(calendar: Calendar, since: int, until: int, *, limit: int) -> "OpenTime":
    """The hours of a calendar between the days of two instants, kept for whoever asks next.

    A calendar never changes, so what is kept cannot become untrue.
    """
    return _kept(_Same(calendar), since // ONE_DAY, until // ONE_DAY + 1, limit)


class OpenTime:
    """The hours of a calendar between two instants, each spell with the open time before it.

    They are looked up as far beyond the second as one limit of open time reaches.
    """

    def __init__(self, calendar: Calendar, since: int, until: int, *, limit: int) -> None:
        self._limit = limit
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._before: list[int] = []
        self._after: list[int] = []
        total = beyond = 0
        # Hours go on for ever: it is left by the break below.
        for opens, closes in calendar.spells(instant(since), FOR_EVER):  # pragma: no branch
            begins, ends = micros(opens), micros(closes)
            self._opens.append(begins)
            self._closes.append(ends)
            self._before.append(total)
            total += ends - begins
            self._after.append(total)
            beyond += max(ends - max(begins, until), 0)
            if beyond > limit:
                break

    def due(self, start: int) -> int:
        """When the limit of open time has passed since an instant within the hours looked up."""
        at = bisect_right(self._closes, start)
        passed = self._before[at] + max(start - self._opens[at], 0) + self._limit
        end = bisect_left(self._after, passed)
        return self._opens[end] + passed - self._before[end]


class _Same:
    """A calendar as itself and no other: its hours cannot be hashed."""

    __slots__ = ("calendar",)

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def __hash__(self) -> int:
        return id(self.calendar)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.calendar is self.calendar


@lru_cache(maxsize=32)
def _kept(same: _Same, first_day: int, end_day: int, limit: int) -> OpenTime:
    return OpenTime(same.calendar, first_day * ONE_DAY, end_day * ONE_DAY, limit=limit)
