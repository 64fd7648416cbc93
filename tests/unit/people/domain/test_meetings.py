"""Meetings about people: their times, and for how long they open whom they are about."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.people.domain import meetings
from joinedup.people.domain.meetings import AgendaWithoutReason, MeetingTimeWrong, MeetingUntitled

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_opens_an_hour_before_and_closes_an_hour_after() -> None:
    early = meetings.opens(NOON, NOON + HOUR, at=NOON - 5 * HOUR)
    late = meetings.opens(NOON, NOON + HOUR, at=NOON + HOUR / 2)

    assert early == (NOON - HOUR, NOON + 2 * HOUR)
    assert late == (NOON + HOUR / 2, NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("starts", "ends", "is_right"),
    [
        (0, 8, True),
        (-1, 1, True),
        (0, 9, False),
        (1, 1, False),
        (2, 1, False),
        (-2, 0, False),
        (366 * 24, 366 * 24 + 1, True),
        (366 * 24 + 1, 366 * 24 + 2, False),
    ],
)
def test_its_times_are_checked(starts: int, ends: int, is_right: bool) -> None:
    try:
        meetings.check_times(NOON + starts * HOUR, NOON + ends * HOUR, at=NOON)
    except MeetingTimeWrong:
        assert not is_right
    else:
        assert is_right


def test_it_has_a_title_and_whoever_is_spoken_of_a_reason() -> None:
    assert meetings.title(" Frailty  MDT ") == "Frailty MDT"
    assert meetings.reason(" Falls ") == "Falls"
    with pytest.raises(MeetingUntitled):
        meetings.title(" ")
    with pytest.raises(AgendaWithoutReason):
        meetings.reason(" ")
