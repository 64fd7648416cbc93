"""By when a request for a copy is answered, and where it stands."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from joinedup.subject_access.domain.requests import Stage, Standing, due_on, stage_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in CHRISTMAS


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # The third is a Saturday.
        (date(2026, 9, 22), date(2026, 10, 22)),
        (date(2027, 1, 31), date(2027, 3, 1)),  # February has no 31st, and its 28th is a Sunday.
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, a weekend, and a day instead.
        (date(2026, 12, 14), date(2027, 1, 14)),
    ],
)
def test_it_is_answered_within_a_calendar_month(received: date, due: date) -> None:
    assert due_on(received, is_working, is_extended=False) == due


def test_more_time_is_three_months_from_the_day_it_was_received() -> None:
    assert due_on(date(2026, 11, 30), is_working, is_extended=True) == date(2027, 3, 1)


def test_every_stage_follows_from_what_happened() -> None:
    begun = Standing(None, None, None, None, None)
    names = [one.name for one in fields(Standing)]
    stages = [stage_of(begun)]
    for count in range(1, 6):
        done = {name: NOON for name in names[:count]}
        stages.append(stage_of(Standing(**{**dict.fromkeys(names), **done})))

    assert stages == [
        Stage.GATHERING,
        Stage.TO_REVIEW,
        Stage.MAKING,
        Stage.READY,
        Stage.TAKEN,
        Stage.CLOSED,
    ]
