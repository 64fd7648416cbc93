"""A call ends, with what came of it."""

from datetime import datetime
from typing import Final

from joinedup.foundation import care, journey
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.calls import (
    Outcome,
    Sent,
    check_cut_off,
    check_number,
    check_sent,
)
from joinedup.referrals.domain.ids import CallId, ReferralId
from joinedup.referrals.domain.request import Request
from joinedup.referrals.models import Call, Referral
from joinedup.referrals.queries.calls import CallNotFound
from joinedup.referrals.services.adding import add_information
from joinedup.referrals.services.calling import hold_call, make_about
from joinedup.referrals.services.calling_back import FINISHED, CallAlreadyDue, NoCallPromised
from joinedup.referrals.services.holding import check_reason
from joinedup.referrals.services.sending import send_referral

ADVICE_ONLY: Final = "advice_only"
CANNOT_HELP: Final = "cannot_help"


class CallAboutNobody(Refused):
    """A referral is about somebody, if only somebody described."""

    code = "call_without_person"


@change
def refer_from_call(
    call_id: CallId,
    request: Request,
    *,
    seen: Version | None,
    despite_death: bool = False,
    at: datetime,
    by: Actor,
) -> ReferralId:
    """End a call with a referral, whose response clock counts from when the call began.

    Sent twice it is one referral.
    """
    before = Call.objects.filter(pk=call_id, outcome=Outcome.REFERRAL).first()
    if before is not None and before.referral_id is not None:
        return ReferralId(before.referral_id)
    call = hold_call(call_id, seen=seen, by=by)
    if request.person is None:
        raise CallAboutNobody()
    referral_id = send_referral(
        request,
        key=f"call:{call_id}",
        arrived_by=ArrivedBy.CALL,
        began_at=call.began_at,
        despite_death=despite_death,
        at=at,
        by=by,
    )
    call.referral_id = referral_id
    person_id = Referral.objects.values_list("person_id", flat=True).get(id=referral_id)
    if call.person_id != person_id:
        make_about(call, PersonId(person_id), at=at, by=by)
    _finish(call, Outcome.REFERRAL, at=at, by=by)
    return referral_id


@change
def tell_from_call(
    call_id: CallId,
    *,
    seen: Version | None,
    referral_id: ReferralId,
    referral_seen: Version | None = None,
    words: str,
    worse: bool,
    at: datetime,
    by: Actor,
) -> ReferralId:
    """End a call by adding what was told to a referral that is open: one need stays one referral.

    Whoever rang follows it from then on as well, where they rang from a practice or a team. What
    is entered from paper was told when they rang.
    """
    call = hold_call(call_id, seen=seen, by=by)
    person_id = _person_of(referral_id)
    add_information(
        referral_id,
        seen=referral_seen,
        words=words,
        worse=worse,
        is_crew_on_scene=True if call.is_crew_waiting else None,
        call_id=call_id,
        at=at,
        by=by,
    )
    if call.person_id != person_id:
        make_about(call, person_id, at=at, by=by)
    call.referral_id = referral_id
    _finish(call, Outcome.ABOUT_EXISTING, at=at, by=by, content=words)
    return referral_id


@change
def advise_by_call(
    call_id: CallId,
    *,
    seen: Version | None,
    reason: str,
    advice: str,
    safety_net: str,
    at: datetime,
    by: Actor,
) -> None:
    """End a call with advice: nobody visits, and what would make it worse was said."""
    check_reason(ADVICE_ONLY, reason)
    advice = wording.words(advice, at="advice", must=True)
    safety_net = wording.words(safety_net, at="safety_net", must=True)
    call = hold_call(call_id, seen=seen, by=by)
    call.reason, call.advice, call.safety_net = reason, advice, safety_net
    _finish(call, Outcome.ADVICE_ONLY, at=at, by=by, content=f"{advice}\n\n{safety_net}")


@change
def promise_to_ring(
    call_id: CallId, *, seen: Version | None, by_when: datetime, at: datetime, by: Actor
) -> None:
    """End a call with the promise to ring back; it stays in the queue until somebody has.

    What was promised on paper may have fallen due before it is entered: it is owed, and overdue.
    """
    call = hold_call(call_id, seen=seen, by=by)
    if by_when <= (call.began_at if call.began_reason else at):
        raise CallAlreadyDue(at="by_when", by_when=by_when)
    check_number(call.caller_number)
    call.call_back_by = by_when
    _finish(call, Outcome.CALL_BACK, at=at, by=by, content=call.wanted)


@change
def send_elsewhere(
    call_id: CallId,
    *,
    seen: Version | None,
    reason: str,
    sent: Sent,
    at: datetime,
    by: Actor,
) -> None:
    """End a call that is not for us, the caller told who takes it and their number."""
    check_reason(CANNOT_HELP, reason)
    check_sent(sent)
    call = hold_call(call_id, seen=seen, by=by)
    call.reason = reason
    call.sent_to, call.sent_to_name, call.sent_to_number = sent.to, sent.name, sent.number
    _finish(call, Outcome.NOT_FOR_US, at=at, by=by, content=call.wanted)


@change
def note_cut_off(call_id: CallId, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """End a call that the line ended. With a number to ring it is owed a call at once."""
    call = hold_call(call_id, seen=seen, by=by)
    check_cut_off(call.caller_number)
    if call.caller_number:
        call.call_back_by = at
    _finish(call, Outcome.CUT_OFF, at=at, by=by, content=call.wanted)


@change
def ring_back(
    call_id: CallId, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> None:
    """Record that somebody who was promised a call was rung, and what was said."""
    require_permission(by.scope, Permission.CALL_TAKE)
    words = wording.words(words, must=True)
    if not Call.objects.filter(pk=call_id).exists():
        raise CallNotFound()
    call = journey.lock(Call, call_id, seen=seen)
    if call.call_back_by is None or call.called_back_at is not None:
        raise NoCallPromised()
    call.called_back_at, call.called_back_words = at, words
    call.called_back_by_id = by.account_id
    call.save()
    care.end_about(call, because=FINISHED, at=at, by=by)
    _tell(call, events.CallerRungBack(), at=at, by=by, content=words)


def _finish(call: Call, outcome: Outcome, *, at: datetime, by: Actor, content: str = "") -> None:
    """End a call. What was typed has gone where it belongs, or is kept in words.

    Whoever owes a call may look at the person until it is made.
    """
    call.outcome = outcome
    call.ended_at = call.outcome_at = at
    call.fields = {}
    call.save()
    if call.call_back_by is None:
        care.end_about(call, because=FINISHED, at=at, by=by)
    fact = events.CallFinished(
        outcome=outcome.value,
        reason=call.reason,
        referral_id=ReferralId(call.referral_id) if call.referral_id else None,
        to=call.sent_to,
        call_back_by=call.call_back_by,
    )
    _tell(call, fact, at=at, by=by, content=content)


def _tell(call: Call, fact: object, *, at: datetime, by: Actor, content: str) -> None:
    """Record a fact for the chain of the call, and for its person's, in one change."""
    words = content or None
    journey.record(fact, about=call, call=call.pk, at=at, by=by, content=words)
    if call.person_id is not None:
        journey.record(fact, about=call, person=call.person_id, at=at, by=by, content=words)


def _person_of(referral_id: ReferralId) -> PersonId:
    found = Referral.objects.filter(id=referral_id).values_list("person_id", flat=True).first()
    if found is None:
        raise NotFound()
    return PersonId(found)
