"""Instants, days, numbers and names in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.foundation import instant
from joinedup.web import filters

NBSP = "\u00a0"
SUMMER = datetime(2026, 7, 1, 13, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(hours=1, minutes=12), "1 h 12 left"),
        (timedelta(minutes=9, seconds=59), "9 min left"),
        (timedelta(0), "0 min left"),
        (timedelta(minutes=-20), "20 min over"),
        (timedelta(hours=-3, minutes=-5), "3 h 05 over"),
        (timedelta(days=1, hours=4), "1 day 4 h left"),
        (timedelta(days=2), "2 days left"),
    ],
)
def test_a_promise_says_how_it_stands(clock: instant.Hands, left: timedelta, said: str) -> None:
    assert filters.time_left(clock.at + left) == said


@pytest.mark.parametrize(
    ("left", "state"),
    [(-1, "over"), (0, "soon"), (30, "soon"), (31, "ahead")],
)
def test_a_promise_is_near_half_an_hour_before(clock: instant.Hands, left: int, state: str) -> None:
    assert filters.urgency(clock.at + timedelta(minutes=left)) == state


def test_times_are_those_of_the_place_in_summer() -> None:
    assert filters.clock_time(SUMMER) == "14:02"
    assert filters.machine_time(SUMMER) == "2026-07-01T14:02:00+01:00"


def test_a_near_moment_says_its_day_in_words(clock: instant.Hands) -> None:
    assert filters.moment(clock.at) == "09:30 today"
    assert filters.moment(clock.at - timedelta(days=1)) == "09:30 yesterday"
    assert filters.moment(clock.at + timedelta(days=1)) == "09:30 tomorrow"
    assert filters.moment(SUMMER) == f"1{NBSP}Jul{NBSP}2026 at 14:02"


def test_days_are_written_out() -> None:
    on = date(2026, 11, 21)

    assert filters.day(on) == f"21{NBSP}November{NBSP}2026"
    assert filters.short_day(on) == f"21{NBSP}Nov{NBSP}2026"


def test_the_day_of_an_instant_is_the_local_one() -> None:
    just_before_midnight_in_utc = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert filters.short_day(just_before_midnight_in_utc) == f"2{NBSP}Jul{NBSP}2026"


@pytest.mark.parametrize(
    ("born_on", "said"),
    [
        (date(1945, 11, 24), "81"),
        (date(1945, 11, 25), "80"),
        (date(2025, 1, 24), "22 months"),
        (date(2026, 10, 24), "1 month"),
        (date(2026, 11, 9), "2 weeks"),
    ],
)
def test_age_is_in_years_and_for_the_young_in_months(
    clock: instant.Hands, born_on: date, said: str
) -> None:
    assert filters.age(born_on) == said


def test_an_nhs_number_is_read_three_three_four() -> None:
    assert filters.nhs_number("9434765919") == f"943{NBSP}476{NBSP}5919"
    assert filters.nhs_number("943 476 59 19") == f"943{NBSP}476{NBSP}5919"
    assert filters.nhs_number("12345") == "12345"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("01296315000", "01296 315 000"),
        ("07700 900123", "07700 900 123"),
        ("02079460000", "020 7946 0000"),
        ("08081570100", "0808 157 0100"),
        ("0300 123 4567", "0300 123 4567"),
        ("0113 4960403", "0113 496 0403"),
        ("01614960403", "0161 496 0403"),
        ("01914980403", "0191 498 0403"),
        ("01206315000", "01206 315 000"),
        ("ext 4021", "ext 4021"),
    ],
)
def test_a_phone_number_is_grouped(given: str, said: str) -> None:
    assert filters.phone(given).replace(NBSP, " ") == said


def test_since_says_just_now_within_a_minute(clock: instant.Hands) -> None:
    assert filters.since(clock.at - timedelta(seconds=30)) == "just now"
    assert filters.since(clock.at - timedelta(minutes=12)) == "12 min ago"


@pytest.mark.parametrize(
    ("hour", "said"),
    [(23, "00:30"), (0, "01:30 BST"), (1, "01:30 GMT"), (2, "02:30")],
)
def test_the_hour_that_comes_twice_says_which_it_is(hour: int, said: str) -> None:
    night = datetime(2026, 10, 24 if hour == 23 else 25, hour, 30, tzinfo=UTC)

    assert filters.clock_time(night) == said


def test_no_hour_of_the_night_that_loses_one_says_which_it_is() -> None:
    night = [datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in range(3)]

    assert [filters.clock_time(one) for one in night] == ["00:30", "02:30", "03:30"]
