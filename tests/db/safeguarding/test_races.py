"""Two at once: one concern for one form, and one who took it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from joinedup.foundation import deliveries
from joinedup.foundation.models import Delivery, Entry
from joinedup.kernel.errors import Conflict, Refused
from joinedup.safeguarding.domain.answer import ConcernReceived
from joinedup.safeguarding.models import Concern
from tests.builders import concerns as build
from tests.builders import referrals as work

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def all_at_once(what: Callable[[int], Any]) -> list[Any]:
    """What came of the same thing begun by several at one moment, refusals among it."""
    gate = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        gate.wait()
        try:
            return what(number)
        except (Refused, Conflict) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_one_form_sent_by_several_windows_is_one_concern() -> None:
    person, joan, key = build.somebody(), work.gp(), uuid4()

    made = all_at_once(lambda _: build.raised(person, by=joan, key=key))

    assert made == [Concern.objects.get().id] * AT_ONCE
    assert Delivery.objects.filter(channel=deliveries.CONFIDENTIAL).count() == 1


def test_several_who_take_it_at_once_are_one() -> None:
    concern_id, mark = build.raised(), build.worker()

    came = all_at_once(lambda n: build.acknowledged(concern_id, by=mark, name=f"Mark {n}", seen=1))

    assert sorted(came, key=str) == sorted([None, *[ConcernReceived] * (AT_ONCE - 1)], key=str)
    told = Entry.objects.filter(kind="safeguarding.concern_acknowledged")
    assert told.count() == 1
