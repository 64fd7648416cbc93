"""Somebody reaches the person, or tries to."""

from datetime import datetime, timedelta

import pytest

from joinedup.foundation import check, exporting, instant, place
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict
from joinedup.measures.queries import Asked
from joinedup.referrals import queries, services
from joinedup.referrals.domain import no_access
from joinedup.referrals.domain.contacts import ContactAfterEnd, ContactBeforeReferral, ContactByWhom
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.models import Contact
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.queries.no_access import steps_for, steps_taken
from joinedup.referrals.services.reaching import ContactInFuture
from tests.builders import referrals as build
from tests.db.measures.test_recompute import by_the_board, by_the_script, differences


def step(line_id: LineId, code: str, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "step": code,
        "words": "",
        "at": instant.now(),
        "by": build.nurse(),
        **changes,
    }
    services.take_no_access_step(line_id, **given)


def confirm(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "words": "",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.confirm_no_access(line_id, **given)


def test_face_to_face_by_the_lead_answers_a_rapid_line(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=95))

    build.contact(line_id)

    ended = build.line(line_id).response_clock
    assert (ended.ended_at, ended.ended_how) == (instant.now(), "answered")
    assert stage_of(line_id) is Stage.RESPONDED


@pytest.mark.parametrize(
    ("kind", "profession"),
    [
        ("attempted", "district_nurse"),
        ("call", "district_nurse"),
        ("remote_assessment", "district_nurse"),
        ("face_to_face", "physiotherapist"),
    ],
)
def test_what_does_not_answer_lets_the_clock_run(clock, kind, profession):
    line_id = build.a_line(Stage.ALLOCATED)

    build.contact(line_id, kind=kind, profession=profession)

    assert build.line(line_id).response_clock.ended_at is None
    assert stage_of(line_id) is Stage.ALLOCATED


def home_carer() -> Actor:
    return build.staff("hana", Role.TEAM_MEMBER, team=build.TEAM, profession="Healthcare assistant")


def test_a_contact_by_another_profession_names_who_made_it(clock):
    line_id = build.a_line(Stage.ALLOCATED)

    with pytest.raises(ContactByWhom):
        build.contact(line_id, by=home_carer(), profession="district_nurse", made_by=" ")
    build.contact(line_id, by=home_carer(), profession="healthcare_assistant", made_by="")
    before = stage_of(line_id)
    build.contact(line_id, by=home_carer(), profession="district_nurse", made_by="Una Reid")

    assert (before, stage_of(line_id)) == (Stage.ALLOCATED, Stage.RESPONDED)
    shown = queries.triage_page(build.nurse().scope, line_id).contacts
    assert [(one.made_by, one.recorded_by) for one in shown] == [
        ("Hana", "Hana"),
        ("Una Reid", "Hana"),
    ]


def test_a_contact_told_late_stops_the_clock_when_it_happened(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(hours=2))
    happened_at = instant.now()
    clock.tick(timedelta(hours=3))

    build.contact(line_id, happened_at=happened_at, late_reason="no_signal")

    contact = Contact.objects.get()
    assert build.line(line_id).response_clock.ended_at == happened_at
    assert (contact.happened_at, contact.recorded_at) == (happened_at, instant.now())
    entry = Entry.objects.get(kind="referrals.contact_recorded")
    assert (entry.at, entry.recorded_at) == (happened_at, instant.now())


def test_an_earlier_contact_told_later_moves_the_answer_back(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=30))
    earlier = instant.now()
    clock.tick(timedelta(minutes=30))
    build.contact(line_id)

    build.contact(line_id, happened_at=earlier)

    assert build.line(line_id).response_clock.ended_at == earlier


def test_a_visit_before_they_got_worse_does_not_answer_the_worse_picture(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    referral_id = build.line(line_id).referral_id
    clock.tick(timedelta(minutes=30))
    seen_at = instant.now()
    clock.tick(timedelta(minutes=30))
    worse_at = instant.now()
    worse(referral_id)
    clock.tick(timedelta(minutes=30))

    build.contact(line_id, happened_at=seen_at, late_reason="system_down")

    first, again = (build.line(one) for one in build.lines_of(referral_id))
    assert first.response_clock.ended_at == seen_at
    assert (again.response_clock.started_at, again.response_clock.ended_at) == (worse_at, None)
    assert stage_of(again.pk) is Stage.TO_TRIAGE


def test_whoever_was_reached_since_they_got_worse_is_not_asked_for_again(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    referral_id = build.line(line_id).referral_id
    seen_at = instant.now() + timedelta(minutes=30)
    clock.tick(timedelta(hours=1))
    worse(referral_id)
    clock.tick(timedelta(hours=1))
    build.contact(line_id)

    build.contact(line_id, happened_at=seen_at, late_reason="system_down")

    assert build.lines_of(referral_id) == [line_id]


def worse(referral_id):
    services.add_information(
        referral_id, seen=None, words="Falling", worse=True, at=instant.now(), by=build.gp()
    )


def ended(clock) -> tuple[LineId, datetime]:
    """A line that was seen on paper, and taken back before that was entered; and when."""
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=30))
    seen_at = instant.now()
    clock.tick(timedelta(hours=3))
    services.withdraw_referral(
        build.line(line_id).referral_id,
        seen=None,
        reason="better",
        at=instant.now(),
        by=build.gp(),
    )
    clock.tick(timedelta(minutes=10))
    return line_id, seen_at


