"""When nobody answers."""

from uuid import UUID

import pytest

from joinedup.kernel.ids import AccountId
from joinedup.referrals.domain import no_access
from joinedup.referrals.domain.no_access import Step
from tests.rules import rule

STEPS = (Step("knock", True), Step("neighbour", False), Step("ring_next_of_kin", True, "Ring them"))
FIRST, SECOND = AccountId(UUID(int=1)), AccountId(UUID(int=2))


@rule("No answer walks the place's steps")
@pytest.mark.parametrize(
    ("taken", "following"),
    [
        (set(), "knock"),
        ({"knock"}, "neighbour"),
        ({"knock", "neighbour"}, "ring_next_of_kin"),
        ({"knock", "neighbour", "ring_next_of_kin"}, None),
    ],
)
def test_the_next_step_is_the_first_not_taken(taken, following):
    assert no_access.next_step(STEPS, taken) == following


@rule("No answer walks the place's steps")
def test_an_offered_step_may_be_passed_over():
    no_access.check_step("ring_next_of_kin", steps=STEPS, taken={"knock"})


@pytest.mark.parametrize(
    ("step", "taken"), [("ring_next_of_kin", set()), ("knock", {"knock"}), ("break_door", set())]
)
def test_a_step_out_of_turn_is_refused(step, taken):
    with pytest.raises(no_access.StepNotNext):
        no_access.check_step(step, steps=STEPS, taken=taken)


def closes(*, taken=("knock", "ring_next_of_kin"), second: bool, confirmed: bool) -> None:
    no_access.check_could_not_reach(
        steps=STEPS, taken=taken, needs_second_clinician=second, is_confirmed=confirmed
    )


@rule("A rapid line is not closed as could not reach without a second clinician")
def test_a_second_clinician_must_agree_where_the_class_says_so():
    with pytest.raises(no_access.SecondClinicianNeeded):
        closes(second=True, confirmed=False)

    closes(second=True, confirmed=True)
    closes(second=False, confirmed=False)


def test_could_not_reach_is_refused_while_steps_are_left():
    with pytest.raises(no_access.StepsLeft) as refusal:
        closes(taken={"knock"}, second=False, confirmed=False)

    assert refusal.value.values == {"steps": ("ring_next_of_kin",), "asked": "Ring them"}


@rule("The second clinician is somebody else")
def test_whoever_tried_is_not_the_second_clinician():
    with pytest.raises(no_access.SameClinician):
        no_access.check_second(FIRST, is_clinician=True, tried_by={FIRST})

    no_access.check_second(SECOND, is_clinician=True, tried_by={FIRST})


@rule("The second clinician is a clinician")
def test_somebody_of_no_clinical_profession_is_not_the_second_clinician():
    with pytest.raises(no_access.NoClinician):
        no_access.check_second(SECOND, is_clinician=False, tried_by={FIRST})


def test_there_is_nothing_to_confirm_before_anybody_tried():
    with pytest.raises(no_access.NothingToConfirm):
        no_access.check_second(SECOND, is_clinician=True, tried_by=())
