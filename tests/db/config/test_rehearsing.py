"""A rehearsal: the clock of a place of invented people is set, and nobody else's."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from joinedup.config import preparing
from joinedup.foundation import instant
from joinedup.kernel.errors import Refused
from tests.builders.foundation import an_account

LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def set_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the clock as it was."""
    monkeypatch.setenv("JOINEDUP_CLOCK_AHEAD", "0")
    yield
    instant.run_ahead(timedelta())


def test_a_time_of_day_is_today_in_the_place() -> None:
    preparing.rehearse("20:45")

    shown = instant.now().astimezone(LONDON)
    assert f"{shown:%H:%M}" == "20:45"
    assert shown.date() == datetime.now(LONDON).date()
    ahead = timedelta(seconds=float(os.environ["JOINEDUP_CLOCK_AHEAD"]))
    assert abs(datetime.now(UTC) + ahead - instant.now()) < timedelta(seconds=5)


def test_a_day_and_time_is_that_day() -> None:
    preparing.rehearse("2026-12-24T20:45")

    assert f"{instant.now().astimezone(LONDON):%d %b %H:%M}" == "24 Dec 20:45"


@pytest.mark.parametrize("when", ["tonight", "25:00", "2026-13-01T10:00", ""])
def test_what_is_no_time_is_refused(when: str) -> None:
    with pytest.raises(Refused) as refused:
        preparing.rehearse(when)

    assert refused.value.refusal_code == "rehearsal_time_not_read"


def test_the_clock_of_real_people_is_never_set() -> None:
    an_account("sam")

    with pytest.raises(Refused) as refused:
        preparing.rehearse("20:45")

    assert refused.value.refusal_code == "rehearsal_of_real_people"
