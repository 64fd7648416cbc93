"""What is sent to a team says by when it comes back, and a line says what is raised about it."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant, place
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor, system
from joinedup.referrals import services
from joinedup.referrals.domain.stages import Stage
from tests.builders import referrals as build


def client_of(by: Actor) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=by.account_id))
    return client


def page_of(by: Actor, line_id: object) -> str:
    answer = client_of(by).get(reverse("referrals:line", args=[line_id]))
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_after_triage_it_is_said_when_the_line_comes_back(clock: instant.Hands) -> None:
    line_id = build.a_line()
    typed = {
        "seen": build.seen(line_id),
        "cell": "rapid:nurse",
        "team_code": build.TEAM,
        "safety_net": "Ring 999",
    }

    answer = client_of(build.clinician()).post(
        reverse("referrals:triage", args=[line_id]), typed, follow=True
    )

    # Sent at half past nine, with a quarter of an hour to accept.
    assert "Not accepted by 09:45 comes back to you." in answer.content.decode()
    page = page_of(build.clinician(), line_id)
    assert "Not accepted by 09:45 today comes back to SPR." in page


def test_a_line_sent_late_comes_back_on_the_hours_of_its_class(clock: instant.Hands) -> None:
    clock.tick(timedelta(hours=11))

    by = place.current().accept_by("normal", instant.now())

    assert by > instant.now() + timedelta(hours=8)


def test_a_line_says_what_is_raised_about_it(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(timedelta(minutes=16))
    services.watch(at=instant.now(), by=system("referrals.safety_net"))

    page = page_of(build.clinician(), line_id)

    assert "Not accepted by" in page
    assert "since 09:45 today" in page
    assert "Say what you did" in page
