"""More is told about a referral."""

from datetime import timedelta
from decimal import Decimal

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.models import Care, Clock, Entry
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.request import Incomplete, Observation, Urgency
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.domain.wording import WordsMissing
from joinedup.referrals.models import Addition
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.services.adding import AllClosed
from tests.builders import referrals as build

NORMAL = Urgency(response_class="normal", if_nobody_comes="She will wait")


def add(referral_id: ReferralId, **changes: object) -> None:
    given = {
        "seen": build.referral(referral_id).version,
        "words": "Now confused",
        "worse": True,
        "at": instant.now(),
        "by": build.gp(),
        **changes,
    }
    services.add_information(referral_id, **given)


def test_what_is_added_is_kept_beside_what_was_asked(clock):
    referral_id = build.sent()
    pulse = Observation(code="pulse", value=Decimal(110), taken_at=instant.now())

    add(referral_id, worse=False, observations=(pulse,))

    addition = Addition.objects.get()
    assert (addition.words, addition.is_worse) == ("Now confused", False)
    assert build.referral(referral_id).observations.get().addition_id == addition.id


def test_a_worse_picture_raises_what_is_asked(clock):
    referral_id = build.sent(urgency=NORMAL)
    received_at = instant.now()
    old = build.line(build.the_line(referral_id))
    clock.tick(timedelta(minutes=10))

    add(referral_id, urgency="fast")

    line = build.line(build.the_line(referral_id))
    assert line.asked_class == "fast"
    assert line.triage_clock.rule_code == "triage.fast"
    assert line.response_clock.rule_code == "response.fast"
    assert line.response_clock.started_at == line.triage_clock.started_at == received_at
    kept = Clock.objects.get(id=old.triage_clock_id)
    assert kept.superseded_by_id == line.triage_clock_id


def test_a_worse_picture_not_stated_counts_as_rapid(clock):
    referral_id = build.sent(urgency=NORMAL)

    add(referral_id)

    assert build.line(build.the_line(referral_id)).asked_class == "rapid"


def test_a_worse_picture_never_lowers(clock):
    referral_id = build.sent()

    add(referral_id, urgency="normal")

    assert build.line(build.the_line(referral_id)).asked_class == "rapid"


@pytest.mark.parametrize("stage", [Stage.TO_TRIAGE, Stage.WITH_TEAM, Stage.RESPONDED])
def test_nobody_decides_by_the_better_picture(clock, stage):
    line_id = build.a_line(stage)
    before = build.seen(line_id)

    add(ReferralId(build.line(line_id).referral_id))

    assert build.seen(line_id) == before + 1
    assert Entry.objects.get(kind="referrals.worse_told").about_id == line_id


def test_a_worse_picture_waits_for_no_answer(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION, urgency=NORMAL)
    clock.tick(timedelta(minutes=10))

    add(ReferralId(build.line(line_id).referral_id), urgency="rapid")

    line = build.line(line_id)
    assert stage_of(line_id) is Stage.TO_TRIAGE
    assert line.questions.get().ended_how == "overtaken"
    assert (line.triage_clock.rule_code, line.response_clock.rule_code) == (
        "triage.rapid",
        "response.rapid",
    )
    assert line.triage_clock.due_at is not None
    assert line.triage_clock.pauses.get().until == instant.now()


def test_the_same_picture_goes_on_waiting_for_the_answer(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)

    add(ReferralId(build.line(line_id).referral_id), worse=False)

    assert stage_of(line_id) is Stage.WAITING_FOR_INFORMATION


def test_the_same_picture_changes_no_clock(clock):
    referral_id = build.sent(urgency=NORMAL)

    add(referral_id, worse=False, urgency="rapid")

    line = build.line(build.the_line(referral_id))
    assert (line.asked_class, line.version) == ("normal", 1)


@pytest.mark.parametrize("stage", [Stage.WITH_TEAM, Stage.NO_WORKER, Stage.ALLOCATED])
def test_a_worse_picture_reclassifies_what_was_sent(clock, stage):
    line_id = build.a_line(stage, urgency=NORMAL)
    referral_id = ReferralId(build.line(line_id).referral_id)
    services.reclassify_line(
        line_id,
        seen=build.seen(line_id),
        response_class="normal",
        reason="better",
        at=instant.now(),
        by=build.clinician(),
    )

    add(referral_id)

    assert build.line(line_id).response_class == "rapid"
    assert Entry.objects.filter(kind="referrals.line_reclassified").count() == 2


def test_a_worse_picture_does_not_reopen_a_promise_that_was_kept(clock):
    line_id = build.a_line(Stage.RESPONDED)
    answered_at = build.line(line_id).response_clock.ended_at

    add(ReferralId(build.line(line_id).referral_id))

    assert build.line(line_id).response_clock.ended_at == answered_at


