"""What somebody reads who decides what another has decided meanwhile."""

import re

from django.urls import reverse

from joinedup.foundation.models import Account
from tests.builders import referrals as build


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
    assert "Fast, Therapist" in page