def test_a_visit_on_paper_is_kept_though_its_line_has_ended_since(clock, tmp_path):
    line_id, seen_at = ended(clock)

    build.contact(line_id, happened_at=seen_at, late_reason="system_down")

    line = build.line(line_id)
    assert stage_of(line_id) is Stage.CLOSED
    assert (line.response_clock.ended_at, line.response_clock.ended_how) == (seen_at, "answered")
    asked = Asked(weeks=1, last=place.today(), measure="own_rapid")
    board = by_the_board(asked)
    assert (board["total"]["in_time"], board["total"]["ended_first"]) == (1, 0)
    exporting.write(log := tmp_path / "log.ndjson")
    assert differences(board, by_the_script(log, asked)) == []
    assert [one for one in check.findings() if one.source == "clocks"] == []


def test_an_attempt_told_after_the_end_starts_no_clock_again(clock):
    line_id, tried_at = ended(clock)
    before = build.line(line_id).response_clock.ended_at

    build.contact(line_id, kind="attempted", happened_at=tried_at, late_reason="system_down")

    assert build.line(line_id).response_clock.ended_at == before


def test_after_the_end_is_kept_only_what_came_before_it(clock):
    line_id, _ = ended(clock)

    with pytest.raises(ContactAfterEnd):
        build.contact(line_id)


def test_a_second_contact_moves_nothing(clock):
    line_id = build.a_line(Stage.RESPONDED)
    answered_at = build.line(line_id).response_clock.ended_at
    clock.tick(timedelta(hours=1))

    build.contact(line_id)

    assert build.line(line_id).response_clock.ended_at == answered_at


def test_a_call_by_the_front_door_before_triage_is_kept(clock):
    line_id = build.a_line()

    build.contact(line_id, kind="call", by=build.clinician())

    assert stage_of(line_id) is Stage.TO_TRIAGE
    assert Contact.objects.count() == 1


def test_an_assessment_before_triage_may_answer_once_triaged(clock):
    line_id = build.a_line()
    spoke_at = instant.now()
    build.contact(line_id, kind="remote_assessment", by=build.clinician())
    clock.tick(timedelta(minutes=5))

    build.triage(line_id, response_class="normal", team_code="acht_vale_north")

    assert build.line(line_id).response_clock.ended_at == spoke_at


def test_a_contact_has_happened(clock):
    with pytest.raises(ContactInFuture):
        build.contact(
            build.a_line(Stage.ALLOCATED), happened_at=instant.now() + timedelta(seconds=1)
        )


def test_a_contact_in_the_minute_of_receipt_is_not_before_it(clock):
    clock.tick(timedelta(seconds=40))
    line_id = build.a_line(Stage.ALLOCATED)

    build.contact(line_id, happened_at=instant.now().replace(second=0))

    assert build.line(line_id).response_clock.ended_at == instant.now()


def test_a_contact_is_not_before_the_referral(clock):
    with pytest.raises(ContactBeforeReferral):
        build.contact(
            build.a_line(Stage.ALLOCATED), happened_at=instant.now() - timedelta(seconds=1)
        )


@pytest.mark.parametrize(
    "changes",
    [{"kind": "telepathy"}, {"profession": "wizard"}, {"late_reason": "forgot"}],
)
def test_codes_that_the_place_lacks_are_refused(clock, changes):
    with pytest.raises(UnknownCode):
        build.contact(build.a_line(Stage.ALLOCATED), **changes)


def test_a_contact_with_a_stale_line_is_a_conflict(clock):
    line_id = build.a_line(Stage.ALLOCATED)

    with pytest.raises(Conflict):
        build.contact(line_id, seen=build.seen(line_id) - 1)


def test_no_answer_walks_the_steps_of_the_place(clock):
    line_id = build.a_line(Stage.ALLOCATED)

    for one in steps_for(build.line(line_id)):
        step(line_id, one.code)

    taken = build.line(line_id).no_access_steps.values_list("step", flat=True)
    assert set(taken) == {one.code for one in steps_for(build.line(line_id))}


