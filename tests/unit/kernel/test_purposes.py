"""What data is used for, and which opt-outs each use honours."""

import pytest

from joinedup.kernel.purposes import CHECK_HOLDS, OptOut, Purpose

BOTH = {OptOut.TYPE_1, OptOut.NATIONAL}


@pytest.mark.parametrize(
    ("purposes", "honoured"),
    [
        ("direct_care own_care administration local_audit", set()),
        ("communicable_disease legal_duty public_interest", set()),
        ("case_finding", {OptOut.TYPE_1}),
        ("service_evaluation planning research", BOTH),
    ],
)
def test_each_purpose_honours_what_the_policy_says(purposes: str, honoured: set[OptOut]) -> None:
    assert {one: set(Purpose(one).honours) for one in purposes.split()} == dict.fromkeys(
        purposes.split(), honoured
    )


def test_every_purpose_and_opt_out_has_words_and_a_check_holds_three_weeks() -> None:
    said = [*(one.label for one in Purpose), *(one.label for one in OptOut)]

    assert len(set(said)) == len(Purpose) + len(OptOut)
    assert CHECK_HOLDS.days == 21
