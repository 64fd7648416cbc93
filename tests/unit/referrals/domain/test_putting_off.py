"""Until when an answer may be put off by agreement."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.referrals.domain.putting_off import LONGEST, AgreedTimeWrong, stands_from
from tests.rules import rule

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@rule("An answer put off by agreement")
@pytest.mark.parametrize(
    ("until", "agreed_before", "since"),
    [
        (NOW + HOUR, None, NOW),
        (NOW + LONGEST, None, NOW),
        (NOW + 3 * HOUR, NOW + HOUR, NOW + HOUR),
        (NOW + HOUR, NOW - HOUR, NOW),
        (NOW + HOUR, NOW + 2 * HOUR, NOW),
    ],
    ids=[
        "from now",
        "for a fortnight",
        "from the end of what was agreed",
        "anew once that is over",
        "sooner than was agreed",
    ],
)
def test_the_clock_stands_still(until, agreed_before, since):
    assert stands_from(until, at=NOW, agreed_before=agreed_before) == since


@rule("An answer put off by agreement")
@pytest.mark.parametrize(
    ("until", "agreed_before"),
    [
        (NOW, None),
        (NOW - HOUR, None),
        (NOW + LONGEST + timedelta(minutes=1), None),
        (NOW + HOUR, NOW + HOUR),
    ],
    ids=["no time at all", "what has passed", "beyond a fortnight", "what was agreed already"],
)
def test_nobody_agrees_to(until, agreed_before):
    with pytest.raises(AgreedTimeWrong):
        stands_from(until, at=NOW, agreed_before=agreed_before)
