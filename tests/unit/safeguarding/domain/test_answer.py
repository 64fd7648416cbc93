"""What becomes of a concern: who has it, what was decided, and when somebody has to look."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.safeguarding.domain import answer as rules
from joinedup.safeguarding.domain.answer import (
    Outcome,
    OutcomeNotOfThis,
    OutcomeWithoutReason,
    ReceiverUnnamed,
    State,
)
from joinedup.safeguarding.domain.concern import Whose
from tests.rules import rule

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FOUR = NOON + timedelta(hours=4)
SOON = NOON + timedelta(minutes=15)


@rule("When somebody on duty is told that a concern waits")
@pytest.mark.parametrize(
    ("is_by_message", "delivered", "due_at"),
    [(True, True, FOUR), (True, False, SOON), (False, False, SOON)],
)
def test_what_has_not_arrived_does_not_wait_its_hours(
    is_by_message: bool, delivered: bool, due_at: datetime
) -> None:
    found = rules.due_at(
        raised_at=NOON, acknowledge_by=FOUR, is_by_message=is_by_message, delivered=delivered
    )

    assert found == due_at


def test_an_adults_concern_has_an_adults_outcomes() -> None:
    assert rules.decided(Whose.ADULT, Outcome.SECTION_42, " Met ") == "Met"
    assert rules.decided(Whose.CHILD, Outcome.SECTION_47, "Met") == "Met"
    for whose, outcome in ((Whose.ADULT, Outcome.SECTION_47), (Whose.CHILD, Outcome.SECTION_42)):
        assert outcome not in rules.outcomes(whose)
        with pytest.raises(OutcomeNotOfThis):
            rules.decided(whose, outcome, "Met")


def test_a_concern_is_closed_with_the_reason() -> None:
    with pytest.raises(OutcomeWithoutReason):
        rules.decided(Whose.ADULT, Outcome.NO_FURTHER, "  ")


def test_who_took_it_is_named() -> None:
    assert rules.receiver(" Mark  Ellery ") == "Mark Ellery"
    with pytest.raises(ReceiverUnnamed):
        rules.receiver(" ")


def test_every_state_and_outcome_has_words() -> None:
    assert all(one.label for one in (*State, *Outcome))
