"""A later answer that was agreed: the clock stands still, and each measure says its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from joinedup.foundation import check, exporting, instant, place
from joinedup.foundation.models import Entry
from joinedup.measures.queries import Asked
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.putting_off import AgreedTimeWrong
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.domain.triage import UnknownCode
from tests.builders import referrals as build
from tests.db.desk.test_person import browser
from tests.db.measures.test_recompute import by_the_board, by_the_script, differences

HOUR = timedelta(hours=1)


def put_off(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "until": instant.now() + 5 * HOUR,
        "reason": "person_asked",
        "at": instant.now(),
        "by": build.nurse(),
        **changes,
    }
    services.put_off_answer(line_id, **given)


def due(line_id: LineId) -> datetime | None:
    return build.line(line_id).response_clock.due_at


def test_the_clock_runs_on_by_itself_from_the_agreed_time(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    before = due(line_id)

    put_off(line_id)

    assert due(line_id) == before + 5 * HOUR
    assert [one for one in check.findings() if one.source == "clocks"] == []


def test_a_later_time_still_is_counted_once(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    before = due(line_id)

    put_off(line_id)
    put_off(line_id, until=instant.now() + 8 * HOUR)

    assert due(line_id) == before + 8 * HOUR


def test_a_sooner_time_takes_the_place_of_what_was_agreed(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    before = due(line_id)
    put_off(line_id, until=instant.now() + timedelta(days=10))
    clock.tick(HOUR)

    put_off(line_id, until=instant.now() + 9 * HOUR)

    assert due(line_id) == before + 10 * HOUR
    assert [one for one in check.findings() if one.source == "clocks"] == []


def worse(line_id: LineId, **changes: object) -> None:
    given = {"words": "Cannot breathe", "worse": True, "at": instant.now(), "by": build.gp()}
    services.add_information(build.line(line_id).referral_id, seen=None, **{**given, **changes})


@pytest.mark.parametrize("response_class", ["rapid", "fast"])
def test_whoever_gets_worse_does_not_wait_for_what_was_agreed(
    clock: instant.Hands, tmp_path: Path, response_class: str
) -> None:
    line_id = build.the_line(build.sent())
    build.triage(line_id, response_class=response_class)
    build.accept(line_id)
    build.allocate(line_id)
    put_off(line_id, until=instant.now() + timedelta(days=5))
    clock.tick(HOUR)

    worse(line_id, urgency="rapid")

    assert due(line_id) <= instant.now() + 3 * HOUR
    clock.tick(4 * HOUR)
    asked = Asked(weeks=1, last=place.today(), measure="own_rapid")
    found = by_the_board(asked)
    assert found["total"]["over_now"] == 1
    exporting.write(log := tmp_path / "log.ndjson")
    assert differences(found, by_the_script(log, asked)) == []


def test_a_line_stands_the_same_whenever_the_board_ends(clock: instant.Hands) -> None:
    sunday = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    clock.tick(sunday - instant.now())
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(HOUR)
    put_off(line_id)
    clock.tick(3 * HOUR)
    build.contact(line_id)

    for last in (sunday.date(), sunday.date() + timedelta(days=1)):
        found = by_the_board(Asked(weeks=2, last=last, measure="own_rapid"))
        assert found["total"]["in_time"] == 1, last


def test_a_broken_promise_stays_broken(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    before = due(line_id)
    clock.tick(timedelta(days=1))

    put_off(line_id)

    assert due(line_id) == before


def test_another_class_keeps_what_was_agreed(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    put_off(line_id, until=instant.now() + 2 * HOUR)
    given = {"response_class": "fast", "reason": "better", "at": instant.now()}

    services.reclassify_line(line_id, seen=build.seen(line_id), **given, by=build.nurse())

    assert build.line(line_id).response_clock.pauses.count() == 1


def test_the_place_gives_the_time_back_and_the_national_measure_does_not(
    clock: instant.Hands, tmp_path: Path
) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    put_off(line_id)
    clock.tick(4 * HOUR)
    build.contact(line_id)

    exporting.write(log := tmp_path / "log.ndjson")
    for measure, in_time in (("own_rapid", 1), ("two_hour", 0)):
        asked = Asked(weeks=4, last=place.today(), measure=measure)
        board = by_the_board(asked)
        assert board["total"]["in_time"] == in_time, measure
        assert differences(board, by_the_script(log, asked)) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reason": "whim"}, UnknownCode),
        ({"until": datetime.fromisoformat("2020-01-01T10:00:00Z")}, AgreedTimeWrong),
    ],
    ids=["a reason that the place does not give", "a time that has passed"],
)
def test_nothing_is_put_off_for(clock: instant.Hands, changes: dict, refusal: type) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    before = Entry.objects.count(), due(line_id)

    with pytest.raises(refusal):
        put_off(line_id, **changes)

    assert (Entry.objects.count(), due(line_id)) == before


@pytest.mark.parametrize("stage", [Stage.TO_TRIAGE, Stage.RESPONDED, Stage.CLOSED])
def test_it_is_not_for_every_stage(clock: instant.Hands, stage: Stage) -> None:
    line_id = build.a_line(stage)

    with pytest.raises(NotAtThisStage):
        put_off(line_id, by=build.clinician())


def test_the_page_says_since_when_until_when_and_why(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    put_off(line_id)
    page = browser().get(reverse("referrals:line", args=[line_id])).content.decode()

    assert "Agree a later time" in page
    assert "until" in page
    assert "The person asked for a later time" in page
