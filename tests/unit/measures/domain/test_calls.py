"""Calls answered in time."""

import pytest

from joinedup.measures.domain.calls import Call, call_figures
from tests.rules import rule

SECOND = 1_000_000


def rang(*calls: tuple[int | None, int | None]) -> list[Call]:
    """Calls that began at nought: answered after so many seconds, or given up after so many."""
    return [Call(0, *(None if one is None else one * SECOND for one in call)) for call in calls]


@rule("A call is answered in time within the threshold")
@pytest.mark.parametrize(
    ("call", "counts"),
    [
        ((60, None), (1, 0, 0, 0)),
        ((61, None), (0, 1, 0, 0)),
        ((None, 61), (0, 0, 1, 0)),
        # Given up before it could have been late: it does not count.
        ((None, 60), (0, 0, 0, 1)),
    ],
)
def test_one_call(call: tuple[int | None, int | None], counts: tuple[int, ...]) -> None:
    found = call_figures(rang(call), threshold=60 * SECOND)

    assert found is not None
    assert (found.in_time, found.late, found.given_up_late, found.given_up_soon) == counts


def test_the_share_is_of_those_that_could_be_late() -> None:
    found = call_figures(rang((10, None), (90, None), (None, 5), (None, 99)), threshold=60 * SECOND)

    assert found is not None
    assert (found.counted, found.total, found.in_time_percent) == (3, 4, 33.3)


@pytest.mark.parametrize("calls", [[], rang((None, None))])
def test_without_a_telephone_system_nothing_is_measured(calls: list[Call]) -> None:
    assert call_figures(calls, threshold=60 * SECOND) is None


def test_calls_given_up_at_once_alone_give_no_share() -> None:
    found = call_figures(rang((None, 1)), threshold=60 * SECOND)

    assert found is not None
    assert found.in_time_percent is None
