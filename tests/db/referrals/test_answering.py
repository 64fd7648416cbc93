"""A team takes a line on, says who goes, or gives it back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.models import Care, Clock, Delivery
from joinedup.kernel.errors import Conflict, NotPermitted
from joinedup.kernel.ids import AccountId
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.models import Allocation
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.services import answering
from tests.builders import referrals as build


def decline(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "reason": "no_capacity",
        "words": "Two off sick",
        "at": instant.now(),
        "by": build.nurse(),
        **changes,
    }
    services.decline_line(line_id, **given)


def reclassify(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "response_class": "normal",
        "reason": "better",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.reclassify_line(line_id, **given)


def change_lead(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "lead": "therapist",
        "reason": "main_need_differs",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.change_lead(line_id, **given)


def test_acceptance_begins_the_teams_episode(clock):
    line_id = build.a_line(Stage.WITH_TEAM)

    build.accept(line_id)

    episode = Care.objects.get(because=care.EPISODE)
    assert (episode.team_code, episode.about_id) == (build.TEAM, line_id)
    assert stage_of(line_id) is Stage.NO_WORKER


def test_a_line_is_accepted_once(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    both_saw = build.seen(line_id)
    build.accept(line_id)

    with pytest.raises(Conflict):
        services.accept_line(line_id, seen=both_saw, at=instant.now(), by=build.nurse("bea"))


@pytest.mark.parametrize("stage", [Stage.WITH_TEAM, Stage.NO_WORKER, Stage.ALLOCATED])
def test_a_decline_returns_to_the_clinician(clock, stage):
    line_id = build.a_line(stage)

    decline(line_id)

    line = build.line(line_id)
    assert stage_of(line_id) is Stage.TO_TRIAGE
    assert (line.team_code, line.accepted_at, line.triaged_by) == ("", None, None)


def test_a_decline_starts_a_new_triage_clock_and_keeps_the_response(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    before = build.line(line_id)
    clock.tick(timedelta(minutes=25))

    decline(line_id)

    line = build.line(line_id)
    assert line.triage_clock.started_at == instant.now()
    assert line.response_clock_id == before.response_clock_id
    assert Clock.objects.get(id=before.triage_clock_id).ended_how == "triaged"


def test_a_decline_ends_what_the_team_could_see(clock):
    line_id = build.a_line(Stage.ALLOCATED)

    decline(line_id)

    running = Care.objects.filter(until__isnull=True)
    assert set(running.values_list("because", flat=True)) == {
        care.OPEN_REFERRAL,
        care.PRACTICE_REGISTRATION,
    }
    assert Allocation.objects.get().ended_because == "declined"


@pytest.mark.parametrize("returned", [False, True])
def test_what_answered_one_class_does_not_answer_another(clock, returned):
    line_id = build.a_line()
    build.contact(line_id, kind="remote_assessment", by=build.clinician())
    build.triage(line_id, response_class="fast")
    old = build.line(line_id).response_clock

    if returned:
        decline(line_id)
        build.triage(line_id)
    else:
        reclassify(line_id, response_class="rapid")

    new = build.line(line_id).response_clock
    assert (new.rule_code, new.ended_at) == ("response.rapid", None)
    assert new.started_at == old.started_at
    build.accept(line_id)
    assert stage_of(line_id) is Stage.NO_WORKER


def test_the_clock_that_a_contact_ended_is_kept(clock):
    line_id = build.a_line()
    build.contact(line_id, kind="remote_assessment", by=build.clinician())
    build.triage(line_id, response_class="fast")
    old = build.line(line_id).response_clock

    reclassify(line_id, response_class="rapid")

    old.refresh_from_db()
    assert (old.ended_how, old.superseded_by) == ("answered", build.line(line_id).response_clock)


def test_what_was_answered_awaits_an_answer_once_it_is_declined(clock):
    line_id = build.a_line()
    build.contact(line_id, kind="remote_assessment", by=build.clinician())
    build.triage(line_id, response_class="fast")

    decline(line_id)

    assert build.line(line_id).response_clock.ended_at is None


def test_a_declined_line_can_be_sent_to_another_team(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    decline(line_id)

    build.triage(line_id, team_code="night_north")

    assert build.line(line_id).team_code == "night_north"


def test_a_team_that_answered_does_not_decline(clock):
    with pytest.raises(NotAtThisStage):
        decline(build.a_line(Stage.RESPONDED))


def test_a_decline_has_a_reason_of_the_place(clock):
    with pytest.raises(UnknownCode):
        decline(build.a_line(Stage.WITH_TEAM), reason="do_not_fancy_it")


def test_whoever_is_to_go_may_see_the_person(clock):
    line_id = build.a_line(Stage.NO_WORKER)

    build.allocate(line_id)

    held = Care.objects.get(because=care.ALLOCATED)
    assert held.account_id == build.nurse().account_id
    assert stage_of(line_id) is Stage.ALLOCATED


def test_another_worker_relieves_the_first(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=5))

    build.allocate(line_id, worker=build.nurse("bea").account_id)

    first, second = Allocation.objects.order_by("since")
    assert (first.until, second.until) == (instant.now(), None)
    running = Care.objects.get(because=care.ALLOCATED, until__isnull=True)
    assert running.account_id == build.nurse("bea").account_id


def test_a_member_may_choose_themselves_and_nobody_else(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    ann, bea = build.nurse(), build.nurse("bea")
    given = {"seen": build.seen(line_id), "at": instant.now(), "by": ann}

    with pytest.raises(NotPermitted):
        services.allocate_line(line_id, worker=bea.account_id, **given)

    services.allocate_line(line_id, worker=ann.account_id, **given)


@pytest.mark.parametrize("who", [lambda: AccountId(uuid4()), lambda: build.gp().account_id])
def test_only_somebody_of_the_team_can_go(clock, who):
    with pytest.raises(answering.NotOfTheTeam):
        build.allocate(build.a_line(Stage.NO_WORKER), worker=who())


def test_whoever_is_to_go_is_not_chosen_twice(clock):
    with pytest.raises(answering.AlreadyToGo):
        build.allocate(build.a_line(Stage.ALLOCATED))


def test_the_front_door_answers_what_it_sends_itself(clock):
    line_id = build.a_line()
    build.triage(line_id, team_code=build.FRONT_DOOR)

    build.accept(line_id, by=build.clinician())
    services.allocate_line(
        line_id,
        seen=build.seen(line_id),
        worker=build.clinician("kim").account_id,
        at=instant.now(),
        by=build.clinician(),
    )

    assert stage_of(line_id) is Stage.ALLOCATED


def test_a_reclassified_line_has_a_new_clock_from_the_same_receipt(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    old = build.line(line_id).response_clock
    clock.tick(timedelta(minutes=30))

    reclassify(line_id)

    line = build.line(line_id)
    assert line.response_clock.started_at == old.started_at
    assert line.response_clock.rule_code == "response.normal"
    old.refresh_from_db()
    assert (old.ended_how, old.superseded_by_id) == ("superseded", line.response_clock_id)


def test_a_contact_made_before_may_answer_the_new_class(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=10))
    spoke_at = instant.now()
    build.contact(line_id, kind="remote_assessment")
    assert stage_of(line_id) is Stage.ALLOCATED
    clock.tick(timedelta(minutes=10))

    reclassify(line_id)

    assert build.line(line_id).response_clock.ended_at == spoke_at
    assert stage_of(line_id) is Stage.RESPONDED


def test_a_line_is_not_put_in_the_class_it_is_in(clock):
    with pytest.raises(answering.SameClass):
        reclassify(build.a_line(Stage.WITH_TEAM), response_class="rapid")


def test_a_promise_that_was_kept_is_not_changed(clock):
    with pytest.raises(NotAtThisStage):
        reclassify(build.a_line(Stage.RESPONDED))


def test_the_team_that_has_the_line_may_reclassify_it(clock):
    line_id = build.a_line(Stage.NO_WORKER)

    reclassify(line_id, by=build.nurse())

    assert build.line(line_id).response_class == "normal"


def test_another_lead_needs_no_new_referral_and_no_new_clock(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    before = build.line(line_id).response_clock_id

    change_lead(line_id)

    line = build.line(line_id)
    assert (line.lead, line.response_clock_id) == ("therapist", before)


def test_somebody_competent_for_the_new_lead_may_have_answered_already(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, profession="physiotherapist")
    assert stage_of(line_id) is Stage.ALLOCATED

    change_lead(line_id)

    assert stage_of(line_id) is Stage.RESPONDED


def test_what_answered_for_one_lead_does_not_answer_for_another(clock):
    line_id = build.a_line(Stage.RESPONDED)

    change_lead(line_id)

    line = build.line(line_id)
    assert (line.response_clock.ended_at, stage_of(line_id)) == (None, Stage.ALLOCATED)


def test_the_first_competent_for_the_new_lead_answers_it(clock):
    line_id = build.a_line(Stage.RESPONDED)
    clock.tick(timedelta(minutes=20))
    build.contact(line_id, profession="physiotherapist")

    change_lead(line_id)

    assert build.line(line_id).response_clock.ended_at == instant.now()


def test_a_lead_is_not_changed_to_itself(clock):
    with pytest.raises(answering.SameLead):
        change_lead(build.a_line(Stage.WITH_TEAM), lead="nurse")


@pytest.mark.parametrize(
    "step",
    [
        lambda one: reclassify(one, response_class="soonish"),
        lambda one: reclassify(one, reason="whim"),
        lambda one: change_lead(one, lead="wizard"),
        lambda one: change_lead(one, reason="whim"),
    ],
)
def test_codes_that_the_place_lacks_are_refused(clock, step):
    with pytest.raises(UnknownCode):
        step(build.a_line(Stage.WITH_TEAM))


def test_the_referrer_is_told_of_each_change(clock):
    line_id = build.a_line(Stage.NO_WORKER)

    change_lead(line_id)
    reclassify(line_id)

    notices = Delivery.objects.filter(channel="notice", about_id=line_id)
    assert notices.count() == 4
