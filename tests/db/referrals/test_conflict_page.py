"""What somebody reads who decides what another has decided meanwhile."""

import re
from html import unescape
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from joinedup.foundation.models import Account
from tests.builders import referrals as build

_TYPED = re.compile(
    r'(?:<p class="ju-typed__question">([^<]*)</p>)?<pre class="ju-typed__words"[^>]*>([^<]*)</pre>'
)


def given_back(answer: Any) -> list[tuple[str, str]]:
    """Each question and what was typed for it, as a page that could not take them says."""
    return _TYPED.findall(unescape(answer.content.decode()))


def test_a_conflict_says_what_was_decided_and_what_was_chosen(clock, client):
    line_id = build.a_line()
    seen = build.seen(line_id)
    build.triage(line_id, by=build.clinician("leah"))
    client.force_login(Account.objects.get(id=build.clinician().account_id))
    typed = {"seen": str(seen), "cell": "fast:therapist", "safety_net": "Ring 999 if worse"}

    answer = client.post(reverse("referrals:triage", args=[line_id]), typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r"Triaged and sent to a team</strong>: Rapid, Nurse, \w+", page)
    assert "Fast, therapist" in page


def test_what_was_chosen_and_typed_is_given_back_with_its_questions(clock, client):
    line_id = build.a_line()
    seen = build.seen(line_id)
    build.triage(line_id, by=build.clinician("leah"))
    client.force_login(Account.objects.get(id=build.clinician().account_id))
    typed = {
        "seen": str(seen),
        "to": "nobody_known",
        "reason": "needs_hospital",
        "words": "No",
    }

    answer = client.post(reverse("referrals:redirect", args=[line_id]), typed)

    assert given_back(answer) == [
        ("Why", "Needs to be seen in hospital"),
        ("What to tell them", "No"),
    ]


def test_a_page_that_is_out_of_date_says_what_each_answer_answered(clock):
    account = Account.objects.get(id=build.clinician().account_id)
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    typed = {
        "key": "k",
        "caller_name": "Jo",
        "caller_number": "01632 960301",
        "began_at-day": "3",
        "began_at-month": "12",
        "began_at-time": "10:00",
        "response_class": "rapid",
        "services": ["rapid_response", "community_nursing"],
        "is_crew_on_scene": "on",
        "from_nowhere": "Kept without a question",
        "csrfmiddlewaretoken": "wrong",
    }

    answer = client.post(reverse("referrals:call_new"), typed)

    assert answer.status_code == 403
    assert given_back(answer) == [
        ("Who is calling?", "Jo"),
        ("Direct number to ring back", "01632 960301"),
        ("The call began", "3 12 10:00"),
        ("How soon?", "Rapid, under 3 hours"),
        ("What is asked for?", "Rapid response at home, Community nursing"),
        ("A crew is waiting on scene", "Ticked"),
        ("", "Kept without a question"),
    ]


def test_a_code_that_counts_once_is_not_given_back_and_a_key_safes_is(clock):
    account = Account.objects.get(id=build.clinician().account_id)
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])

    step = client.post(reverse("mfa_reauthenticate"), {"code": "739118"})
    details = client.post(reverse("referrals:call_new"), {"key_safe_code": "4471"})

    assert (step.status_code, details.status_code) == (403, 403)
    assert given_back(step) == []
    assert ("Key safe code", "4471") in given_back(details)
