"""The page of one line."""

from datetime import timedelta
from decimal import Decimal

import pytest

from joinedup.foundation import care, instant
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    NOT_KNOWN,
    Observation,
    RespectForm,
    Where,
)
from joinedup.referrals.domain.stages import Act, Stage
from joinedup.referrals.queries.rows import TriageView
from tests.builders import referrals as build
from tests.builders.queries import at_most

WELL = {
    "respiration_rate": Decimal(16),
    "oxygen_saturation": Decimal(97),
    "systolic_blood_pressure": Decimal(128),
    "pulse": Decimal(112),
    "temperature": Decimal("36.8"),
    "air_or_oxygen": "air",
    "consciousness": "alert",
}


def page(line_id: LineId) -> TriageView:
    return queries.triage_page(build.clinician().scope, line_id)


def measured(**changed: object) -> tuple[Observation, ...]:
    return tuple(
        Observation(code=code, value=value, taken_at=instant.now())
        for code, value in {**WELL, **changed}.items()
    )


def test_the_referral_is_shown_as_it_was_sent(clock):
    shown = page(
        build.a_line(
            where=Where(kind=WhereKind.HOME, address="4 Orchard Close", until=NO_PLAN_TO_MOVE),
            risks=NOT_KNOWN,
            respect_form=RespectForm(),
        )
    ).asked

    assert shown.change_words == "Not drinking, dizzy on standing"
    assert shown.caller_number == "01632 960010"
    assert (shown.where_address, shown.is_staying, shown.where_until) == (
        "4 Orchard Close",
        True,
        None,
    )
    assert (shown.risks, shown.allergies) == (None, "")


def test_the_early_warning_score_is_of_the_latest_observations(clock):
    referral_id = build.sent(observations=measured())
    clock.tick(timedelta(minutes=30))
    assert page(build.the_line(referral_id)).news2 == 2

    services.add_information(
        referral_id,
        seen=None,
        words="Worse",
        worse=True,
        observations=measured(pulse=Decimal(135), consciousness="confusion"),
        at=instant.now(),
        by=build.gp(),
    )

    assert page(build.the_line(referral_id)).news2 == 6


def test_without_all_observations_there_is_no_score(clock):
    assert page(build.a_line()).news2 is None


def test_later_information_is_marked_as_later(clock):
    referral_id = build.sent()

    services.add_information(
        referral_id,
        seen=None,
        words="Now confused",
        worse=True,
        observations=(Observation(code="pulse", value=Decimal(99), taken_at=instant.now()),),
        at=instant.now(),
        by=build.gp(),
    )

    shown = page(build.the_line(referral_id))
    assert [(one.words, one.told_by) for one in shown.additions] == [("Now confused", "Joan")]
    assert [one.is_later for one in shown.asked.observations] == [True]


def test_everything_that_happened_is_shown(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)
    services.answer_question(
        line_id, seen=build.seen(line_id), answer="Flat 3", at=instant.now(), by=build.gp()
    )
    build.redirect(line_id)
    services.refuse_redirect(
        line_id,
        seen=build.seen(line_id),
        reason="no_answer",
        words="",
        at=instant.now(),
        by=build.clinician(),
    )
    build.triage(line_id)
    build.accept(line_id)
    build.contact(line_id)

    shown = page(line_id)

    assert [one.answer for one in shown.questions] == ["Flat 3"]
    assert [one.refused_reason for one in shown.redirects] == ["no_answer"]
    assert [one.kind for one in shown.decisions] == [
        "asked_for_more",
        "redirected",
        "redirect_refused",
        "sent",
        "accepted",
    ]
    assert [(one.made_by, one.stops_clock) for one in shown.contacts] == [("Ann", True)]


def test_every_clock_is_shown_with_its_pauses(clock):
    line_id = build.a_line()
    build.ask(line_id)
    clock.tick(timedelta(minutes=5))
    services.take_back_question(
        line_id, seen=build.seen(line_id), at=instant.now(), by=build.clinician()
    )
    build.triage(line_id, response_class="fast", team_code="night_north")

    clocks = page(line_id).clocks

    assert [(one.measures, one.rule_code, one.ended_how) for one in clocks] == [
        ("triage", "triage.rapid", "triaged"),
        ("response", "response.rapid", "superseded"),
        ("response", "response.fast", ""),
    ]
    assert [(one.reason, one.until) for one in clocks[0].pauses] == [
        ("where_they_are", instant.now())
    ]


