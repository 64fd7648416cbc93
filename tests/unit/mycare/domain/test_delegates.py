"""Whoever acts for another: how it stands, their name, and what is given to them."""

from datetime import timedelta

import pytest

from joinedup.kernel.errors import Refused
from joinedup.mycare.domain import delegates
from joinedup.mycare.domain.delegates import MOST_HELD, PARTS, Basis, Held, State
from tests.conftest import TUESDAY_MORNING as NOW
from tests.rules import rule

DAY = timedelta(days=1)


def held(*, expires=DAY, due=DAY, is_taken_up=True, is_suspended=False, is_ended=False):
    return Held(
        NOW + expires,
        NOW + due,
        is_taken_up=is_taken_up,
        is_suspended=is_suspended,
        is_ended=is_ended,
    )


@rule("A delegate is reviewed yearly, goes on for 30 days after, and then stops until reviewed")
@pytest.mark.parametrize(
    ("one", "state"),
    [
        (held(is_ended=True, is_suspended=True), State.ENDED),
        (held(is_suspended=True, is_taken_up=False), State.SUSPENDED),
        (held(is_taken_up=False), State.WAITING),
        (held(is_taken_up=False, expires=timedelta()), State.EXPIRED),
        (held(), State.ACTS),
        (held(due=timedelta()), State.LATE),
        (held(due=-30 * DAY + timedelta(seconds=1)), State.LATE),
        (held(due=-30 * DAY), State.STOPPED),
    ],
)
def test_how_it_stands(one, state):
    assert delegates.state(one, at=NOW) is state


def test_a_name_is_kept_tidy():
    assert delegates.named(" Una  Hart ", own_name="Etty Hart", known=["Jo"]) == "Una Hart"


@pytest.mark.parametrize(
    ("typed", "known", "code"),
    [
        ("  ", [], "delegate_without_name"),
        ("etty  hart", [], "delegate_is_oneself"),
        ("una hart", ["Una Hart"], "delegate_named_twice"),
        ("Una Hart", [f"Jo {one}" for one in range(MOST_HELD)], "delegates_too_many"),
    ],
)
def test_a_name_is_refused(typed, known, code):
    with pytest.raises(Refused, match=code):
        delegates.named(typed, own_name="Etty Hart", known=known)


def test_parts_are_given_in_order_and_at_least_one():
    assert delegates.given({"plans", "coming", "all"}) == ["coming", "plans"]
    assert delegates.given(PARTS) == list(PARTS)
    with pytest.raises(Refused, match="delegate_without_parts"):
        delegates.given([])


def test_each_basis_has_words():
    assert len({one.label for one in Basis}) == len(Basis)
