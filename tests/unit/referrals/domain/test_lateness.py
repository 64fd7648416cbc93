"""When a decision that is entered later may have been taken, and when it must say why."""

from datetime import timedelta

import pytest

from joinedup.referrals.domain.lateness import (
    LATE_AFTER,
    DecisionBeforeLast,
    DecisionBeforeWorse,
    DecisionInFuture,
    DecisionLateWithoutReason,
    OnPaper,
    check_decided,
    is_late,
)
from tests.builders.referrals import TUESDAY
from tests.rules import rule

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def check(decided_at, *, reason="system_down", known_at=TUESDAY, worse_at=()):
    on_paper = OnPaper(at=decided_at, reason=reason)
    known = [TUESDAY - HOUR, known_at]
    check_decided(on_paper, at=TUESDAY + HOUR, known_at=known, worse_at=worse_at)


@rule("What is entered a quarter of an hour after it was done was told late")
def test_what_is_entered_much_later_was_told_late():
    assert is_late(TUESDAY, told_at=TUESDAY + LATE_AFTER)
    assert not is_late(TUESDAY, told_at=TUESDAY + LATE_AFTER - MINUTE)


@rule("A decision from paper is not older than what it decides")
def test_a_decision_is_not_older_than_what_was_known():
    check(TUESDAY)
    with pytest.raises(DecisionBeforeLast):
        check(TUESDAY - MINUTE)


def test_a_sheet_knows_no_seconds():
    check(TUESDAY, known_at=TUESDAY + timedelta(seconds=59))
    check(TUESDAY, worse_at=[TUESDAY + timedelta(seconds=59)])


@rule("A decision from paper is not older than what was told worse")
def test_a_decision_is_not_older_than_what_was_told_worse():
    check(TUESDAY, worse_at=[TUESDAY - MINUTE])

    with pytest.raises(DecisionBeforeWorse) as told:
        check(TUESDAY, worse_at=[TUESDAY - MINUTE, TUESDAY + MINUTE])

    assert told.value.values["worse_at"] == TUESDAY + MINUTE


def test_a_decision_is_not_yet_to_come():
    with pytest.raises(DecisionInFuture):
        check(TUESDAY + HOUR + MINUTE)


@rule("A decision that is entered long after it was taken says why")
def test_a_decision_entered_late_says_why():
    check(TUESDAY + HOUR - MINUTE, reason="")
    with pytest.raises(DecisionLateWithoutReason):
        check(TUESDAY + MINUTE, reason="")
