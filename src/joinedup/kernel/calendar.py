"""Opening hours, bank holidays, and time that counts only while something is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from joinedup.kernel import local_time

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)

type Hours = tuple[tuple[time, time], ...]
type Spell = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When something is open: hours by weekday (Monday is 0) in a time zone, and bank holidays.

    Hours that end at or before they begin run past midnight, and belong to the day they begin on: a
    night that starts before a bank holiday is worked to its end. Instants go in with any time zone
    and come out in UTC. On the night the clocks change an hour of waiting is still an hour.
    """

    code: str
    zone: str
    hours: Mapping[int, Hours]
    bank_holidays: frozenset[date] = frozenset()
    open_on_bank_holidays: bool = True

    def __post_init__(self) -> None:
        if not self.hours.keys() <= set(range(7)):
            raise ValueError(f"calendar {self.code} names a weekday that is not 0 to 6")
        if not any(self.hours.values()):
            raise ValueError(f"calendar {self.code} never opens")

    @classmethod
    def always(cls, code: str, zone: str) -> "Calendar":
        """Open day and night, every day."""
        return cls(code, zone, dict.fromkeys(range(7), ((MIDNIGHT, MIDNIGHT),)))

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at an instant; the instant of closing is closed."""
        return self.next_open(at) == at

    def next_open(self, at: datetime) -> datetime:
        """The first instant, from this one on, at which it is open."""
        opens, _ = next(self._spells(at))
        return opens

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The instant by which so much open time has passed since the start."""
        if duration < timedelta():
            raise ValueError("open time is added, not taken off")
        spells = self._spells(start)
        opens = closes = _utc(start)
        left = duration
        while left > closes - opens:
            left -= closes - opens
            opens, closes = next(spells)
        return opens + left

    def open_time(self, since: datetime, until: datetime) -> timedelta:
        """How much open time lies between two instants; none where the second is not later."""
        return sum((closes - opens for opens, closes in self.spells(since, until)), timedelta())

    def spells(self, since: datetime, until: datetime) -> Iterator[Spell]:
        """When it is open between two instants: from, until, in order, in UTC, none of it twice."""
        for opens, closes in takewhile(lambda spell: spell[0] < until, self._spells(since)):
            yield opens, min(closes, until)

    def _spells(self, since: datetime) -> Iterator[Spell]:
        """Open from, until: from an instant on, in order, hours that overlap counted once."""
        reached = _utc(since)
        day = reached.astimezone(ZoneInfo(self.zone)).date() - ONE_DAY
        while True:
            for opens, closes in self._hours_of(day):
                if closes > reached:
                    yield max(opens, reached), closes
                    reached = closes
            day += ONE_DAY

    def _hours_of(self, day: date) -> Iterator[Spell]:
        if day in self.bank_holidays and not self.open_on_bank_holidays:
            return
        zone = ZoneInfo(self.zone)
        for opens, closes in sorted(self.hours.get(day.weekday(), ())):
            last_day = day if closes > opens else day + ONE_DAY
            yield (
                local_time.earliest(datetime.combine(day, opens), zone),
                local_time.latest(datetime.combine(last_day, closes), zone),
            )


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant carries its time zone")
    return at.astimezone(UTC)