def test_a_required_step_is_not_passed_over(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    required = [one.code for one in steps_for(build.line(line_id)) if one.is_required]

    with pytest.raises(no_access.StepNotNext):
        step(line_id, required[1])


def test_no_step_is_taken_by_a_team_that_has_not_taken_the_line_on(clock):
    with pytest.raises(NotAtThisStage):
        step(build.a_line(Stage.WITH_TEAM), "knock")


def test_a_second_clinician_agrees_who_did_not_try(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, kind="attempted")

    with pytest.raises(no_access.SameClinician):
        confirm(line_id, by=build.nurse())
    confirm(line_id)

    assert build.line(line_id).no_access_confirmed_by_id == build.clinician().account_id


@pytest.mark.parametrize("profession", ["", "home_care_worker", "Care home manager"])
def test_the_second_is_a_clinician(clock, profession):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, kind="attempted")
    somebody = build.staff("may", Role.TEAM_MANAGER, team=build.TEAM, profession=profession)

    with pytest.raises(no_access.NoClinician):
        confirm(line_id, by=somebody)


@pytest.mark.parametrize("profession", ["physiotherapist", "Community matron", "DISTRICT NURSE"])
def test_a_profession_is_known_by_its_code_or_its_name(clock, profession):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, kind="attempted")
    somebody = build.staff("may", Role.TEAM_MANAGER, team=build.TEAM, profession=profession)

    confirm(line_id, by=somebody)

    assert build.line(line_id).no_access_confirmed_by_id == somebody.account_id


def test_steps_taken_before_somebody_was_reached_count_no_more(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    first, *_ = [one.code for one in steps_for(build.line(line_id))]
    step(line_id, first)
    clock.tick(timedelta(hours=1))
    build.contact(line_id, kind="call")
    assert steps_taken(build.line(line_id)) == frozenset()
    clock.tick(timedelta(hours=1))

    step(line_id, first)

    assert steps_taken(build.line(line_id)) == {first}
    assert build.line(line_id).no_access_steps.count() == 2


def test_a_call_told_late_leaves_what_was_done_after_it(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    spoke_at = instant.now()
    clock.tick(timedelta(hours=1))
    first, *_ = [one.code for one in steps_for(build.line(line_id))]
    step(line_id, first)

    build.contact(line_id, kind="call", happened_at=spoke_at, late_reason="no_signal")

    assert steps_taken(build.line(line_id)) == {first}


def test_there_is_nothing_to_agree_with_once_somebody_was_reached(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, kind="attempted")
    clock.tick(timedelta(minutes=5))
    build.contact(line_id, kind="call")

    with pytest.raises(no_access.NothingToConfirm):
        confirm(line_id)


def test_there_is_nothing_to_agree_with_before_anybody_tried(clock):
    with pytest.raises(no_access.NothingToConfirm):
        confirm(build.a_line(Stage.ALLOCATED))


def test_reaching_the_person_after_all_undoes_the_agreement(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, kind="attempted")
    confirm(line_id)

    build.contact(line_id, kind="call")

    assert build.line(line_id).no_access_confirmed_by is None


def answers(line_id: LineId) -> list[object]:
    """When each contact happened that was found to answer a line, in the order it was found."""
    found = Entry.objects.filter(kind="referrals.line_answered", about_id=line_id).order_by("seq")
    return list(found.values_list("at", flat=True))


def test_a_contact_made_before_triage_is_found_to_answer_by_triage(clock):
    line_id = build.a_line()
    came_at = instant.now()
    build.contact(line_id, by=build.clinician())
    clock.tick(timedelta(minutes=20))

    before = answers(line_id)
    build.triage(line_id)

    assert (before, answers(line_id)) == ([], [came_at])


def test_only_the_contact_that_answers_says_that_it_stopped_the_clock(clock):
    line_id = build.a_line(Stage.ALLOCATED)

    build.contact(line_id)
    build.contact(line_id)

    said = Entry.objects.filter(kind="referrals.contact_recorded").order_by("seq")
    assert ['"clock":"stopped"' in one.body for one in said] == [True, False]
    assert answers(line_id) == [instant.now()]


def test_a_lead_who_was_there_already_answers_without_a_new_contact(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, profession="physiotherapist")

    before = answers(line_id)
    services.change_lead(
        line_id,
        seen=build.seen(line_id),
        lead="therapist",
        reason="main_need_differs",
        at=instant.now(),
        by=build.clinician(),
    )

    assert (before, answers(line_id)) == ([], [instant.now()])
    assert stage_of(line_id) is Stage.RESPONDED
