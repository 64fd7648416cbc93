"""Questions put about a line."""

from datetime import datetime

from joinedup.foundation import clocks, journey
from joinedup.foundation.journey import change
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import LineId, QuestionId, ReferralId
from joinedup.referrals.domain.questions import AskedOf
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.models import Line, Question
from joinedup.referrals.services.ending import end_question
from joinedup.referrals.services.holding import check_reason, clock_id, decide, here, hold_line
from joinedup.referrals.services.telling import tell_referrer


class AnswerAlreadyDue(Refused):
    """An answer is wanted at a time that has passed."""

    code = "answer_already_due"


@change
def ask_for_more(
    line_id: LineId,
    *,
    seen: Version | None,
    of: str,
    reason: str,
    question: str,
    by_when: datetime,
    at: datetime,
    by: Actor,
) -> QuestionId:
    """Ask somebody for what is missing. The reason decides whether the triage clock stands still.

    The response clock never does: the person waits as before.
    """
    check_known("of", of, tuple(AskedOf))
    check_reason(ReasonKind.ASK_FOR_MORE, reason)
    words = wording.words(question, at="question", must=True)
    if by_when <= at:
        raise AnswerAlreadyDue(by_when=by_when)
    line, _ = hold_line(line_id, seen=seen, act=Act.ASK, by=by)

    is_paused = here().reason(ReasonKind.ASK_FOR_MORE, reason).pauses_clock
    asked = Question.objects.create(
        line=line,
        asked_of=of,
        reason=reason,
        words=words,
        by_when=by_when,
        is_clock_paused=is_paused,
        account_id=by.account_id,
        asked_at=at,
    )
    if is_paused:
        line.triage_clock = clocks.pause(clock_id(line.triage_clock), reason=reason, at=at, by=by)
    line.opened_at = line.opened_at or at
    line.save()
    decide(line, Decided.ASKED_FOR_MORE, reason=reason, words=words, at=at, by=by)
    fact = events.MoreAsked(
        referral_id=ReferralId(line.referral_id),
        question_id=QuestionId(asked.id),
        asked_of=of,
        reason=reason,
        by_when=by_when,
        clock="paused" if is_paused else "runs",
    )
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words)
    tell_referrer(line, by=by)
    return QuestionId(asked.id)


@change
def answer_question(
    line_id: LineId, *, seen: Version | None, answer: str, at: datetime, by: Actor
) -> None:
    """Record the answer to the open question on a line; its clock runs on."""
    words = wording.words(answer, at="answer", must=True)
    line, _ = hold_line(line_id, seen=seen, act=Act.ANSWER, by=by)
    _end(line, how="answered", words=words, at=at, by=by)


@change
def take_back_question(line_id: LineId, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Stop waiting for an answer; the clock of the line runs on."""
    line, _ = hold_line(line_id, seen=seen, act=Act.TAKE_BACK_QUESTION, by=by)
    _end(line, how="taken_back", words="", at=at, by=by)


def _end(line: Line, *, how: str, words: str, at: datetime, by: Actor) -> None:
    asked = line.questions.get(ended_at__isnull=True)
    end_question(line, how=how, answer=words, at=at, by=by)
    line.save()
    fact = events.QuestionAnswered(
        referral_id=ReferralId(line.referral_id), question_id=QuestionId(asked.id), how=how
    )
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)
