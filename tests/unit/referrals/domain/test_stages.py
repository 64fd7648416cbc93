"""What may be done to a line where it stands."""

import pytest

from joinedup.referrals.domain.stages import ALLOWED, Act, NotAtThisStage, Stage, check
from tests.rules import rule


def test_every_act_says_where_it_may_be_done():
    assert set(ALLOWED) == set(Act)


@rule("Nothing is done to a closed line, save that it is told what happened before its end")
@pytest.mark.parametrize("act", [act for act in Act if act is not Act.CONTACT])
def test_nothing_is_done_to_a_closed_line(act):
    with pytest.raises(NotAtThisStage):
        check(act, Stage.CLOSED)


@rule("A line is triaged once")
@pytest.mark.parametrize(
    "stage", [Stage.WITH_TEAM, Stage.NO_WORKER, Stage.ALLOCATED, Stage.RESPONDED]
)
def test_a_line_that_was_sent_is_not_triaged_again(stage):
    with pytest.raises(NotAtThisStage) as refusal:
        check(Act.TRIAGE, stage)

    assert refusal.value.values == {"act": Act.TRIAGE, "stage": stage}


def test_a_line_waiting_for_triage_may_be_triaged():
    check(Act.TRIAGE, Stage.TO_TRIAGE)


@rule("Every open line can be closed, and somebody can be rung")
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CLOSED])
def test_every_open_line_may_end(stage):
    for act in (Act.CLOSE, Act.CONTACT, Act.CALL_BACK):
        check(act, stage)
