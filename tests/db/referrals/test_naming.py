"""A referral and its lines are spoken of by the reference, also by rooms that only hold an id."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant, naming
from joinedup.foundation.models import Account
from joinedup.foundation.naming import Called, Opened
from joinedup.foundation.scope import Actor
from joinedup.kernel.reference import reference as kernel_reference
from joinedup.referrals.models import Line
from tests.builders import foundation
from tests.builders import referrals as build
from tests.builders.queries import at_most


def at_a_browser(actor: Actor) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


def test_a_referral_and_its_line_go_by_one_reference() -> None:
    referral_id = build.sent()
    line_id = build.the_line(referral_id)
    things = [("referrals.referral", referral_id), ("referrals.line", line_id)]
    reference = build.referral(referral_id).reference

    with at_most(2):
        called = naming.called(foundation.a_scope(), things)

    assert called == {
        things[0]: Called(reference, "referrals:status"),
        things[1]: Called(reference, "referrals:line"),
    }


@pytest.mark.parametrize(
    ("whose", "route"),
    [(build.gp, "referrals:status"), (build.clinician, "referrals:line")],
)
def test_the_find_box_opens_a_reference_by_what_one_does(
    whose: Callable[[], Actor], route: str
) -> None:
    build.gp()
    referral_id = build.sent()
    browser = at_a_browser(whose())
    reference = build.referral(referral_id).reference.lower()

    found = browser.post(reverse("people:found"), {"text": reference})

    thing = build.the_line(referral_id) if route == "referrals:line" else referral_id
    assert found.headers["Location"] == reverse(route, args=[thing])
    assert browser.get(found.headers["Location"]).status_code == 200


def test_of_several_lines_an_open_one_is_opened() -> None:
    referral_id = build.sent(asked=build.asking("community_nursing", "reablement"))
    clinician, (first, second) = build.clinician(), build.lines_of(referral_id)
    reference = build.referral(referral_id).reference

    before = naming.opened(clinician.scope, reference)
    Line.objects.filter(id=first).update(
        closed_at=instant.now(), closed_how="advice", outcome="pointed_elsewhere"
    )
    after = naming.opened(clinician.scope, reference)

    assert before == Opened("referrals:line", first)
    assert after == Opened("referrals:line", second)


def test_a_reference_one_may_not_see_looks_like_one_that_is_not_there() -> None:
    hidden = build.referral(build.sent()).reference
    browser = at_a_browser(build.nurse("zoe", team="acht_wycombe"))
    answers = []

    for reference in (hidden, kernel_reference(uuid4())):
        found = browser.post(reverse("people:found"), {"text": reference})
        said = found.content.decode().replace(reference, "")
        answers.append((found.status_code, re.sub(r'(nonce|value|data-now)="[^"]*"', "", said)))

    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def test_a_thing_that_no_room_names_or_that_is_gone_is_left_out() -> None:
    things = [("flow.bed", uuid4()), ("referrals.line", uuid4())]

    assert naming.called(foundation.a_scope(), things) == {}


def test_two_names_for_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"referrals\.line"):
        naming.calls("referrals.line")(lambda scope, ids: {})


def test_a_row_is_named_by_its_kind_and_id() -> None:
    account = Account(id=uuid4())

    assert naming.named(account) == ("foundation.account", account.id)
    assert naming.named(("flow.bed", account.id)) == ("flow.bed", account.id)
