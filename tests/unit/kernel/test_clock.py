"""When a clock falls due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.clock import Pause, due_at
from tests.builders.kernel import (
    DAY_AND_NIGHT,
    a_calendar,
    a_pause,
    a_rule,
    london,
)
from tests.rules import rule
from tests.unit.kernel import minutes

HOUR = timedelta(hours=1)
OFFICE_HOURS = a_calendar(weekdays=range(5))
TEN = london("2026-11-24 10:00")


@rule("A rapid response runs day and night")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-24 10:00", "2026-11-24 13:00"),
        ("2026-11-27 23:30", "2026-11-28 02:30"),
        ("2026-12-25 03:00", "2026-12-25 06:00"),
        ("2026-03-29 00:30", "2026-03-29 04:30"),
        ("2026-10-25 00:30", "2026-10-25 02:30"),
    ],
)
def test_a_rapid_line_falls_due_three_hours_on(received: str, due: str) -> None:
    found = due_at(a_rule(3 * HOUR), DAY_AND_NIGHT, started_at=london(received), pauses=())

    assert found == london(due)


@rule("What a pause gives back")
@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], "13:00"),
        ([("10:30", "11:00")], "13:30"),
        ([("10:30", "11:00"), ("11:30", "12:00")], "14:00"),
        ([("11:30", "12:00"), ("10:30", "11:00")], "14:00"),
        ([("10:30", "11:30"), ("11:00", "12:00")], "14:30"),
        ([("10:30", "12:00"), ("11:00", "11:30")], "14:30"),
        ([("10:30", "11:00"), ("10:30", "11:00")], "13:30"),
        ([("09:00", "10:30")], "13:30"),
        ([("08:00", "09:00")], "13:00"),
        ([("12:59", "14:00")], "14:01"),
        ([("13:00", "14:00")], "13:00"),
        ([("15:00", "16:00")], "13:00"),
        ([("12:00", "13:00"), ("13:30", "14:00")], "14:30"),
        ([("11:00", "11:00")], "13:00"),
        ([("11:30", "11:00")], "13:00"),
    ],
)
def test_only_time_stood_still_is_given_back(pauses: list[tuple[str, str]], due: str) -> None:
    taken = [a_pause(f"2026-11-24 {since}", f"2026-11-24 {until}") for since, until in pauses]

    found = due_at(a_rule(), DAY_AND_NIGHT, started_at=TEN, pauses=taken)

    assert found == london(f"2026-11-24 {due}")


@rule("Only open time of a pause is given back")
@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        ("2026-11-24 16:00", "2026-11-25 10:00", "2026-11-25 12:00"),
        ("2026-11-24 16:30", "2026-11-24 20:00", "2026-11-25 10:30"),
        ("2026-11-24 18:00", "2026-11-25 08:00", "2026-11-25 10:00"),
    ],
)
def test_a_pause_overnight_gives_back_no_night(since: str, until: str, due: str) -> None:
    started_at, taken = london("2026-11-24 15:00"), [a_pause(since, until)]

    found = due_at(a_rule(), OFFICE_HOURS, started_at=started_at, pauses=taken)

    assert found == london(due)


@rule("A clock that stands still has no due time")
@pytest.mark.parametrize("since", ["2026-11-24 09:00", "2026-11-24 11:00", "2026-11-24 15:00"])
def test_a_clock_with_an_open_pause_is_never_due(since: str) -> None:
    pauses = [a_pause("2026-11-24 10:10", "2026-11-24 10:20"), a_pause(since)]

    assert due_at(a_rule(), DAY_AND_NIGHT, started_at=TEN, pauses=pauses) is None


FIRST = date(2026, 10, 21)
DRAWN_FROM = datetime.combine(FIRST, time(), UTC)
CALENDARS = [
    a_calendar(weekdays=range(5), bank_holidays=[date(2026, 10, 26)]),
    a_calendar("21:00-07:30", "12:00-13:00"),
    DAY_AND_NIGHT,
]
OPEN_AT = [minutes.open_minutes(calendar, FIRST) for calendar in CALENDARS]

# Together with the longest limit they fit into the hours left of the nine days.
stretches = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 300)), max_size=3)


def drawn_pause(start: datetime, since: int, length: int) -> Pause:
    begins = start + timedelta(minutes=since - 600)
    return Pause(begins, begins + timedelta(minutes=length), "more_asked")


@given(
    which=st.integers(0, 2),
    start=st.integers(24 * 60, 4 * 24 * 60),
    limit=st.integers(1, 360),
    drawn=stretches,
)
def test_due_agrees_with_the_minute_twin(
    which: int, start: int, limit: int, drawn: list[tuple[int, int]]
) -> None:
    started_at = DRAWN_FROM + timedelta(minutes=start)
    pauses = [drawn_pause(started_at, *stretch) for stretch in drawn]

    found = due_at(
        a_rule(timedelta(minutes=limit)), CALENDARS[which], started_at=started_at, pauses=pauses
    )

    assert found == minutes.due(OPEN_AT[which], started_at, limit, pauses)
