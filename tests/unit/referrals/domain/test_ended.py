"""What an end of a line came to is told to those outside in four words."""

import pytest

from joinedup.referrals.domain import outcomes
from joinedup.referrals.domain.ended import Ended, ended
from joinedup.referrals.domain.outcomes import Ending
from tests.rules import rule


@rule("What an end came to, as those outside are told")
@pytest.mark.parametrize(
    ("closed_how", "outcome", "came_to"),
    [
        (Ending.CLOSED, "completed", Ended.DONE),
        (Ending.CLOSED, "died", Ended.NOT_DONE),
        (Ending.CLOSED, outcomes.COULD_NOT_REACH, Ended.NOT_DONE),
        (Ending.CLOSED, outcomes.TEAM_DECLINED, Ended.NOT_DONE),
        # Advice was what helped, and another service took it on: nobody was turned away.
        (Ending.ADVICE_ONLY, "advice_to_referrer", Ended.DONE),
        (Ending.REDIRECTED, "social_care", Ended.DONE),
        (Ending.CANNOT_HELP, "no_such_service", Ended.REFUSED),
        (Ending.WITHDRAWN, "sent_in_error", Ended.TAKEN_BACK),
    ],
)
def test_an_end_comes_to_one_of_four(closed_how: Ending, outcome: str, came_to: Ended) -> None:
    assert ended(closed_how, outcome) is came_to


@pytest.mark.parametrize("outcome", sorted(outcomes.DONE))
def test_a_team_that_did_something_has_done_it(outcome: str) -> None:
    assert ended(Ending.CLOSED, outcome) is Ended.DONE


@pytest.mark.parametrize("outcome", sorted(outcomes.DONE))
@pytest.mark.parametrize(
    ("closed_how", "came_to"),
    [(Ending.CANNOT_HELP, Ended.REFUSED), (Ending.WITHDRAWN, Ended.TAKEN_BACK)],
)
def test_no_reason_makes_a_refusal_or_a_withdrawal_a_thing_done(
    closed_how: Ending, came_to: Ended, outcome: str
) -> None:
    # A place names its reasons as it likes, also as an outcome is named.
    assert ended(closed_how, outcome) is came_to
