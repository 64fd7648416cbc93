"""A concern that nobody acknowledges in time is raised with whoever is on duty, without a word."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.foundation import duty, instant
from joinedup.foundation.models import Account, Delivery
from joinedup.foundation.scope import system
from joinedup.referrals import services
from joinedup.referrals.models import Raised
from joinedup.referrals.queries.raised import raised as on_the_board
from joinedup.safeguarding.domain.concern import Whose
from tests.builders import concerns as build
from tests.builders import partner
from tests.builders import referrals as work

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def watch() -> list[str]:
    services.watch(at=instant.now(), by=system("referrals.safety_net"))
    waiting = Raised.objects.filter(answered_at=None, cleared_at=None)
    return list(waiting.values_list("rule", flat=True))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    """Messages are dropped where no other test looks."""
    settings.VAR = tmp_path


def test_one_that_arrived_is_given_its_hours(clock: instant.Hands) -> None:
    concern_id = build.raised()
    partner.work()

    clock.tick(4 * HOUR - MINUTE)
    assert watch() == []
    clock.tick(MINUTE)
    assert watch() == ["not_acknowledged"]
    build.acknowledged(concern_id)
    assert watch() == []


@pytest.mark.parametrize("whose", list(Whose))
def test_one_that_is_not_sent_or_rung_is_raised_soon(clock: instant.Hands, whose: Whose) -> None:
    build.raised(whose=whose)

    clock.tick(14 * MINUTE)
    assert watch() == []
    clock.tick(MINUTE)
    assert watch() == ["not_acknowledged"]
    assert Delivery.objects.filter(delivered_at=None, channel="confidential").exists() == (
        whose is Whose.ADULT
    )


def test_it_names_nobody_and_says_no_word_of_it(clock: instant.Hands) -> None:
    sam = work.clinician()
    at = instant.now()
    duty.go_on_duty("spr_lead", until=at + 9 * HOUR, number="01632960300", at=at, by=sam)
    concern_id = build.raised()
    clock.tick(HOUR)
    watch()

    (row,) = on_the_board(work.clinician().scope).rows
    assert len(on_the_board(work.manager().scope).rows) == 1

    held = Raised.objects.get()
    assert (held.person_id, held.line_id, held.account_id) == (None, None, sam.account_id)
    assert (row.card, row.words, row.caller_name, row.reference) == (None, "", "", "")
    assert str(concern_id) not in repr(row)


def test_whoever_is_on_duty_is_told_whom_to_tell_and_answers_for_it(clock: instant.Hands) -> None:
    build.raised()
    clock.tick(HOUR)
    watch()
    client = Client()
    client.force_login(Account.objects.get(id=work.manager().account_id))

    board = client.get("/referrals/duty").content.decode()
    one = client.get(f"/referrals/duty/raised/{Raised.objects.get().id}").content.decode()

    for said in (board, one):
        assert "A confidential message was not acknowledged: tell the safeguarding lead" in said
        assert "tel:01632960481" in said
        assert build.WORDS not in said