@pytest.mark.parametrize("told", ["rapid", None])
def test_what_was_answered_before_is_asked_for_again(clock, told):
    line_id = build.a_line(urgency=NORMAL)
    build.triage(line_id, response_class="normal")
    build.accept(line_id)
    build.contact(line_id)
    referral_id = ReferralId(build.line(line_id).referral_id)
    clock.tick(timedelta(hours=5))

    add(referral_id, urgency=told)

    again = build.line(build.lines_of(referral_id)[1])
    assert stage_of(LineId(again.id)) is Stage.TO_TRIAGE
    assert (again.service_code, again.asked_class) == ("rapid_response", "rapid")
    assert again.triage_clock.started_at == again.response_clock.started_at == instant.now()
    row = queries.queue(build.clinician().scope).rows[0]
    assert row.line_id == again.id
    assert (stage_of(line_id), build.line(line_id).response_class) == (Stage.RESPONDED, "normal")


def test_what_is_asked_for_again_is_no_less_urgent_than_before(clock):
    line_id = build.a_line(Stage.RESPONDED)
    referral_id = ReferralId(build.line(line_id).referral_id)

    add(referral_id, urgency="normal")

    assert build.line(build.lines_of(referral_id)[1]).asked_class == "rapid"


def test_a_service_is_asked_for_again_once(clock):
    line_id = build.a_line(Stage.RESPONDED)
    referral_id = ReferralId(build.line(line_id).referral_id)

    add(referral_id)
    add(referral_id)

    assert len(build.lines_of(referral_id)) == 2


def test_what_was_answered_in_a_lower_class_is_not_asked_for_again(clock):
    line_id = build.a_line(urgency=NORMAL)
    build.contact(line_id, kind="remote_assessment", by=build.clinician())
    build.triage(line_id, response_class="fast")
    referral_id = ReferralId(build.line(line_id).referral_id)

    add(referral_id, urgency="rapid")

    # The line itself runs again: nobody has seen them, as rapid asks for.
    assert build.lines_of(referral_id) == [line_id]
    assert build.line(line_id).response_clock.ended_at is None


def test_what_was_answered_in_the_same_class_is_asked_for_again(clock):
    line_id = build.a_line(urgency=NORMAL)
    build.contact(line_id, kind="remote_assessment", by=build.clinician())
    build.triage(line_id, response_class="fast")
    referral_id = ReferralId(build.line(line_id).referral_id)

    add(referral_id, urgency="fast")

    assert len(build.lines_of(referral_id)) == 2


def test_the_same_picture_asks_for_nothing_again(clock):
    line_id = build.a_line(Stage.RESPONDED)
    referral_id = ReferralId(build.line(line_id).referral_id)

    add(referral_id, worse=False, urgency="rapid")

    assert build.lines_of(referral_id) == [line_id]


def test_a_declined_line_is_raised_as_asked_and_as_decided(clock):
    line_id = build.a_line(urgency=NORMAL)
    build.triage(line_id, response_class="normal")
    services.decline_line(
        line_id,
        seen=build.seen(line_id),
        reason="no_capacity",
        words="",
        at=instant.now(),
        by=build.nurse(),
    )

    add(ReferralId(build.line(line_id).referral_id))

    line = build.line(line_id)
    assert (line.asked_class, line.response_class) == ("rapid", "rapid")
    assert line.response_clock.rule_code == "response.rapid"


def test_the_crew_may_have_left(clock):
    referral_id = build.sent(is_crew_on_scene=True)

    add(referral_id, worse=False, is_crew_on_scene=False)

    assert not build.referral(referral_id).is_crew_on_scene


def test_whoever_adds_may_see_the_person_too(clock):
    paramedic = build.gp("pat", practice="K99008")
    referral_id = build.sent()

    add(referral_id, by=paramedic)

    held = Care.objects.filter(because=care.OPEN_REFERRAL, team_code="K99008")
    assert held.count() == 1


def test_adding_again_gives_no_second_reason_to_see(clock):
    referral_id = build.sent()

    add(referral_id)
    add(referral_id)

    held = Care.objects.filter(because=care.OPEN_REFERRAL, team_code="K99001")
    assert held.count() == 1


def test_a_stale_addition_is_a_conflict(clock):
    referral_id = build.sent()
    add(referral_id)

    with pytest.raises(Conflict):
        add(referral_id, seen=1)


def test_a_finished_referral_takes_no_more(clock):
    line_id = build.a_line(Stage.CLOSED)

    with pytest.raises(AllClosed):
        add(ReferralId(build.line(line_id).referral_id))


def test_something_is_said(clock):
    with pytest.raises(WordsMissing):
        add(build.sent(), words="")


def test_an_urgency_is_one_of_the_places(clock):
    with pytest.raises(UnknownCode):
        add(build.sent(), urgency="soonish")


def test_a_measurement_is_one_of_the_places(clock):
    aura = Observation(code="aura", value=Decimal(1), taken_at=instant.now())

    with pytest.raises(Incomplete):
        add(build.sent(), observations=(aura,))


def test_nothing_is_added_to_what_is_not_there(clock):
    with pytest.raises(NotFound):
        services.add_information(
            ReferralId(build.a_line()),
            seen=None,
            words="x",
            worse=False,
            at=instant.now(),
            by=build.gp(),
        )


def test_whoever_may_not_refer_may_not_add(clock):
    with pytest.raises(NotPermitted):
        add(build.sent(), by=build.commissioner())
