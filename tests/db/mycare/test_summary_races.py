"""Two at once: one summary for one press, and the second sender is told of the first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from joinedup.foundation import instant
from joinedup.foundation.models import Delivery
from joinedup.kernel.errors import Conflict, Refused
from joinedup.mycare.domain.summaries import How, JustSent, TextWish
from joinedup.mycare.models import Summary, TextDecision
from joinedup.mycare.services import texting
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders import summaries as build

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


@pytest.fixture(autouse=True)
def texts_go_out(settings: Any, tmp_path: Path) -> None:
    settings.JOINEDUP_DEMO, settings.JOINEDUP_TEXTS = False, "folder"
    settings.VAR = tmp_path


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


def test_one_press_in_several_windows_sends_once() -> None:
    person, joan, key = build.somebody(), work.gp(), uuid4()
    shown = build.shown(person, build.WORDS, How.OWN_PAGES, by=joan)

    made = all_at_once(
        lambda _: build.told(person, by=joan, key=key, how=How.OWN_PAGES, shown=shown)
    )

    assert made == [Summary.objects.get().id] * AT_ONCE


def test_of_several_who_send_at_once_all_but_one_are_told() -> None:
    person = build.somebody()
    doctors = [work.gp(f"doctor{n}") for n in range(AT_ONCE)]
    shown = build.shown(person, build.WORDS, How.OWN_PAGES, by=doctors[0])

    came = all_at_once(lambda n: build.told(person, by=doctors[n], how=How.OWN_PAGES, shown=shown))

    assert Summary.objects.count() == 1
    assert sum(one is JustSent for one in came) == AT_ONCE - 1
    assert sum(isinstance(one, UUID) for one in came) == 1


def test_several_workers_hand_a_text_on_once() -> None:
    person = build.somebody()
    one = build.told(person, is_now=True, now_because="It can not wait")
    now = instant.now()
    Summary.objects.filter(id=one).update(handed_at=None, send_at=now, tries=2)

    handed = all_at_once(lambda _: texting.hand_on_waiting(at=now, by=persons.the_office()))

    assert sum(handed) == 1
    assert Delivery.objects.filter(channel="text", key=f"{one}:2").count() == 1


def test_several_answers_about_texts_leave_one() -> None:
    person, joan = build.somebody(), work.gp()
    wishes = [TextWish.WORDS, TextWish.LITTLE, TextWish.NO_TEXTS, TextWish.WORDS]

    came = all_at_once(lambda n: build.agrees(person, wishes[n], by=joan))

    assert came == [None] * AT_ONCE
    assert TextDecision.objects.filter(until=None).count() == 1
