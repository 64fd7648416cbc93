"""Calls that somebody was promised."""

from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Entry
from joinedup.kernel.errors import Conflict
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.services.calling_back import (
    CallAlreadyDue,
    CallPromisedSooner,
    NoCallPromised,
)
from tests.builders import referrals as build


def promise(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "by_when": instant.now() + timedelta(minutes=20),
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.promise_call_back(line_id, **given)


def keep(line_id: LineId) -> None:
    services.keep_call_back(
        line_id,
        seen=build.seen(line_id),
        words="Spoke to Dr Pryce",
        at=instant.now(),
        by=build.clinician(),
    )


def test_a_promised_call_is_kept_or_still_due(clock):
    line_id = build.a_line()

    promise(line_id)
    assert build.line(line_id).call_back_by == instant.now() + timedelta(minutes=20)
    keep(line_id)

    assert build.line(line_id).call_back_by is None


def test_a_call_is_promised_for_later(clock):
    with pytest.raises(CallAlreadyDue):
        promise(build.a_line(), by_when=instant.now())


def test_no_call_is_kept_that_nobody_promised(clock):
    with pytest.raises(NoCallPromised):
        keep(build.a_line())


def test_no_call_is_promised_about_a_closed_line(clock):
    with pytest.raises(NotAtThisStage):
        promise(build.a_line(Stage.CLOSED))


def test_a_stale_promise_is_a_conflict(clock):
    line_id = build.a_line()

    with pytest.raises(Conflict):
        promise(line_id, seen=0)


def test_a_call_is_not_put_off(clock):
    line_id = build.a_line()
    promise(line_id)

    with pytest.raises(CallPromisedSooner):
        promise(line_id, by_when=instant.now() + timedelta(hours=9))

    assert build.line(line_id).call_back_by == instant.now() + timedelta(minutes=20)


def test_a_call_may_be_promised_for_sooner(clock):
    line_id = build.a_line()
    promise(line_id)

    promise(line_id, by_when=instant.now() + timedelta(minutes=5))

    assert build.line(line_id).call_back_by == instant.now() + timedelta(minutes=5)


def test_another_call_is_promised_once_the_first_was_made(clock):
    line_id = build.a_line()
    promise(line_id)
    keep(line_id)

    promise(line_id, by_when=instant.now() + timedelta(hours=9))

    assert build.line(line_id).call_back_by == instant.now() + timedelta(hours=9)


def test_a_call_is_owed_as_long_as_a_line_is_open(clock):
    by_when = instant.now() + timedelta(minutes=20)
    asked = build.asking("rapid_response", "reablement")
    first, second = build.lines_of(build.sent(asked=asked, call_back_by=by_when))
    before = build.seen(second)

    build.close(first, outcome="died", by=build.clinician())

    assert build.line(second).call_back_by == by_when
    assert build.seen(second) == before + 1
    handed_on = Entry.objects.get(kind="referrals.call_back_promised")
    assert handed_on.about_id == second


def test_of_two_calls_the_sooner_is_owed(clock):
    sooner = instant.now() + timedelta(minutes=5)
    asked, later = build.asking("rapid_response", "reablement"), sooner + timedelta(hours=1)
    first, second = build.lines_of(build.sent(asked=asked, call_back_by=later))
    promise(second, by_when=sooner)

    build.close(first, outcome="died", by=build.clinician())

    assert build.line(second).call_back_by == sooner


def test_a_withdrawn_referral_owes_no_call(clock):
    asked = build.asking("rapid_response", "reablement")
    referral_id = build.sent(asked=asked, call_back_by=instant.now() + timedelta(minutes=20))

    services.withdraw_referral(
        referral_id, seen=None, reason="better", at=instant.now(), by=build.gp()
    )

    assert [build.line(one).call_back_by for one in build.lines_of(referral_id)] == [None, None]


def test_closing_the_last_line_ends_its_promised_call(clock):
    line_id = build.a_line()
    promise(line_id)

    build.close(line_id, outcome="died", by=build.clinician())

    assert build.line(line_id).call_back_by is None
