"""Figures about waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.referrals.domain.figures import percentile
from tests.rules import rule


@rule("Median and 90th percentile by nearest rank")
@pytest.mark.parametrize(
    ("values", "median", "ninetieth"),
    [
        ([7], 7, 7),
        ([1, 2], 1, 2),
        ([3, 1, 2], 2, 3),
        ([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 50, 90),
    ],
)
def test_a_percentile_is_a_wait_that_somebody_had(values, median, ninetieth):
    assert percentile(values, 50) == median
    assert percentile(values, 90) == ninetieth


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(1, 100))
def test_at_least_so_many_per_cent_waited_no_longer(values, percent):
    found = percentile(values, percent)

    no_longer = sum(value <= found for value in values)
    shorter = sum(value < found for value in values)
    assert no_longer * 100 >= percent * len(values) > shorter * 100


def test_of_no_waits_there_is_no_percentile():
    with pytest.raises(ValueError, match="no percentile"):
        percentile([], 50)
