"""A line is closed, or a referral is taken back."""

from datetime import timedelta

import pytest

from joinedup.foundation import care, instant, place
from joinedup.foundation.models import Care, Delivery, Entry
from joinedup.kernel.errors import Conflict, NotPermitted
from joinedup.referrals import queries, services
from joinedup.referrals.domain import no_access, outcomes
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.domain.wording import WordsMissing
from joinedup.referrals.models import Allocation, ClosingSummary
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.queries.no_access import steps_for
from joinedup.referrals.services.adding import AllClosed
from joinedup.web import words
from tests.builders import referrals as build


def withdraw(referral_id: ReferralId, **changes: object) -> None:
    given = {
        "seen": build.referral(referral_id).version,
        "reason": "better",
        "at": instant.now(),
        "by": build.gp(),
        **changes,
    }
    services.withdraw_referral(referral_id, **given)


def every_step(line_id: LineId) -> None:
    for one in steps_for(build.line(line_id)):
        services.take_no_access_step(
            line_id,
            seen=build.seen(line_id),
            step=one.code,
            words="",
            at=instant.now(),
            by=build.nurse(),
        )


def test_a_closed_line_has_an_outcome_and_a_summary(clock):
    line_id = build.a_line(Stage.RESPONDED)

    build.close(line_id)

    line = build.line(line_id)
    assert (line.closed_how, line.outcome) == ("close", "no_further_service")
    assert ClosingSummary.objects.get().words == "Well again"
    assert stage_of(line_id) is Stage.CLOSED


def test_the_last_line_completes_the_referral(clock):
    referral_id = build.sent(asked=build.asking("community_nursing", "reablement"))
    first, second = build.lines_of(referral_id)

    build.close(first, outcome="died", by=build.clinician())
    assert not Entry.objects.filter(kind="referrals.referral_completed").exists()
    build.close(second, outcome="died", by=build.clinician())

    assert Entry.objects.filter(kind="referrals.referral_completed").count() == 1


def test_a_referral_may_be_looked_at_for_a_day_after_it_ends(clock):
    build.a_line(Stage.CLOSED)

    ended = Care.objects.get(because=care.OPEN_REFERRAL, team_code="spr")

    assert ended.until == instant.now() + timedelta(hours=24)
    assert not Care.objects.filter(because=care.EPISODE, until__gt=instant.now()).exists()
    assert not Care.objects.filter(because=care.ALLOCATED, until__gt=instant.now()).exists()


def test_whoever_was_to_go_stands_down(clock):
    build.a_line(Stage.CLOSED)

    assert Allocation.objects.get().until == instant.now()


@pytest.mark.parametrize("outcome", ["in_hospital", "died", "person_declined"])
def test_an_unanswered_line_may_end_and_its_clock_with_it(clock, outcome):
    line_id = build.a_line(Stage.ALLOCATED)

    build.close(line_id, outcome=outcome)

    assert build.line(line_id).response_clock.ended_how == "close"


def test_the_front_door_may_close_what_it_still_has(clock):
    line_id = build.a_line(Stage.WITH_TEAM)

    build.close(line_id, outcome="in_hospital", by=build.clinician())

    assert stage_of(line_id) is Stage.CLOSED


@pytest.mark.parametrize(
    ("stage", "who"), [(Stage.WITH_TEAM, build.nurse), (Stage.ALLOCATED, build.clinician)]
)
def test_only_whoever_has_the_line_can_close_it(clock, stage, who):
    line_id = build.a_line(stage)

    with pytest.raises(NotPermitted):
        build.close(line_id, outcome="died", by=who())


def test_closing_ends_an_offer_that_nobody_answered(clock):
    line_id = build.a_line(Stage.REDIRECT_OFFERED)

    build.close(line_id, outcome="died", by=build.clinician())

    assert build.line(line_id).redirects.get().refused_reason == "overtaken"


def test_nothing_was_done_for_somebody_whom_nobody_reached(clock):
    with pytest.raises(outcomes.NobodyReached):
        build.close(build.a_line(Stage.ALLOCATED), outcome="completed")


def test_a_team_that_cannot_go_declines_instead(clock):
    with pytest.raises(outcomes.DeclineInstead):
        build.close(build.a_line(Stage.ALLOCATED), outcome="team_declined")


def test_could_not_reach_needs_every_required_step(clock):
    with pytest.raises(no_access.StepsLeft) as refusal:
        build.close(build.a_line(Stage.ALLOCATED), outcome="could_not_reach")

    said = words.of_refusal(refusal.value.refusal_code, refusal.value.values)
    steps = place.current().no_access_steps
    assert steps["ring_person"].words in said
    assert steps["police_welfare_check"].words not in said


