"""How a line ends."""

import pytest

from joinedup.referrals.domain import outcomes
from joinedup.referrals.domain.stages import Stage
from tests.rules import rule


def check(outcome: str, stage: Stage, *, was_reached: bool = False) -> None:
    outcomes.check_outcome(outcome, stage=stage, was_reached=was_reached)


@rule("Could not reach is said by a team that has the line")
@pytest.mark.parametrize("stage", [Stage.TO_TRIAGE, Stage.WITH_TEAM])
def test_could_not_reach_needs_a_team_that_has_the_line(stage):
    with pytest.raises(outcomes.NotYetTakenOn):
        check("could_not_reach", stage)

    check("could_not_reach", Stage.ALLOCATED)


@rule("Nothing was done for somebody whom nobody reached")
@pytest.mark.parametrize("outcome", sorted(outcomes.DONE))
def test_done_needs_somebody_to_have_reached_the_person(outcome):
    with pytest.raises(outcomes.NobodyReached):
        check(outcome, Stage.ALLOCATED)

    check(outcome, Stage.ALLOCATED, was_reached=True)


@rule("A team's decline returns to the clinician, never to nobody")
def test_a_team_that_cannot_go_gives_the_line_back_instead():
    with pytest.raises(outcomes.DeclineInstead):
        check("team_declined", Stage.ALLOCATED)

    check("team_declined", Stage.RESPONDED)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CLOSED])
def test_death_ends_a_line_wherever_it_stands(stage):
    check("died", stage)
