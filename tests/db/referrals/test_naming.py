"""A referral and its lines are spoken of by the reference, also by rooms that only hold an id."""

from uuid import uuid4

import pytest

from joinedup.foundation import naming
from joinedup.foundation.models import Account
from joinedup.foundation.naming import Called
from tests.builders import foundation
from tests.builders import referrals as build
from tests.builders.queries import at_most


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
