"""A line ends: its clocks stop, whoever was to go stands down, and nobody has the person by it."""

from datetime import datetime

from joinedup.foundation import care, clocks, journey
from joinedup.foundation.models import Clock
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.outcomes import Ending
from joinedup.referrals.models import ClosingSummary, Line, Referral
from joinedup.referrals.services.holding import clock_id, here, open_lines_of, owe_call
from joinedup.referrals.services.telling import tell_referrer, tell_worker


def end_line(
    line: Line,
    how: Ending,
    fact: object,
    *,
    outcome: str,
    words: str,
    at: datetime,
    by: Actor,
    entered_at: datetime | None = None,
) -> None:
    """Close a line that its caller holds with its referral, and the referral with its last line.

    What ended before it is entered, as on paper, ended then; what goes on from its end, such as who
    may look at the person for how long, goes on from when it is entered.

    A promised call stays owed: by another open line, or by this one until somebody has rung. The
    summary is for the referrer; whoever withdrew needs none.
    """
    told_at = entered_at or at
    end_question(line, how=how, at=told_at, counts_from=at, by=by)
    _end_redirect(line, at=told_at)
    end_allocation(line, because=how, at=told_at, by=by)
    line.triage_clock = _stopped(line.triage_clock, how=how, at=at, by=by)
    line.response_clock = _stopped(line.response_clock, how=how, at=at, by=by)
    line.closed_at, line.closed_how, line.outcome = at, how, outcome
    line.save()
    if how is not Ending.WITHDRAWN:
        ClosingSummary.objects.create(
            line=line, words=words, account_id=by.account_id, made_at=told_at
        )
    care.end_about(line, because=outcome, at=told_at, by=by)
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)
    if line.call_back_by is not None:
        _leave_call(line, line.call_back_by, how, at=told_at, by=by)
    _complete(line, person_id, told_at=told_at, by=by)
    tell_referrer(line, by=by)


def end_question(
    line: Line,
    *,
    how: str,
    at: datetime,
    by: Actor,
    answer: str = "",
    counts_from: datetime | None = None,
) -> None:
    """End the question that waits on a line, if one does; the triage clock runs on.

    It runs on from `counts_from` where that is earlier, as when what ended it was done on paper.
    """
    waiting = line.questions.filter(ended_at__isnull=True).first()
    if waiting is None:
        return
    waiting.ended_at, waiting.ended_how, waiting.answer = at, how, answer
    waiting.save(update_fields=["ended_at", "ended_how", "answer"])
    if waiting.is_clock_paused:
        runs_from = counts_from or at
        line.triage_clock = clocks.resume(clock_id(line.triage_clock), at=runs_from, by=by)


def end_allocation(line: Line, *, because: str, at: datetime, by: Actor) -> None:
    """Stand down whoever was to go, if somebody was, and tell them."""
    live = line.allocations.filter(until__isnull=True).first()
    if live is None:
        return
    live.until, live.ended_because = max(live.since, at), because
    live.save(update_fields=["until", "ended_because"])
    care.end_about(live, because=because, at=at, by=by)
    tell_worker(live, by=by)


def _hand_on_call(referral: Referral, by_when: datetime, *, at: datetime, by: Actor) -> bool:
    """Let the first line that is still open owe a call that a closed one owed; say if one is."""
    referral_id = ReferralId(referral.id)
    line = next(iter(open_lines_of(referral_id)), None)
    if line is None:
        return False
    if line.call_back_by is not None and line.call_back_by <= by_when:
        return True
    owe_call(line, by_when, at=at, by=by)
    line.version += 1
    line.save(update_fields=["call_back_by", "version"])
    return True


def _leave_call(line: Line, by_when: datetime, how: Ending, *, at: datetime, by: Actor) -> None:
    # Of a referral that is taken back no line stays open, and each keeps what it owes.
    if how is not Ending.WITHDRAWN and _hand_on_call(line.referral, by_when, at=at, by=by):
        line.call_back_by = None
        line.save(update_fields=["call_back_by"])
        return
    # Whoever owes a call may look at the person until it is made, as after a call.
    door = care.team(here().front_door.team)
    person_id = PersonId(line.referral.person_id)
    care.begin(person_id, door, because=care.OPEN_CALL, at=at, by=by, about=line)


def _end_redirect(line: Line, *, at: datetime) -> None:
    # Somebody died, or it was withdrawn, while the other side had not answered.
    line.redirects.filter(confirmed_at__isnull=True, refused_at__isnull=True).update(
        refused_at=at, refused_reason="overtaken"
    )


def _stopped(clock: Clock, *, how: str, at: datetime, by: Actor) -> Clock:
    if clock.ended_at is not None:
        return clock
    # A call that was taken on paper was to triage here only once it was entered.
    return clocks.stop(clock_id(clock), at=max(at, clock.started_at), how=how, by=by)


def _complete(line: Line, person_id: PersonId, *, told_at: datetime, by: Actor) -> None:
    referral = line.referral
    ended = list(referral.lines.values_list("closed_at", flat=True))
    if None in ended:
        return
    care.end_about(referral, because="completed", at=told_at, by=by)
    at = max(one for one in ended if one is not None)
    journey.record(events.ReferralCompleted(), about=referral, person=person_id, at=at, by=by)
