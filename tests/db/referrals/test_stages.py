"""The stage of a line in the store, and who has it."""

import pytest

from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line
from joinedup.referrals.queries.lines import held_by, stage_of, staged
from tests.builders import referrals as build
from tests.db.referrals import twin


@pytest.mark.parametrize("wanted", list(Stage))
def test_the_store_and_the_twin_agree_on_every_stage(clock, wanted):
    line_id = build.a_line(wanted)

    assert stage_of(line_id) is wanted
    assert twin.stage_of(build.line(line_id)) is wanted
    assert staged(Line.objects.all()).get().stage == wanted


@pytest.mark.parametrize(
    ("wanted", "holder"),
    [
        (Stage.TO_TRIAGE, "spr"),
        (Stage.WAITING_FOR_INFORMATION, "spr"),
        (Stage.REDIRECT_OFFERED, "spr"),
        (Stage.WITH_TEAM, "spr"),
        (Stage.NO_WORKER, "rapid_response"),
        (Stage.RESPONDED, "rapid_response"),
    ],
)
def test_custody_moves_on_acceptance_only(clock, wanted, holder):
    build.a_line(wanted)

    assert held_by(Line.objects.get()) == holder
