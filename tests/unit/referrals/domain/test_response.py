"""Urgency before triage, and how a worse picture raises it."""

import pytest

from joinedup.referrals.domain.response import counted_urgency, raised
from tests.rules import rule

ORDER = ("rapid", "fast", "normal")


@rule("Not stated counts as rapid")
def test_an_urgency_that_is_not_stated_counts_as_the_place_says():
    assert counted_urgency(None, not_stated="rapid") == "rapid"
    assert counted_urgency("normal", not_stated="rapid") == "normal"


@rule("A worse picture raises the class, never lowers it")
@pytest.mark.parametrize(
    ("current", "told", "after"),
    [
        ("normal", "fast", "fast"),
        ("normal", None, "rapid"),
        ("fast", "normal", "fast"),
        ("rapid", "normal", "rapid"),
        ("rapid", None, "rapid"),
    ],
)
def test_a_worse_picture_only_raises(current, told, after):
    assert raised(current, told, order=ORDER, not_stated="rapid") == after
