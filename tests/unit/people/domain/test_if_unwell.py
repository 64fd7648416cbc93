"""Which plans say what to do when somebody becomes unwell."""

import pytest

from joinedup.people.domain.record_now import is_plan_if_unwell


@pytest.mark.parametrize(
    "words",
    [
        "If I become unwell: antibiotics are in the cupboard",
        "COPD rescue pack",
        "Contingency plan",
        "Emergency health care plan",
        "Treatment escalation plan",
        "Just in case medicines at home",
    ],
)
def test_this_does(words):
    assert is_plan_if_unwell(words)


@pytest.mark.parametrize("words", ["Wound care", "Emergency contact: daughter", "Crisp diet"])
def test_this_does_not(words):
    assert not is_plan_if_unwell(words)
