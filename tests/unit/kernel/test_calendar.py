"""Opening hours, and time that counts only while something is open."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.calendar import Calendar
from tests.builders.kernel import DAY_AND_NIGHT, LONDON, YEARS, a_calendar, london, utc
from tests.rules import rule
from tests.unit.kernel import minutes

HOUR = timedelta(hours=1)
CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 28)}
EASTER = {date(2026, 4, 3), date(2026, 4, 6)}

# Nine days around each change of the clocks, in Havana at midnight itself, and around Christmas.
WINDOWS = [
    ("Europe/London", date(2026, 3, 25)),
    ("Europe/London", date(2026, 10, 21)),
    ("Europe/London", date(2026, 12, 21)),
    ("America/Havana", date(2026, 3, 4)),
    ("America/Havana", date(2026, 10, 28)),
]


@dataclass(frozen=True)
class Drawn:
    """A calendar, the window of days it is looked at in, and what the slow twin says is open."""

    calendar: Calendar
    first: date
    open_at: frozenset[datetime]

    def at(self, minute: int) -> datetime:
        return datetime.combine(self.first, time(), UTC) + timedelta(minutes=minute)


quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
spans = st.lists(st.tuples(quarters, quarters), max_size=2).map(tuple)


@st.composite
def drawn_calendars(draw: st.DrawFn) -> Drawn:
    zone, first = draw(st.sampled_from(WINDOWS))
    hours = draw(st.dictionaries(st.integers(0, 6), spans).filter(lambda week: any(week.values())))
    closed = draw(st.frozensets(st.integers(0, 8).map(lambda n: first + timedelta(n)), max_size=2))
    calendar = Calendar("drawn", zone, hours, closed, draw(st.booleans()))
    return Drawn(calendar, first, minutes.open_minutes(calendar, first))


# Two days in from the start, so that a night begun before it counts, and short of the end.
inside = st.integers(2 * 24 * 60, 7 * 24 * 60)


@given(drawn=drawn_calendars(), ends=st.tuples(inside, inside), count=st.integers(0, 3 * 24 * 60))
def test_a_calendar_agrees_with_its_minute_twin(
    drawn: Drawn, ends: tuple[int, int], count: int
) -> None:
    calendar, since, until = drawn.calendar, drawn.at(ends[0]), drawn.at(ends[1])
    to_come = minutes.open_time(drawn.open_at, since, drawn.at(minutes.DAYS * 24 * 60))
    count = min(count, to_come // minutes.MINUTE)

    added = calendar.add(since, count * minutes.MINUTE)

    assert calendar.is_open(since) == (since in drawn.open_at)
    assert calendar.open_time(since, until) == minutes.open_time(drawn.open_at, since, until)
    assert added == minutes.added(drawn.open_at, since, count)


moments = st.datetimes(*YEARS, timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=9))


@given(start=moments, duration=durations)
def test_always_open_counts_every_hour(start: datetime, duration: timedelta) -> None:
    assert DAY_AND_NIGHT.add(start, duration) == start + duration


@given(start=moments, duration=durations)
def test_time_added_is_the_open_time_passed(start: datetime, duration: timedelta) -> None:
    calendar = a_calendar("21:00-07:30", "12:00-13:00", bank_holidays=CHRISTMAS)

    assert calendar.open_time(start, calendar.add(start, duration)) == duration


@given(start=moments, first=durations, second=durations)
def test_time_added_in_two_parts_is_added(
    start: datetime, first: timedelta, second: timedelta
) -> None:
    calendar = a_calendar(weekdays=range(5), bank_holidays=EASTER)

    in_parts = calendar.add(calendar.add(start, first), second)

    assert in_parts == calendar.add(start, first + second)


@rule("A limit is counted in open hours")
@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-24 09:30", 3, "2026-11-24 12:30"),
        ("2026-11-24 15:00", 2, "2026-11-24 17:00"),
        ("2026-11-24 15:00", 3, "2026-11-25 10:00"),
        ("2026-11-24 20:00", 1, "2026-11-25 10:00"),
        ("2026-11-24 06:00", 0, "2026-11-24 06:00"),
        ("2026-11-27 16:00", 2, "2026-11-30 10:00"),
        ("2026-12-24 16:00", 2, "2026-12-29 10:00"),
        ("2026-04-02 16:00", 2, "2026-04-07 10:00"),
        ("2026-11-24 09:00", 24, "2026-11-26 17:00"),
    ],
)
def test_a_limit_runs_on_working_days_alone(start: str, hours: int, expected: str) -> None:
    calendar = a_calendar(weekdays=range(5), bank_holidays=CHRISTMAS | EASTER)

    assert calendar.add(london(start), hours * HOUR) == london(expected)


@rule("An hour of waiting is an hour on the night the clocks change")
@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-28 23:30", 3, "2026-03-29 03:30"),
        ("2026-03-29 00:30", 1, "2026-03-29 02:30"),
        ("2026-10-24 23:30", 3, "2026-10-25 01:30 again"),
        ("2026-10-25 00:30", 1, "2026-10-25 01:30"),
        ("2026-10-25 00:30", 2, "2026-10-25 01:30 again"),
        ("2026-10-25 00:30", 3, "2026-10-25 02:30"),
    ],
)
def test_three_hours_are_three_hours_on_both_nights(start: str, hours: int, expected: str) -> None:
    due = london(expected.removesuffix(" again"), fold=int(expected.endswith("again")))

    assert DAY_AND_NIGHT.add(london(start), hours * HOUR) == due


@rule("A night shift has the hours that its night has")
@pytest.mark.parametrize(
    ("evening", "hours"),
    [("2026-03-21", 10.5), ("2026-03-28", 9.5), ("2026-10-24", 11.5), ("2026-10-31", 10.5)],
)
def test_a_night_is_shorter_in_spring_and_longer_in_autumn(evening: str, hours: float) -> None:
    night = a_calendar("21:00-07:30", weekdays=[5])
    noon = london(f"{evening} 12:00")

    assert night.open_time(noon, noon + 24 * HOUR) == hours * HOUR


@rule("Hours that name a skipped or repeated time")
@pytest.mark.parametrize(
    ("span", "noon_before", "opens", "closes"),
    [
        ("01:30-05:00", "2026-03-28 12:00", "2026-03-29 01:00", "2026-03-29 04:00"),
        ("22:00-01:30", "2026-03-28 12:00", "2026-03-28 22:00", "2026-03-29 01:00"),
        ("01:30-05:00", "2026-10-24 12:00", "2026-10-25 00:30", "2026-10-25 05:00"),
        ("22:00-01:30", "2026-10-24 12:00", "2026-10-24 21:00", "2026-10-25 01:30"),
        ("22:00-01:00", "2026-10-24 12:00", "2026-10-24 21:00", "2026-10-25 00:00"),
    ],
)
def test_hours_open_early_and_close_late_at_a_change(
    span: str, noon_before: str, opens: str, closes: str
) -> None:
    calendar = a_calendar(span)

    assert calendar.next_open(london(noon_before)) == utc(opens)
    assert calendar.open_time(london(noon_before), utc(closes) + HOUR) == utc(closes) - utc(opens)
    assert not calendar.is_open(utc(closes))


@rule("Hours hold from opening up to closing")
@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24 08:59", False),
        ("2026-11-24 09:00", True),
        ("2026-11-24 16:59", True),
        ("2026-11-24 17:00", False),
        ("2026-11-28 10:00", False),
        ("2026-12-25 10:00", False),
    ],
)
def test_the_minute_of_closing_is_closed(at: str, is_open: bool) -> None:
    calendar = a_calendar(weekdays=range(5), bank_holidays=CHRISTMAS)

    assert calendar.is_open(london(at)) is is_open


@rule("A night belongs to the day it begins on")
@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-12-24 23:00", True),
        ("2026-12-25 03:00", True),
        ("2026-12-25 23:00", False),
        ("2026-12-26 03:00", False),
        ("2026-12-26 23:00", True),
    ],
)
def test_a_night_before_a_bank_holiday_runs_to_its_end(at: str, is_open: bool) -> None:
    nights = a_calendar("21:00-07:30", bank_holidays=CHRISTMAS)

    assert nights.is_open(london(at)) is is_open


def test_some_are_open_on_bank_holidays() -> None:
    calendar = a_calendar(bank_holidays=CHRISTMAS, open_on_bank_holidays=True)

    assert calendar.is_open(london("2026-12-25 10:00"))


def test_hours_that_overlap_are_counted_once() -> None:
    calendar = a_calendar("09:00-17:00", "10:00-12:00", "16:00-18:00")

    spent = calendar.open_time(london("2026-11-24 00:00"), london("2026-11-25 00:00"))

    assert spent == 9 * HOUR


def test_no_time_lies_between_instants_in_reverse() -> None:
    later, earlier = london("2026-11-24 12:00"), london("2026-11-24 10:00")

    assert a_calendar().open_time(later, earlier) == timedelta()


def test_answers_are_in_utc_whatever_was_asked() -> None:
    asked = datetime(2026, 7, 1, 10, 0, tzinfo=LONDON)

    assert a_calendar().next_open(asked).tzinfo is UTC
    assert a_calendar().add(asked, timedelta()).tzinfo is UTC


def test_an_instant_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        a_calendar().add(datetime.fromisoformat("2026-11-24 09:00"), HOUR)


def test_time_cannot_be_taken_off() -> None:
    with pytest.raises(ValueError, match="not taken off"):
        a_calendar().add(london("2026-11-24 09:00"), -HOUR)


def test_a_calendar_that_never_opens_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="never opens"):
        Calendar("shut", "Europe/London", {0: ()})


def test_an_eighth_weekday_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="0 to 6"):
        a_calendar(weekdays=[7])