def test_a_rapid_line_needs_a_second_clinician_to_agree(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    every_step(line_id)

    with pytest.raises(no_access.SecondClinicianNeeded):
        build.close(line_id, outcome="could_not_reach")
    services.confirm_no_access(
        line_id, seen=build.seen(line_id), words="", at=instant.now(), by=build.clinician()
    )
    build.close(line_id, outcome="could_not_reach")

    assert build.line(line_id).outcome == "could_not_reach"


def test_somebody_reached_is_not_closed_as_not_reached_by_what_was_done_before(clock):
    line_id = build.a_line()
    build.triage(line_id, response_class="fast")
    build.accept(line_id)
    every_step(line_id)
    clock.tick(timedelta(hours=1))
    build.contact(line_id, kind="call")

    with pytest.raises(no_access.StepsLeft):
        build.close(line_id, outcome="could_not_reach")


def test_a_normal_line_needs_the_steps_alone(clock):
    line_id = build.a_line()
    build.triage(line_id, response_class="normal")
    build.accept(line_id)
    every_step(line_id)

    build.close(line_id, outcome="could_not_reach")

    assert stage_of(line_id) is Stage.CLOSED


def test_an_outcome_is_one_of_the_places(clock):
    with pytest.raises(UnknownCode):
        build.close(build.a_line(Stage.RESPONDED), outcome="fine")


def test_a_summary_is_said(clock):
    line_id = build.a_line(Stage.RESPONDED)

    with pytest.raises(WordsMissing):
        services.close_line(
            line_id,
            seen=build.seen(line_id),
            outcome="completed",
            words=" ",
            at=instant.now(),
            by=build.nurse(),
        )


def test_nothing_is_closed_twice(clock):
    with pytest.raises(NotAtThisStage):
        build.close(build.a_line(Stage.CLOSED))


def test_a_withdrawn_referral_closes_every_open_line(clock):
    referral_id = build.sent(asked=build.asking("rapid_response", "reablement"))
    first, second = build.lines_of(referral_id)
    build.triage(first)
    build.accept(first)
    build.allocate(first)

    withdraw(referral_id)

    for one in (first, second):
        line = build.line(one)
        assert (line.closed_how, line.outcome) == ("withdraw", "better")
        assert line.response_clock.ended_how == "withdraw"
    assert Allocation.objects.get().until == instant.now()
    assert Entry.objects.filter(kind="referrals.referral_completed").count() == 1


def test_whoever_withdrew_gets_no_summary_and_no_notice(clock):
    referral_id = build.sent()

    withdraw(referral_id)

    assert not ClosingSummary.objects.exists()
    assert not Delivery.objects.filter(about_kind="referrals.line").exclude(channel="room").exists()


def test_the_front_door_may_withdraw_for_the_referrer(clock):
    referral_id = build.sent()

    withdraw(referral_id, by=build.clinician())

    assert stage_of(build.the_line(referral_id)) is Stage.CLOSED


def test_a_withdrawal_leaves_closed_lines_as_they_are(clock):
    referral_id = build.sent(asked=build.asking("rapid_response", "reablement"))
    first, _ = build.lines_of(referral_id)
    build.close(first, outcome="person_declined", by=build.clinician())

    withdraw(referral_id)

    assert build.line(first).outcome == "person_declined"


def test_a_line_that_moved_since_the_preview_is_a_conflict(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    referral_id = ReferralId(build.line(line_id).referral_id)
    preview = queries.withdrawal_preview(build.gp().scope, referral_id)
    build.accept(line_id)

    with pytest.raises(Conflict) as conflict:
        withdraw(referral_id, lines_seen={one.line_id: one.version for one in preview.closes})

    assert conflict.value.about_id == line_id
    assert stage_of(line_id) is Stage.NO_WORKER


def test_a_finished_referral_is_not_withdrawn(clock):
    line_id = build.a_line(Stage.CLOSED)

    with pytest.raises(AllClosed):
        withdraw(ReferralId(build.line(line_id).referral_id))


def test_a_withdrawal_has_a_reason_of_the_place(clock):
    with pytest.raises(UnknownCode):
        withdraw(build.sent(), reason="whim")


def test_a_stale_withdrawal_is_a_conflict(clock):
    referral_id = build.sent()

    with pytest.raises(Conflict):
        withdraw(referral_id, seen=0)
