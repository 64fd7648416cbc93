"""The weeks of a board: Monday to Monday on the clocks of the place."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from joinedup.kernel import local_time
from joinedup.measures.domain.measure import Line
from joinedup.measures.domain.open_time import micros

ONE_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Weeks:
    """So many weeks up to the one that holds a day; each is named by its Monday."""

    zone: str
    mondays: tuple[date, ...]

    @classmethod
    def up_to(cls, last: date, count: int, *, zone: str) -> "Weeks":
        """The weeks up to and with that of a day, earliest first."""
        monday = last - timedelta(days=last.weekday())
        return cls(zone, tuple(monday - ONE_WEEK * back for back in range(count - 1, -1, -1)))

    @property
    def since(self) -> datetime:
        """When the first week begins."""
        return self._begins(self.mondays[0])

    @property
    def until(self) -> datetime:
        """When the last week is over."""
        return self._begins(self.mondays[-1] + ONE_WEEK)

    @property
    def last_day(self) -> date:
        """The Sunday that ends the last week."""
        return self.mondays[-1] + ONE_WEEK - timedelta(days=1)

    @property
    def codes(self) -> tuple[str, ...]:
        """The names of the weeks, earliest first."""
        return tuple(monday.isoformat() for monday in self.mondays)

    def namer(self) -> "WeekOf":
        """Says in which week a line was received; weeks are of seven days, save by an hour."""
        return WeekOf([micros(self._begins(monday)) for monday in self.mondays], self.codes)

    def _begins(self, monday: date) -> datetime:
        return local_time.earliest(datetime.combine(monday, time()), ZoneInfo(self.zone))


class WeekOf:
    """The week in which a line was received."""

    def __init__(self, begins: list[int], codes: tuple[str, ...]) -> None:
        self._begins, self._codes = begins, codes

    def __call__(self, line: Line) -> str:
        """The name of its week."""
        return self._codes[max(bisect_right(self._begins, line.received) - 1, 0)]
