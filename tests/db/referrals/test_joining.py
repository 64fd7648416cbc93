"""Two referrals that tell of one need are one, which everybody who told of it follows."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.kernel.errors import NotFound
from joinedup.referrals import queries, services
from joinedup.referrals.domain.request import Caller, Urgency
from joinedup.referrals.domain.stages import NotAtThisStage
from joinedup.referrals.models import Line
from joinedup.referrals.services.adding import AllClosed
from joinedup.referrals.services.joining import OtherNeed, ToldEarlier
from tests.builders import calls, referrals

pytestmark = pytest.mark.usefixtures("clock")

CEDAR_WALK = Caller(name="Ruth", role="Care worker", direct_number="01632 960019")


@pytest.fixture
def twice(clock):
    """One fall told by a GP, and again by another practice a little later."""
    first = referrals.sent()
    clock.tick(timedelta(minutes=10))
    second = referrals.sent_again(
        first, by=referrals.gp("ros", practice="K99002"), referrer=CEDAR_WALK
    )
    return first, second


def test_two_messages_and_a_call_about_one_fall_are_one_referral(twice):
    first, second = twice
    referrals.join(referrals.the_line(second), first)
    call_id = calls.taken(caller_organisation="K99003", caller_name="Mr Bell", caller_role="Son")
    services.tell_from_call(
        call_id,
        seen=None,
        referral_id=first,
        words="She fell again",
        worse=False,
        at=instant.now(),
        by=referrals.clinician(),
    )

    followed = [
        [one.referral_id for one in queries.my_referrals(by.scope).rows if not one.is_complete]
        for by in (
            referrals.gp(),
            referrals.gp("ros", practice="K99002"),
            referrals.gp("ada", practice="K99003"),
        )
    ]
    told = queries.referral_status(referrals.clinician().scope, first).additions

    assert followed == [[first], [first], [first]]
    assert [one.words.partition(":")[0] for one in told[:1]] == [
        f"Ruth, Care worker, 01632 960019, {referrals.referral(second).reference}"
    ]
    assert Line.objects.filter(closed_at__isnull=True).count() == 1


def test_the_sender_of_the_second_is_told_that_they_are_one(twice):
    first, second = twice

    referrals.join(referrals.the_line(second), first)

    (line,) = queries.referral_status(referrals.gp("ros", practice="K99002").scope, second).lines
    assert line.closing.outcome == "same_need"
    assert referrals.referral(first).reference in line.closing.words


def promise(line_id, hours: int):
    by_when = instant.now() + timedelta(hours=hours)
    services.promise_call_back(
        line_id, seen=None, by_when=by_when, at=instant.now(), by=referrals.clinician()
    )
    return by_when


def test_whoever_was_promised_a_call_is_rung_on_their_own_number(twice):
    lines = [referrals.the_line(one) for one in twice]
    promised = [promise(line, hours) for hours, line in enumerate(lines, 1)]

    referrals.join(lines[1], twice[0])

    assert [referrals.line(one).call_back_by for one in lines] == promised
    (owed,) = queries.promised_calls(referrals.clinician().scope)
    assert (owed.line_id, owed.caller_name, owed.caller_number) == (
        lines[1],
        "Ruth",
        "01632 960019",
    )


def test_what_is_asked_for_sooner_raises_the_earlier_one(clock):
    first = referrals.sent(urgency=Urgency(response_class="normal", if_nobody_comes="Nothing"))
    clock.tick(timedelta(minutes=1))
    second = referrals.sent_again(first)

    referrals.join(referrals.the_line(second), first)

    assert referrals.line(referrals.the_line(first)).asked_class == "rapid"


def test_the_one_that_was_told_first_goes_on(twice):
    first, second = twice

    with pytest.raises(ToldEarlier):
        referrals.join(referrals.the_line(first), second)


def test_only_the_same_person_has_the_same_need(twice):
    _first, second = twice
    with pytest.raises(OtherNeed):
        referrals.join(referrals.the_line(second), referrals.sent())
    with pytest.raises(OtherNeed):
        referrals.join(referrals.the_line(second), second)


def test_a_referral_that_is_not_there_is_joined_to_nothing(twice):
    with pytest.raises(NotFound):
        referrals.join(referrals.the_line(twice[1]), referrals.the_line(twice[1]))


def test_nothing_is_joined_to_what_is_over(twice):
    first, second = twice
    services.withdraw_referral(
        first, seen=None, reason="not_said", at=instant.now(), by=referrals.gp()
    )

    with pytest.raises(AllClosed):
        referrals.join(referrals.the_line(second), first)


def test_what_a_team_has_is_joined_no_more(twice):
    first, second = twice
    line_id = referrals.the_line(second)
    referrals.triage(line_id)

    with pytest.raises(NotAtThisStage):
        referrals.join(line_id, first)


def test_the_front_door_joins_them_from_the_page(twice, client):
    first, second = twice
    line_id = referrals.the_line(second)
    client.force_login(
        Account.objects.get(id=referrals.clinician().account_id),
        backend=settings.AUTHENTICATION_BACKENDS[0],
    )
    address = reverse("referrals:line", args=[line_id])

    shown = client.get(address).content.decode()
    refused = client.post(f"{address}/join", {"seen": "1", "into": "x"})
    done = client.post(
        f"{address}/join", {"seen": str(referrals.seen(line_id)), "into": str(first)}
    )

    assert "make it one with" in shown
    assert refused.status_code == 422
    assert done.status_code == 303
    assert referrals.line(line_id).outcome == "same_need"
