"""Calls that somebody was promised."""

from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.kernel.errors import Conflict
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.services.calling_back import CallAlreadyDue, NoCallPromised
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


def test_closing_a_line_ends_its_promised_call(clock):
    line_id = build.a_line()
    promise(line_id)

    build.close(line_id, outcome="died", by=build.clinician())

    assert build.line(line_id).call_back_by is None
