"""Whether somebody watches the front door is said where it matters, with the number to ring."""

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import duty, instant
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from tests.builders import referrals as build

ALONE = "Nobody is on duty at the front door now"
NUMBER = "0808&nbsp;157&nbsp;0100"


def shown(by: Actor, route: str, *args: object) -> str:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=by.account_id))
    answer = client.get(reverse(route, args=args))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", "&nbsp;")


def put_on_duty(by: Actor) -> None:
    now = instant.now()
    until = duty.next_change("spr_lead", now)
    duty.go_on_duty("spr_lead", until=until, number="01632960300", at=now, by=by)


@pytest.mark.parametrize("route", ["referrals:sent", "referrals:status"])
def test_a_referrer_is_told_that_nobody_watches(route: str) -> None:
    referral_id = build.sent()

    page = shown(build.gp(), route, referral_id)

    assert ALONE in page
    assert NUMBER in page


@pytest.mark.parametrize("route", ["referrals:sent", "referrals:status"])
def test_a_referrer_is_told_nothing_while_somebody_watches(route: str) -> None:
    referral_id = build.sent()
    put_on_duty(build.clinician())

    assert ALONE not in shown(build.gp(), route, referral_id)


def test_the_home_of_referrer_and_front_door_says_so() -> None:
    assert ALONE in shown(build.gp(), "desk:home")
    assert ALONE in shown(build.clinician(), "desk:home")
    assert ALONE not in shown(build.commissioner(), "desk:home")


def test_the_call_pad_says_so_before_a_call_begins() -> None:
    sam = build.clinician()
    assert ALONE in shown(sam, "referrals:call_new")

    put_on_duty(sam)

    assert ALONE not in shown(sam, "referrals:call_new")


def test_the_queue_names_who_is_on_duty_and_their_number() -> None:
    sam = build.clinician()
    assert ALONE in shown(sam, "referrals:queue")

    put_on_duty(sam)

    page = shown(sam, "referrals:queue")
    assert ALONE not in page
    assert 'href="tel:01632960300"' in page
    assert "Lead at the Single Point of Referral" in page
