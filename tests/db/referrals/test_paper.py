"""Where what was done on paper is entered, for each role, and that both times are kept."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.referrals import services
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.pad import Beginning, Told
from joinedup.referrals.models import Call, Line
from tests.builders import referrals as build


def shown(by: Actor) -> str:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=by.account_id))
    answer = client.get(reverse("referrals:paper"))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_the_front_door_is_led_to_calls_decisions_and_handovers(clock: instant.Hands) -> None:
    page = shown(build.clinician())

    assert "A call sheet" in page
    assert "What the front door decided" in page
    assert "A handover sheet" in page
    assert "What the team took on" not in page
    assert "System was down: from paper" in page
    assert "No downtime pack has been written yet." in page


def test_a_nurse_is_led_to_visits_and_not_to_calls(clock: instant.Hands) -> None:
    page = shown(build.nurse())

    assert "A visit, a call or an attempt" in page
    assert "What the team took on" in page
    assert "A call sheet" not in page


def test_a_call_taken_on_paper_counts_from_when_it_began(clock: instant.Hands) -> None:
    began = instant.now()
    clock.tick(timedelta(hours=1))
    by = build.clinician()

    call_id = services.take_call(
        Told(),
        key="sheet-1",
        opened_at=instant.now(),
        beginning=Beginning(at=began, reason="system_down"),
        at=instant.now(),
        by=by,
    )
    services.refer_from_call(call_id, build.a_request(), seen=None, at=instant.now(), by=by)

    line = Line.objects.select_related("response_clock", "referral").get()
    assert line.response_clock.started_at == began
    assert (line.referral.began_at, line.referral.recorded_at) == (began, instant.now())
    call = Call.objects.get()
    assert (call.began_reason, call.outcome) == ("system_down", Outcome.REFERRAL)
