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
from joinedup.referrals.services.holding import clock_id, open_lines_of
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
) -> None:
    """Close a line that its caller holds with its referral, and the referral with its last line.

    A promised call is still to be made while another line is open. The summary is for the referrer;
    whoever withdrew needs none.
    """
    end_question(line, how=how, at=at, by=by)
    _end_redirect(line, at=at)
    end_allocation(line, because=how, at=at, by=by)
    line.triage_clock = _stopped(line.triage_clock, how=how, at=at, by=by)
    line.response_clock = _stopped(line.response_clock, how=how, at=at, by=by)
    promised, line.call_back_by = line.call_back_by, None
    line.closed_at, line.closed_how, line.outcome = at, how, outcome
    line.save()
    if how is not Ending.WITHDRAWN:
        ClosingSummary.objects.create(line=line, words=words, account_id=by.account_id, made_at=at)
    care.end_about(line, because=outcome, at=at, by=by)
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)
    if promised is not None and how is not Ending.WITHDRAWN:
        _hand_on_call(line.referral, promised, at=at, by=by)
    _complete(line, person_id, at=at, by=by)
    tell_referrer(line, by=by)


def end_question(line: Line, *, how: str, at: datetime, by: Actor, answer: str = "") -> None:
    """End the question that waits on a line, if one does; the triage clock runs on."""
    waiting = line.questions.filter(ended_at__isnull=True).first()
    if waiting is None:
        return
    waiting.ended_at, waiting.ended_how, waiting.answer = at, how, answer
    waiting.save(update_fields=["ended_at", "ended_how", "answer"])
    if waiting.is_clock_paused:
        line.triage_clock = clocks.resume(clock_id(line.triage_clock), at=at, by=by)


def end_allocation(line: Line, *, because: str, at: datetime, by: Actor) -> None:
    """Stand down whoever was to go, if somebody was, and tell them."""
    live = line.allocations.filter(until__isnull=True).first()
    if live is None:
        return
    live.until, live.ended_because = max(live.since, at), because
    live.save(update_fields=["until", "ended_because"])
    care.end_about(live, because=because, at=at, by=by)
    tell_worker(live, by=by)


def _end_redirect(line: Line, *, at: datetime) -> None:
    # Somebody died, or it was withdrawn, while the other side had not answered.
    line.redirects.filter(confirmed_at__isnull=True, refused_at__isnull=True).update(
        refused_at=at, refused_reason="overtaken"
    )


def _hand_on_call(referral: Referral, by_when: datetime, *, at: datetime, by: Actor) -> None:
    """Let the first line that is still open owe a call that a closed one owed, if one is."""
    referral_id = ReferralId(referral.id)
    line = next(iter(open_lines_of(referral_id)), None)
    if line is None or (line.call_back_by is not None and line.call_back_by <= by_when):
        return
    line.call_back_by = by_when
    line.version += 1
    line.save(update_fields=["call_back_by", "version"])
    fact = events.CallBackPromised(referral_id=referral_id, by_when=by_when)
    journey.record(fact, about=line, person=PersonId(referral.person_id), at=at, by=by)


def _stopped(clock: Clock, *, how: str, at: datetime, by: Actor) -> Clock:
    if clock.ended_at is not None:
        return clock
    return clocks.stop(clock_id(clock), at=at, how=how, by=by)


def _complete(line: Line, person_id: PersonId, *, at: datetime, by: Actor) -> None:
    referral = line.referral
    if referral.lines.filter(closed_at__isnull=True).exists():
        return
    care.end_about(referral, because="completed", at=at, by=by)
    journey.record(events.ReferralCompleted(), about=referral, person=person_id, at=at, by=by)
