"""The same message from many senders at one moment is taken once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from joinedup.exchange.services import partners
from joinedup.foundation import instant
from joinedup.foundation.models import Received
from joinedup.people.models import Person
from joinedup.referrals.models import Addition, Referral
from tests.builders import partner as build
from tests.builders.exchange import a_message

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 5


def all_at_once(work: Callable[[int], Any]) -> Counter[str]:
    """What came of the same work begun by several at one moment."""
    gate = Barrier(AT_ONCE)
    # Each thread holds the test's clock: without it they would be at another time.
    contexts = [copy_context() for _ in range(AT_ONCE)]

    def one(number: int) -> str:
        gate.wait()
        try:
            return contexts[number].run(work, number).outcome.value
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_one_message_sent_by_five_at_once_is_one_referral(clock):
    partners.actor_for(build.demo(), at=instant.now())

    outcomes = all_at_once(lambda number: build.taken(a_message()))

    assert outcomes == {"accepted": 1, "unchanged": AT_ONCE - 1}
    assert (Referral.objects.count(), Person.objects.count()) == (1, 1)
    assert Received.objects.count() == 1


def test_five_updates_at_once_are_all_added(clock):
    build.taken(a_message())

    outcomes = all_at_once(
        lambda number: build.taken(
            a_message(
                reason="update",
                message_id=f"b2c0a3f4-0002-4c00-8000-00000000000{number}",
                sent=f"2026-11-24T09:2{number}:30Z",
                note=[{"text": f"Line {number}"}],
            )
        )
    )

    assert outcomes == {"accepted": AT_ONCE}
    assert Addition.objects.count() == AT_ONCE


def test_a_referral_and_its_updates_at_once_never_miss_each_other(clock):
    partners.actor_for(build.demo(), at=instant.now())

    def one(number: int) -> Any:
        if number == 0:
            return build.taken(a_message())
        return build.taken(
            a_message(
                reason="update",
                message_id=f"b2c0a3f4-0002-4c00-8000-00000000000{number}",
                sent=f"2026-11-24T09:2{number + 4}:30Z",
                note=[{"text": f"Line {number}"}],
            )
        )

    all_at_once(one)

    assert Addition.objects.count() == AT_ONCE - 1
    assert {row.outcome for row in build.kept()} == {"accepted"}
