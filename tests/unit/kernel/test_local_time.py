"""Times on the clocks of a place, and the two nights when those clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel import local_time
from joinedup.kernel.local_time import TimeRepeated, TimeSkipped
from tests.builders.kernel import LONDON, YEARS, utc
from tests.rules import rule


@rule("A local time is one instant, but for two nights a year")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-24 09:30", "2026-11-24 09:30"),
        ("2026-07-01 09:30", "2026-07-01 08:30"),
        ("2026-03-29 00:59", "2026-03-29 00:59"),
        ("2026-03-29 02:00", "2026-03-29 01:00"),
        ("2026-10-25 00:59", "2026-10-24 23:59"),
        ("2026-10-25 02:00", "2026-10-25 02:00"),
    ],
)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_a_plain_time_needs_no_question(typed: str, expected: str, fold: int | None) -> None:
    found = local_time.to_utc(datetime.fromisoformat(typed), LONDON, fold=fold)

    assert found == utc(expected)
    assert found.tzinfo is UTC


@rule("In the hour that comes twice a person is asked which is meant")
@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("2026-10-25 01:00", "2026-10-25 00:00", "2026-10-25 01:00"),
        ("2026-10-25 01:59", "2026-10-25 00:59", "2026-10-25 01:59"),
    ],
)
def test_a_repeated_time_is_asked_about(typed: str, first: str, second: str) -> None:
    local = datetime.fromisoformat(typed)

    with pytest.raises(TimeRepeated) as refused:
        local_time.to_utc(local, LONDON, fold=None)

    assert refused.value.refusal_code == "time_repeated"
    assert refused.value.values == {"at": local, "first": utc(first), "second": utc(second)}
    assert local_time.to_utc(local, LONDON, fold=0) == utc(first)
    assert local_time.to_utc(local, LONDON, fold=1) == utc(second)


@rule("A time in the hour that is skipped is refused")
@pytest.mark.parametrize("typed", ["2026-03-29 01:00", "2026-03-29 01:59"])
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_a_skipped_time_is_refused(typed: str, fold: int | None) -> None:
    with pytest.raises(TimeSkipped) as refused:
        local_time.to_utc(datetime.fromisoformat(typed), LONDON, fold=fold)

    assert refused.value.refusal_code == "time_skipped"


@given(at=st.datetimes(*YEARS, timezones=st.just(UTC)))
def test_what_the_clocks_show_leads_back(at: datetime) -> None:
    shown = at.astimezone(LONDON)

    assert local_time.to_utc(shown.replace(tzinfo=None), LONDON, fold=shown.fold) == at


ZONES = ["Europe/London", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"]
local_times = st.datetimes(*YEARS)


@given(local=local_times, name=st.sampled_from(ZONES))
def test_clocks_reach_and_pass_every_local_time(local: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    earliest, latest = local_time.earliest(local, zone), local_time.latest(local, zone)

    assert earliest <= latest
    assert earliest.astimezone(zone).replace(tzinfo=None) >= local
    assert (latest - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None) < local


@pytest.mark.parametrize("typed", ["01:00", "01:00:00.5", "01:30", "01:59:59.999999"])
def test_a_skipped_time_is_reached_at_the_change(typed: str) -> None:
    skipped = datetime.fromisoformat(f"2026-03-29 {typed}")

    assert local_time.earliest(skipped, LONDON) == utc("2026-03-29 01:00")
    assert local_time.latest(skipped, LONDON) == utc("2026-03-29 01:00")


@pytest.mark.parametrize(
    ("typed", "zone", "latest"),
    [
        ("2026-10-25 00:59", LONDON, "2026-10-24 23:59"),
        ("2026-10-25 01:00", LONDON, "2026-10-25 00:00"),
        ("2026-10-25 01:01", LONDON, "2026-10-25 01:01"),
        ("2026-11-01 00:00", ZoneInfo("America/Havana"), "2026-11-01 04:00"),
    ],
)
def test_clocks_do_not_go_back_below_what_they_go_back_to(
    typed: str, zone: ZoneInfo, latest: str
) -> None:
    assert local_time.latest(datetime.fromisoformat(typed), zone) == utc(latest)


def test_a_local_time_with_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no time zone of its own"):
        local_time.to_utc(utc("2026-11-24 09:30"), LONDON)
