"""The front door decides about a line."""

from datetime import timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.models import Care, Clock, Delivery, Entry
from joinedup.kernel.errors import Conflict, NotFound
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import NOT_KNOWN, Urgency
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.domain.wording import WordsMissing
from joinedup.referrals.models import ClosingSummary, Decision
from joinedup.referrals.queries.lines import stage_of
from tests.builders import referrals as build

NOT_STATED = Urgency(response_class=NOT_KNOWN, if_nobody_comes=NOT_KNOWN)


def advise(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "reason": "advice_to_referrer",
        "words": "Push fluids, ring again at six",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.advise_only(line_id, **given)


def refuse_help(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "reason": "outside_the_place",
        "now_held_by": "K99001",
        "words": "",
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.cannot_help(line_id, **given)


def test_the_first_look_is_recorded_once(clock):
    line_id = build.a_line()
    looked_at = instant.now()

    services.open_line(line_id, at=looked_at, by=build.clinician())
    clock.tick(timedelta(minutes=1))
    services.open_line(line_id, at=instant.now(), by=build.clinician("kim"))

    assert build.line(line_id).opened_at == looked_at
    assert Entry.objects.filter(kind="referrals.line_opened").count() == 1


def test_a_look_does_not_make_anybodys_decision_stale(clock):
    line_id = build.a_line()
    before = build.seen(line_id)

    services.open_line(line_id, at=instant.now(), by=build.clinician())

    assert build.seen(line_id) == before


def test_a_triaged_line_is_sent_and_stays_with_the_front_door(clock):
    line_id = build.a_line()

    build.triage(line_id)

    line = build.line(line_id)
    assert (line.response_class, line.lead, line.team_code) == ("rapid", "nurse", build.TEAM)
    assert stage_of(line_id) is Stage.WITH_TEAM
    assert line.accepted_at is None


def test_triage_stops_the_triage_clock_and_not_the_response(clock):
    line_id = build.a_line()
    clock.tick(timedelta(minutes=8))

    build.triage(line_id)

    line = build.line(line_id)
    assert (line.triage_clock.ended_at, line.triage_clock.ended_how) == (instant.now(), "triaged")
    assert line.response_clock.ended_at is None


def test_the_class_asked_for_keeps_its_clock(clock):
    line_id = build.a_line()
    before = build.line(line_id).response_clock_id

    build.triage(line_id, response_class="rapid")

    assert build.line(line_id).response_clock_id == before


def test_another_class_has_a_new_clock_from_the_same_receipt(clock):
    line_id = build.a_line(urgency=NOT_STATED)
    received_at = instant.now()
    old = build.line(line_id).response_clock_id
    clock.tick(timedelta(minutes=20))

    build.triage(line_id, response_class="normal", team_code="acht_vale_north")

    new = build.line(line_id).response_clock
    assert (new.rule_code, new.started_at) == ("response.normal", received_at)
    kept = Clock.objects.get(id=old)
    assert (kept.ended_how, kept.superseded_by_id) == ("superseded", new.id)


def test_the_team_may_see_the_person_once_it_was_sent(clock):
    line_id = build.a_line()

    build.triage(line_id)

    held = Care.objects.get(because=care.SENT_TO_TEAM)
    assert (held.team_code, held.about_id) == (build.TEAM, line_id)


def test_the_safety_net_is_kept_with_the_decision(clock):
    build.triage(build.a_line(), safety_net="Ring 999 if drowsy")

    decision = Decision.objects.get()

    assert (decision.kind, decision.words) == ("sent", "Ring 999 if drowsy")


def test_the_referrer_is_told_of_a_change_and_nothing_else(clock):
    build.triage(build.a_line())

    notices = Delivery.objects.filter(channel="notice", about_kind="referrals.line")

    assert "has changed" in notices.get().payload


@pytest.mark.parametrize(
    ("field", "code"),
    [("response_class", "soonish"), ("lead", "wizard"), ("team_code", "the_a_team")],
)
def test_a_code_that_the_place_lacks_is_refused(clock, field, code):
    with pytest.raises(UnknownCode):
        build.triage(build.a_line(), **{field: code})


def test_a_safety_net_must_be_said(clock):
    with pytest.raises(WordsMissing):
        build.triage(build.a_line(), safety_net=" ")


def test_two_clinicians_do_not_both_triage_one_line(clock):
    line_id = build.a_line()
    both_saw = build.seen(line_id)
    build.triage(line_id, seen=both_saw)

    with pytest.raises(Conflict) as conflict:
        build.triage(line_id, seen=both_saw, by=build.clinician("kim"))

    assert (conflict.value.about_id, conflict.value.seen) == (line_id, both_saw)


def test_a_line_that_was_sent_is_not_triaged_again(clock):
    with pytest.raises(NotAtThisStage):
        build.triage(build.a_line(Stage.WITH_TEAM))


def test_a_line_that_is_not_there_is_not_found(clock):
    with pytest.raises(NotFound):
        services.open_line(LineId(build.sent()), at=instant.now(), by=build.clinician())


def test_triage_ends_a_question_that_nobody_answered(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)

    build.triage(line_id)

    assert build.line(line_id).questions.get().ended_how == "not_needed"
    assert stage_of(line_id) is Stage.WITH_TEAM


def test_advice_closes_the_line(clock):
    line_id = build.a_line()

    advise(line_id)

    line = build.line(line_id)
    assert (line.closed_how, line.outcome) == ("advice_only", "advice_to_referrer")
    assert line.triage_clock.ended_how == line.response_clock.ended_how == "advice_only"
    assert ClosingSummary.objects.get().words == "Push fluids, ring again at six"


def test_advice_is_said(clock):
    with pytest.raises(WordsMissing):
        advise(build.a_line(), words="")


def test_advice_has_a_reason_of_the_place(clock):
    with pytest.raises(UnknownCode):
        advise(build.a_line(), reason="because")


def test_whom_we_cannot_help_somebody_else_holds(clock):
    line_id = build.a_line()

    refuse_help(line_id)

    entry = Entry.objects.get(kind="referrals.help_refused")
    assert '"now_held_by":"K99001"' in entry.body
    assert stage_of(line_id) is Stage.CLOSED


@pytest.mark.parametrize("changes", [{"now_held_by": "nobody"}, {"reason": "busy"}])
def test_whom_we_cannot_help_is_never_left_with_nobody(clock, changes):
    with pytest.raises(UnknownCode):
        refuse_help(build.a_line(), **changes)
