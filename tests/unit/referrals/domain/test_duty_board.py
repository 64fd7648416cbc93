"""As of when a figure of capacity may be."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.referrals.domain.duty_board import FigureTooOld, check_as_of
from tests.rules import rule

NOW = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


@rule("A figure of capacity is as of now, or of the last day")
@pytest.mark.parametrize("hours", [0, 1, 24])
def test_a_figure_of_the_last_day_is_taken(hours):
    check_as_of(NOW - timedelta(hours=hours), at=NOW)


@rule("A figure of capacity is as of now, or of the last day")
@pytest.mark.parametrize("minutes", [-1, 24 * 60 + 1])
def test_an_older_figure_or_one_to_come_is_refused(minutes):
    with pytest.raises(FigureTooOld):
        check_as_of(NOW - timedelta(minutes=minutes), at=NOW)
