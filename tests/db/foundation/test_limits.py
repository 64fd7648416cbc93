"""How often somebody may ask: at once, in the long run, by several processes, by a wrong clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from joinedup.foundation import limits
from joinedup.foundation.limits import Rate
from joinedup.foundation.models import Allowance

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEN = Rate(60, 10)


def asked(seconds: float, rate: Rate = TEN, key: str = "client:a") -> int:
    """How long whoever asks at a moment must wait."""
    return limits.wait_seconds(key, rate=rate, at=NOON + timedelta(seconds=seconds))


def test_as_many_as_are_allowed_may_come_at_once() -> None:
    assert [asked(0) for _ in range(12)] == [0] * 10 + [1, 1]


def test_what_is_used_comes_back_with_time() -> None:
    for _ in range(10):
        asked(0)

    assert [asked(0.5), asked(1), asked(1), asked(2)] == [1, 0, 1, 0]


def test_a_rate_of_one_lets_the_next_in_when_its_share_is_over() -> None:
    slow = Rate(6, 1)

    assert [asked(at, slow) for at in (0, 1, 9.5, 10)] == [0, 9, 1, 0]


def test_each_who_asks_is_counted_apart() -> None:
    for _ in range(10):
        asked(0)

    assert (asked(0), asked(0, key="client:b")) == (1, 0)


def test_a_clock_that_was_wrong_locks_nobody_out() -> None:
    for _ in range(10):
        asked(86_400)

    assert asked(0) == 0
    assert asked(0) == 0


def test_whoever_has_used_nothing_is_forgotten() -> None:
    asked(0)
    asked(60, key="client:b")

    limits.forget_unused(at=NOON + timedelta(seconds=30))

    assert list(Allowance.objects.values_list("key", flat=True)) == ["client:b"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.floats(0, 120), min_size=1, max_size=60), some.integers(1, 8))
def test_never_more_than_the_rate_in_any_stretch(moments: list[float], at_once: int) -> None:
    Allowance.objects.all().delete()
    rate = Rate(30, at_once)

    taken = [one for one in sorted(moments) if asked(one, rate) == 0]

    for number, first in enumerate(taken):
        for last in range(number, len(taken)):
            # What may come at once, and one more for every two seconds of the stretch.
            most = at_once + (taken[last] - first) / 2
            assert last - number + 1 <= most + 1e-3


@pytest.mark.django_db(transaction=True)
def test_several_processes_count_together(on_postgres: None) -> None:
    def ask(_: int) -> int:
        try:
            return asked(0)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(40)))

    assert answers.count(0) == 10
