"""The weeks of a board begin on a Monday at midnight on the clocks of the place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.measures.domain.open_time import micros
from joinedup.measures.domain.weeks import Weeks
from tests.builders.measures import a_line
from tests.rules import rule

LONDON = "Europe/London"
CLOCKS_GO_BACK = date(2026, 10, 25)
"""A Sunday: the week that it ends has an hour more than others."""


def up_to(last: date, count: int = 3, *, zone: str = LONDON) -> Weeks:
    return Weeks.up_to(last, count, zone=zone)


@rule("A week of a board is Monday to Sunday")
@pytest.mark.parametrize("day", range(7))
def test_any_day_of_a_week_stands_for_the_whole_of_it(day: int) -> None:
    asked = up_to(date(2026, 11, 16) + timedelta(days=day))

    assert asked.codes == ("2026-11-02", "2026-11-09", "2026-11-16")
    assert asked.last_day == date(2026, 11, 22)


def test_the_next_monday_is_of_the_next_week() -> None:
    assert up_to(date(2026, 11, 23), 1).codes == ("2026-11-23",)


def test_weeks_go_on_over_the_end_of_a_year() -> None:
    assert up_to(date(2027, 1, 1), 2).codes == ("2026-12-21", "2026-12-28")


@pytest.mark.parametrize(
    ("zone", "since", "until"),
    [
        (LONDON, datetime(2026, 10, 18, 23, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)),
        ("UTC", datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)),
    ],
)
def test_weeks_begin_and_end_at_midnight_where_the_place_is(
    zone: str, since: datetime, until: datetime
) -> None:
    asked = up_to(CLOCKS_GO_BACK, 1, zone=zone)

    assert (asked.since, asked.until) == (since, until)


@rule("A line counts in the week in which it was received, by the clocks of the place")
@pytest.mark.parametrize(
    ("received_at", "week"),
    [
        # In summer it is Monday here while it is still Sunday in UTC.
        (datetime(2026, 10, 18, 22, 59, tzinfo=UTC), "2026-10-12"),
        (datetime(2026, 10, 18, 23, tzinfo=UTC), "2026-10-19"),
        # The Sunday on which the clocks go back is an hour longer.
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), "2026-10-19"),
        (datetime(2026, 10, 26, tzinfo=UTC), "2026-10-26"),
        (datetime(2026, 11, 1, 23, 59, tzinfo=UTC), "2026-10-26"),
    ],
)
def test_a_line_is_of_the_week_in_which_it_was_received(received_at: datetime, week: str) -> None:
    week_of = up_to(date(2026, 10, 28)).namer()

    assert week_of(a_line(received=0)._replace(received=micros(received_at))) == week


def test_what_came_before_the_first_week_counts_in_the_first() -> None:
    week_of = up_to(date(2026, 12, 30), 2).namer()

    assert week_of(a_line()) == "2026-12-21"
