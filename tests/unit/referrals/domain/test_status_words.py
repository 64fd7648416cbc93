"""What a referrer is told."""

import pytest

from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.domain.status_words import notice, status_words


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_plain_words(stage):
    words = status_words(stage)

    assert words.code == stage
    assert words.now
    assert words.next


def test_an_ended_line_says_what_the_place_tells_referrers():
    assert status_words(Stage.CLOSED, ended="She went to hospital").now == "She went to hospital"


def test_a_line_that_a_team_declined_is_back_with_us():
    assert status_words(Stage.TO_TRIAGE, was_declined=True).code == "back_with_us"


def test_a_notice_says_which_reference_changed_and_nothing_else():
    assert notice("7KQ4-M2XF-9") == (
        "Referral 7KQ4-M2XF-9 has changed. Sign in to see what happened."
    )
