"""When a call began, and how it may end."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.referrals.domain import calls
from joinedup.referrals.domain.calls import (
    CallBeganLater,
    CallBeganLongAgo,
    CallBeganWithoutReason,
    NobodyTakesIt,
    NoNumberToRing,
    Sent,
)
from joinedup.referrals.domain.pad import LONGEST_DESCRIPTION, Told, kept
from tests.rules import rule

OPENED = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


@rule("A call begins when its pad was opened, unless the pad stood open long before a word")
@pytest.mark.parametrize(
    ("typed_after", "began"),
    [
        (timedelta(0), OPENED),
        (timedelta(minutes=5), OPENED),
        (timedelta(minutes=5, seconds=1), OPENED + timedelta(minutes=5, seconds=1)),
        (timedelta(seconds=-1), OPENED - timedelta(seconds=1)),
    ],
)
def test_when_a_call_began(typed_after, began):
    assert calls.began_with(OPENED, first_kept_at=OPENED + typed_after) == began


@rule("Whoever sets the beginning of a call well back says why")
@pytest.mark.parametrize(
    ("earlier", "reason", "refusal"),
    [
        (timedelta(0), "", None),
        (timedelta(minutes=5), "", None),
        (timedelta(minutes=5, seconds=1), "", CallBeganWithoutReason),
        (timedelta(minutes=6), "system_down", None),
        (timedelta(days=7), "system_down", None),
        (timedelta(days=7, seconds=1), "system_down", CallBeganLongAgo),
        (timedelta(seconds=-1), "system_down", CallBeganLater),
    ],
)
def test_a_beginning_is_checked(earlier, reason, refusal):
    assert refused(calls.check_began, OPENED - earlier, opened_at=OPENED, reason=reason) is refusal


@rule("Nobody is sent nowhere, nor promised a call without a number")
@pytest.mark.parametrize(
    ("check", "given", "refusal"),
    [
        (calls.check_sent, Sent(to="a", number="1"), None),
        (calls.check_sent, Sent(number="1"), NobodyTakesIt),
        (calls.check_sent, Sent(to="a"), NoNumberToRing),
        (calls.check_number, "1", None),
        (calls.check_number, "", NoNumberToRing),
        (calls.check_number, None, NoNumberToRing),
        (calls.check_cut_off, "1", None),
        (calls.check_cut_off, None, None),
        (calls.check_cut_off, "", NoNumberToRing),
    ],
)
def test_an_end_needs_what_it_needs(check, given, refusal):
    assert refused(check, given) is refusal


def refused(check, *given, **named):
    try:
        check(*given, **named)
    except calls.Refused as refusal:
        return type(refusal)
    return None


def test_a_call_that_nobody_types_in_for_an_hour_is_left_open():
    assert not calls.is_left_open(OPENED, at=OPENED + timedelta(hours=1))
    assert calls.is_left_open(OPENED, at=OPENED + timedelta(hours=1, seconds=1))


def test_what_is_half_typed_is_kept_as_far_as_there_is_room():
    told = kept(
        Told(
            caller_name=" Dr\x00 Pryce ",
            caller_number=None,
            description="x" * 1000,
            fields={"a": ["b\x07"]},
        )
    )

    assert (told.caller_name, told.caller_number) == ("Dr Pryce", None)
    assert len(told.description) == LONGEST_DESCRIPTION
    assert told.fields == {"a": ["b"]}
