"""A line is offered outside."""

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Delivery
from joinedup.kernel.errors import Conflict
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.models import ClosingSummary
from joinedup.referrals.queries.lines import stage_of
from tests.builders import referrals as build


def confirm(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "words": "Dr Webb, by telephone",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.confirm_redirect(line_id, **given)


def refuse(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "reason": "no_capacity",
        "words": "",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.refuse_redirect(line_id, **given)


def offer(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "to": "out_of_hours_gp",
        "reason": "better_elsewhere",
        "words": "",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.redirect_line(line_id, **given)


def test_an_offer_moves_nothing(clock):
    line_id = build.a_line()

    offer(line_id)

    line = build.line(line_id)
    assert stage_of(line_id) is Stage.REDIRECT_OFFERED
    assert line.triage_clock.ended_at is None
    assert line.response_clock.ended_at is None


def test_a_redirect_is_done_when_the_other_side_accepts(clock):
    line_id = build.a_line(Stage.REDIRECT_OFFERED)

    confirm(line_id)

    line = build.line(line_id)
    assert (line.closed_how, line.outcome) == ("redirect", "better_elsewhere")
    assert line.redirects.get().confirmed_at == instant.now()
    assert ClosingSummary.objects.get().words == "Dr Webb, by telephone"


def test_a_refused_redirect_waits_for_triage_again(clock):
    line_id = build.a_line(Stage.REDIRECT_OFFERED)

    refuse(line_id)

    assert stage_of(line_id) is Stage.TO_TRIAGE
    assert build.line(line_id).redirects.get().refused_reason == "no_capacity"


def test_the_referrer_is_told_that_an_offer_was_refused(clock):
    line_id = build.a_line(Stage.REDIRECT_OFFERED)
    told = Delivery.objects.filter(channel="notice", about_id=line_id)
    before = told.count()

    refuse(line_id)

    assert told.count() == before + 1


def test_a_refused_redirect_can_be_offered_elsewhere(clock):
    line_id = build.a_line(Stage.REDIRECT_OFFERED)
    refuse(line_id)

    offer(line_id, to="red_cross")

    assert stage_of(line_id) is Stage.REDIRECT_OFFERED


def test_an_offer_ends_a_question_that_nobody_answered(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)

    offer(line_id)

    assert build.line(line_id).questions.get().ended_how == "not_needed"


@pytest.mark.parametrize("settle", [confirm, refuse])
def test_nothing_is_settled_that_was_not_offered(clock, settle):
    with pytest.raises(NotAtThisStage):
        settle(build.a_line())


@pytest.mark.parametrize("settle", [confirm, refuse])
def test_settling_an_offer_that_moved_is_a_conflict(clock, settle):
    line_id = build.a_line(Stage.REDIRECT_OFFERED)

    with pytest.raises(Conflict):
        settle(line_id, seen=build.seen(line_id) - 1)


@pytest.mark.parametrize(
    "step",
    [
        lambda one: offer(one, to="narnia"),
        lambda one: offer(one, reason="whim"),
        lambda one: refuse(one, reason="whim"),
    ],
)
def test_a_redirect_goes_somewhere_for_a_reason(clock, step):
    with pytest.raises(UnknownCode):
        step(build.a_line())
