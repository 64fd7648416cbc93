"""Questions put about a line."""

from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.kernel.errors import Conflict
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.domain.wording import WordsMissing
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.services.asking import AnswerAlreadyDue
from tests.builders import referrals as build


def answer(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "answer": "Flat 3",
        "at": instant.now(),
        "by": build.gp(),
        **changes,
    }
    services.answer_question(line_id, **given)


def ask(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "of": "referrer",
        "reason": "where_they_are",
        "question": "Which flat?",
        "by_when": instant.now() + timedelta(hours=1),
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.ask_for_more(line_id, **given)


def test_a_reason_that_pauses_holds_the_triage_clock_still(clock):
    line_id = build.a_line()

    ask(line_id, reason="where_they_are")

    line = build.line(line_id)
    assert line.triage_clock.due_at is None
    assert line.triage_clock.pauses.get().reason == "where_they_are"
    assert stage_of(line_id) is Stage.WAITING_FOR_INFORMATION


def test_a_reason_that_does_not_pause_lets_the_clock_run(clock):
    line_id = build.a_line()
    due_at = build.line(line_id).triage_clock.due_at

    ask(line_id, reason="history")

    assert build.line(line_id).triage_clock.due_at == due_at


@pytest.mark.parametrize("reason", ["where_they_are", "history"])
def test_the_person_waits_as_before(clock, reason):
    line_id = build.a_line()
    due_at = build.line(line_id).response_clock.due_at

    ask(line_id, reason=reason)

    assert build.line(line_id).response_clock.due_at == due_at


def test_an_answer_lets_the_triage_clock_run_on(clock):
    line_id = build.a_line()
    due_at = build.line(line_id).triage_clock.due_at
    ask(line_id)
    clock.tick(timedelta(minutes=10))

    answer(line_id)

    line = build.line(line_id)
    assert line.triage_clock.due_at == due_at + timedelta(minutes=10)
    assert line.questions.get().answer == "Flat 3"
    assert stage_of(line_id) is Stage.TO_TRIAGE


def test_the_front_door_may_write_down_the_answer(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)

    answer(line_id, by=build.clinician())

    assert stage_of(line_id) is Stage.TO_TRIAGE


def test_a_question_can_be_taken_back(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)

    services.take_back_question(
        line_id, seen=build.seen(line_id), at=instant.now(), by=build.clinician()
    )

    assert build.line(line_id).questions.get().ended_how == "taken_back"
    assert build.line(line_id).triage_clock.due_at is not None


def test_one_question_waits_at_a_time(clock):
    with pytest.raises(NotAtThisStage):
        ask(build.a_line(Stage.WAITING_FOR_INFORMATION))


def test_nothing_is_answered_that_was_not_asked(clock):
    with pytest.raises(NotAtThisStage):
        answer(build.a_line())


def test_an_answer_is_wanted_in_the_future(clock):
    with pytest.raises(AnswerAlreadyDue):
        ask(build.a_line(), by_when=instant.now())


@pytest.mark.parametrize("changes", [{"of": "the_cat"}, {"reason": "curiosity"}])
def test_a_question_is_put_to_somebody_for_a_reason(clock, changes):
    with pytest.raises(UnknownCode):
        ask(build.a_line(), **changes)


@pytest.mark.parametrize(
    "step", [lambda one: ask(one, question=" "), lambda one: answer(one, answer="")]
)
def test_questions_and_answers_are_said(clock, step):
    with pytest.raises(WordsMissing):
        step(build.a_line())


def test_a_stale_question_or_answer_is_a_conflict(clock):
    line_id = build.a_line()
    before = build.seen(line_id)
    ask(line_id)

    with pytest.raises(Conflict):
        answer(line_id, seen=before)
