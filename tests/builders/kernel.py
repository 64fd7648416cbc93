"""Calendars, clocks and times of day in Aylesbury, where the clocks are London's."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import ClockRule, Pause

LONDON = ZoneInfo("Europe/London")
# What Hypothesis draws local times from.
YEARS = (datetime.fromisoformat("1975-01-01"), datetime.fromisoformat("2035-01-01"))
DAY_AND_NIGHT = Calendar.always("day_and_night", LONDON.key)


def london(text: str, *, fold: int = 0) -> datetime:
    """An instant, from what the clocks in London show: `2026-11-24 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def utc(text: str) -> datetime:
    """An instant, from its time in UTC: `2026-11-24 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_span(text: str) -> tuple[time, time]:
    """Hours of one day, as a place file writes them: `09:00-17:00`."""
    opens, closes = text.split("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


def a_calendar(
    *spans: str,
    weekdays: Iterable[int] = range(7),
    bank_holidays: Iterable[date] = (),
    open_on_bank_holidays: bool = False,
) -> Calendar:
    """A calendar in London with the same hours on each of some weekdays."""
    hours = dict.fromkeys(weekdays, tuple(a_span(text) for text in spans or ("09:00-17:00",)))
    return Calendar("ours", LONDON.key, hours, frozenset(bank_holidays), open_on_bank_holidays)


def a_rule(limit: timedelta = timedelta(hours=3)) -> ClockRule:
    """A rule of a clock; the calendar is handed over beside it."""
    return ClockRule("response.rapid", "2015-02", limit, "ours")


def a_pause(since: str, until: str | None = None) -> Pause:
    """A pause between two times in London, or one still open."""
    return Pause(london(since), london(until) if until else None, "more_asked")
