"""Half-open periods."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.period import Period
from tests.builders.kernel import london
from tests.rules import rule

NINE, TEN, ELEVEN = (london(f"2026-11-24 {at}") for at in ("09:00", "10:00", "11:00"))


@rule("A period holds its beginning and not its end")
@pytest.mark.parametrize(
    ("until", "at", "holds"),
    [
        (TEN, NINE - timedelta(microseconds=1), False),
        (TEN, NINE, True),
        (TEN, TEN - timedelta(microseconds=1), True),
        (TEN, TEN, False),
        (None, ELEVEN, True),
        (None, NINE - timedelta(microseconds=1), False),
        (NINE, NINE, False),
    ],
)
def test_the_end_is_outside(until: datetime | None, at: datetime, holds: bool) -> None:
    assert Period(NINE, until).holds(at) is holds


@rule("Periods that touch do not overlap")
@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        (Period(NINE, TEN), Period(TEN, ELEVEN), False),
        (Period(NINE, ELEVEN), Period(TEN, ELEVEN), True),
        (Period(NINE), Period(TEN, ELEVEN), True),
        (Period(ELEVEN), Period(NINE, TEN), False),
        (Period(NINE), Period(ELEVEN), True),
    ],
)
def test_touching_is_not_overlapping(one: Period, other: Period, overlaps: bool) -> None:
    assert one.overlaps(other) is overlaps
    assert other.overlaps(one) is overlaps


hours = st.integers(0, 12)
periods = st.tuples(hours, hours).map(lambda pair: sorted(pair))


@given(first=periods, second=periods)
def test_overlap_is_an_hour_held_by_both(first: list[int], second: list[int]) -> None:
    one, other = (
        Period(NINE + timedelta(hours=since), NINE + timedelta(hours=until))
        for since, until in (first, second)
    )
    shared = [at for at in range(13) if first[0] <= at < first[1] and second[0] <= at < second[1]]

    assert one.overlaps(other) is bool(shared)


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(TEN, NINE)