def test_no_access_steps_are_shown_once_a_team_has_the_line(clock):
    assert page(build.a_line(Stage.WITH_TEAM)).no_access == ()

    line_id = build.a_line(Stage.ALLOCATED)
    services.take_no_access_step(
        line_id,
        seen=build.seen(line_id),
        step="ring_person",
        words="",
        at=instant.now(),
        by=build.nurse(),
    )

    first, second, *_ = page(line_id).no_access
    assert (first.step, first.taken_by, first.is_next) == ("ring_person", "Ann", False)
    assert (second.at, second.is_next) == (None, True)


def test_steps_that_count_no_more_are_shown_before_those_to_take(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    given = {"step": "ring_person", "words": "", "by": build.nurse()}
    services.take_no_access_step(line_id, seen=build.seen(line_id), at=instant.now(), **given)
    clock.tick(timedelta(hours=1))
    build.contact(line_id, kind="call")

    before, first, *_ = page(line_id).no_access

    assert (before.step, before.taken_by, before.is_next) == ("ring_person", "Ann", False)
    assert (first.step, first.at, first.is_next) == ("ring_person", None, True)


def test_the_end_of_a_line_says_whether_word_reached_the_referrer(clock):
    closing = page(build.a_line(Stage.CLOSED)).closing

    assert (closing.how, closing.outcome, closing.words) == (
        "close",
        "no_further_service",
        "Well again",
    )
    assert (closing.delivery, closing.delivered_at) == ("waiting", None)


def test_other_open_lines_of_the_person_are_shown(clock):
    first = build.sent()
    build.sent_again(first, asked=build.asking("reablement"))
    build.a_line()

    others = page(build.the_line(first)).others

    assert [(one.service_code, one.is_likely_duplicate) for one in others] == [("reablement", True)]


def test_whereabouts_that_are_restricted_are_not_shown(clock):
    line_id = build.a_line(
        where=Where(kind=WhereKind.RELATIVE, address="2 Elm Row", until=NOT_KNOWN)
    )
    care.restrict(
        build.line(line_id).referral.person_id,
        kind=care.LOCATION,
        reason="person_asked",
        at=instant.now(),
        by=build.clinician(),
    )

    shown = page(line_id)

    assert "Elm Row" not in str(shown)
    assert shown.line.locality_code is None


@pytest.mark.parametrize("who", [build.gp, build.clinician, build.nurse, build.manager])
def test_those_with_a_reason_to_see_the_person_may_open_the_line(clock, who):
    line_id = build.a_line(Stage.ALLOCATED)

    assert queries.triage_page(who().scope, line_id).line.line_id == line_id


@pytest.mark.parametrize(
    "who",
    [
        lambda: build.gp("ravi", practice="K99030"),
        lambda: build.nurse("zoe", team="acht_wycombe"),
        build.commissioner,
    ],
)
def test_nobody_else_may_open_it(clock, who):
    line_id = build.a_line(Stage.ALLOCATED)

    with pytest.raises(NotPermitted):
        queries.triage_page(who().scope, line_id)


def test_what_is_not_there_is_not_found(clock):
    with pytest.raises(NotFound):
        page(LineId(build.sent()))


def test_a_page_offers_what_may_be_done_here(clock):
    acts = page(build.a_line()).acts

    assert {Act.TRIAGE, Act.ASK, Act.REDIRECT, Act.CLOSE} <= acts
    assert not acts & {Act.ACCEPT, Act.ALLOCATE, Act.SETTLE_REDIRECT}


@pytest.mark.parametrize(("stage", "most"), [(Stage.TO_TRIAGE, 7), (Stage.RESPONDED, 13)])
def test_the_page_asks_the_store_few_questions(clock, stage, most):
    line_id = build.a_line(stage)
    scope = build.clinician().scope

    with at_most(most):
        queries.triage_page(scope, line_id)
