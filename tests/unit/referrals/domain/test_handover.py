"""Which change of the watch a handover belongs to."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.referrals.domain.handover import change_meant
from tests.rules import rule

NINE = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
MORNING = NINE + timedelta(hours=10, minutes=30)


@rule("A handover belongs to the change it runs up to, else to the one past")
@pytest.mark.parametrize(
    ("minutes", "next_change", "last_change", "meant"),
    [
        (-120, NINE, MORNING - timedelta(days=1), NINE),
        (-121, NINE, MORNING - timedelta(days=1), MORNING - timedelta(days=1)),
        (0, MORNING, NINE, NINE),
        (30, MORNING, NINE, NINE),
    ],
)
def test_a_handover_belongs_to_the_change_next_to_it(minutes, next_change, last_change, meant):
    at = NINE + timedelta(minutes=minutes)

    assert change_meant(at, next_change=next_change, last_change=last_change) == meant
