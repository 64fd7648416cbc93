"""Dates of birth: every common way of writing them, and the slips."""

from datetime import date, timedelta
from functools import cache
from operator import ne

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.people.domain import births

TODAY = date(2026, 11, 22)
DAYS = st.dates(min_value=date(1890, 1, 1), max_value=date(2030, 12, 31))


def is_one_slip(one: date, other: date) -> bool:
    """Whether the figures of two dates differ in one place, or in two neighbours changed over."""
    left, right = figures(one), figures(other)
    differing = sum(map(ne, left, right))
    if differing == 2:
        first, second = (n for n in range(8) if left[n] != right[n])
        return second == first + 1 and (left[first], left[second]) == (right[second], right[first])
    return differing == 1


@cache
def figures(day: date) -> str:
    """The eight figures of a date."""
    return f"{day.day:02}{day.month:02}{day.year:04}"


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("12", "3", "1948", [date(1948, 3, 12), date(1948, 12, 3)]),
        ("25", "3", "1948", [date(1948, 3, 25)]),
        ("3", "25", "1948", [date(1948, 3, 25)]),
        ("25", "3", "48", [date(1948, 3, 25)]),
        ("25", "3", "20", [date(2020, 3, 25), date(1920, 3, 25)]),
        ("4", "4", "1948", [date(1948, 4, 4)]),
        ("29", "2", "1947", []),
        ("29", "2", "1948", [date(1948, 2, 29)]),
        ("23", "11", "2026", []),
        ("1", "1", "1850", []),
        ("0", "0", "0000", []),
    ],
)
def test_a_written_date_has_these_readings(
    day: str, month: str, year: str, expected: list[date]
) -> None:
    assert list(births.Written(day, month, year).readings(TODAY)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "12 Mar 1948",
        "12 march 48",
        "12th of March, 1948",
        "12-Mar-1948",
        "12mar48",
        "March 12, 1948",
        "Mar 12 1948",
        "mar. 12th 1948",
    ],
)
def test_a_month_may_be_a_word(text: str) -> None:
    rest, found = births.without_worded(f"ethel {text} pargeter")

    assert [date(1948, 3, 12) in one.readings(TODAY) for one in found] == [True]
    assert rest.split() == ["ethel", "pargeter"]


@pytest.mark.parametrize("text", ["May Smith", "April 12", "June 1948", "Smith May 12/3/1948"])
def test_a_month_that_is_a_name_stays_one(text: str) -> None:
    assert births.without_worded(text) == (text, [])


@pytest.mark.parametrize(
    ("groups", "count"),
    [
        (["12", "3", "1948"], 3),
        (["12", "03", "48"], 3),
        (["1948", "03", "12"], 3),
        (["12031948"], 1),
        (["19480312"], 1),
        (["120348"], 1),
    ],
)
def test_figures_that_are_a_date(groups: list[str], count: int) -> None:
    taken, written = births.in_figures([*groups, "9"])

    assert taken == count
    assert written is not None
    assert written.readings(TODAY)[0] == date(1948, 3, 12)


@pytest.mark.parametrize("groups", [["12"], ["12", "3"], ["12", "3", "194"], ["943", "476", "59"]])
def test_figures_that_are_no_date(groups: list[str]) -> None:
    assert births.in_figures(groups) == (0, None)


@given(DAYS)
def test_slips_of_a_date_are_those_the_slow_twin_finds(born_on: date) -> None:
    years = range(born_on.year - 1000, born_on.year + 1000)
    near = {
        day
        for offset in range(-366, 367)
        if is_one_slip(born_on, day := born_on + timedelta(days=offset))
    }

    found = births.slips(born_on)

    assert near <= found
    assert all(is_one_slip(born_on, day) for day in found)
    assert all(day in found for day in _same_day_in(born_on, years) if is_one_slip(born_on, day))


def _same_day_in(born_on: date, years: range) -> set[date]:
    if (born_on.month, born_on.day) == (2, 29):
        return set()
    return {born_on.replace(year=year) for year in years if 1000 <= year <= 9999}


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(1948, 3, 12), date(1948, 12, 3)),
        (date(1948, 3, 25), None),
        (date(1948, 4, 4), None),
    ],
)
def test_day_and_month_changed_over(born_on: date, expected: date | None) -> None:
    assert births.swapped(born_on) == expected


def test_nobody_is_older_than_anybody_was() -> None:
    assert births.earliest(TODAY) == date(1896, 11, 22)
    assert births.earliest(date(2030, 2, 28)) == date(1900, 2, 28)
    assert births.earliest(date(2024, 2, 29)) == date(1894, 3, 1)


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2026, 3, 11), 77), (date(2026, 3, 12), 78), (date(2026, 12, 1), 78)]
)
def test_age_is_whole_years(on: date, expected: int) -> None:
    assert births.age(date(1948, 3, 12), on) == expected
