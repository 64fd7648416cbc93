"""The flat table of lines."""

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import pytest

from joinedup.foundation import care, instant
from joinedup.kernel.errors import NotPermitted
from joinedup.referrals import extracts, services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import NOT_KNOWN, Urgency
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.extracts import Said
from tests.builders import referrals as build

ONE_HOUR = timedelta(hours=1)
NOT_STATED = Urgency(response_class=NOT_KNOWN, if_nobody_comes=NOT_KNOWN)


def extracted() -> list[extracts.LineExtract]:
    since = instant.now() - timedelta(days=1)
    scope = build.commissioner().scope
    return list(extracts.lines(scope, since=since, until=since + timedelta(days=2)))


def test_there_is_one_row_a_line(clock):
    referral_id = build.sent(asked=build.asking("rapid_response", "reablement"))

    rows = extracted()

    assert [row.line_id for row in rows] == build.lines_of(referral_id)
    assert {row.locality_code for row in rows} == {"vale_north"}


def test_a_row_says_when_each_step_was(clock):
    build.a_line(Stage.CLOSED)

    (row,) = extracted()

    assert row.received_at == row.sent_at == row.responded_at == row.closed_at == instant.now()
    assert row.response_due_at == instant.now() + timedelta(hours=3)
    assert (row.response_class, row.outcome) == ("rapid", "no_further_service")


def test_an_unanswered_line_has_no_response(clock):
    build.a_line(Stage.ALLOCATED)

    assert extracted()[0].responded_at is None


def test_nothing_says_where_somebody_restricted_is(clock):
    person = build.person_of(build.sent())
    care.restrict(
        person, kind="location", reason="person_asked", at=instant.now(), by=build.clinician()
    )

    (row,) = extracted()

    assert (row.locality_code, row.team_code, row.organisation_code) == ("", "", "")


def test_a_row_holds_codes_ids_and_times_alone(clock):
    build.a_line(Stage.CLOSED)

    text = str(asdict(extracted()[0]))

    assert "Marsh" not in text
    assert "drinking" not in text


def test_the_table_is_for_those_who_may_see_figures(clock):
    with pytest.raises(NotPermitted):
        list(extracts.lines(build.gp().scope, since=instant.now(), until=instant.now()))


def test_a_wait_is_told_in_microseconds(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=20, microseconds=7))
    build.contact(line_id)
    since = instant.now() - timedelta(days=1)

    (row,) = extracts.waits(
        build.commissioner().scope, since=since, until=since + timedelta(days=2)
    )

    assert (UUID(row.line_id), row.started) == (line_id, row.received)
    assert row.answered - row.started == 20 * 60 * 1_000_000 + 7
    assert (row.closed, row.is_accepted) == (None, 1)
    assert Said.of(row.told).response_class == "rapid"


def said_of(line_id: LineId) -> Said:
    since = instant.now() - ONE_HOUR
    told = extracts.waits(build.commissioner().scope, since=since, until=since + 2 * ONE_HOUR)
    return Said.of(next(row.told for row in told if UUID(row.line_id) == line_id))


def test_until_triage_a_wait_is_of_the_class_that_was_asked_for(clock):
    asked, not_stated = build.a_line(), build.a_line(urgency=NOT_STATED)

    assert said_of(asked).response_class == "rapid"
    assert said_of(not_stated).response_class == ""
    build.triage(not_stated, response_class="fast")
    assert said_of(not_stated).response_class == "fast"


def test_what_ended_with_nobody_to_go_says_how(clock):
    advised, unhelped = build.a_line(), build.a_line()
    answered = build.a_line(Stage.CLOSED)
    services.advise_only(
        advised,
        seen=build.seen(advised),
        reason="advice_to_referrer",
        words="Push fluids",
        at=instant.now(),
        by=build.clinician(),
    )
    services.cannot_help(
        unhelped,
        seen=build.seen(unhelped),
        reason="outside_the_place",
        now_held_by="K99001",
        words="",
        at=instant.now(),
        by=build.clinician(),
    )

    assert said_of(advised)[:2] == ("advice_only", "")
    assert said_of(unhelped)[:2] == ("cannot_help", "outside_the_place")
    assert said_of(answered)[:2] == ("", "")


def test_waits_that_are_open_still_are_told_apart(clock):
    build.a_line()
    build.a_line(Stage.CLOSED)
    clock.tick(timedelta(days=1))

    assert len(extracts.open_waits(build.commissioner().scope, before=instant.now())) == 1


def test_no_wait_says_where_somebody_restricted_is(clock):
    person = build.person_of(build.sent())
    care.restrict(
        person, kind="location", reason="person_asked", at=instant.now(), by=build.clinician()
    )

    (row,) = extracts.open_waits(
        build.commissioner().scope, before=instant.now() + timedelta(hours=1)
    )

    assert (Said.of(row.told).locality_code, row.organisation_code) == ("", "")


@pytest.mark.parametrize(
    "asked",
    [
        lambda scope, at: extracts.waits(scope, since=at, until=at),
        lambda scope, at: extracts.open_waits(scope, before=at),
        lambda scope, at: extracts.declines(scope, since=at),
        lambda scope, at: extracts.pauses(scope, since=at, until=at),
        lambda scope, at: extracts.call_times(scope, since=at, until=at),
    ],
)
def test_every_table_is_for_those_who_may_see_figures(clock, asked):
    with pytest.raises(NotPermitted):
        asked(build.gp().scope, instant.now())
