"""A line is put in a class, and what was done already is reckoned by it."""

from datetime import datetime

from joinedup.foundation import clocks, journey
from joinedup.foundation.models import Clock
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events
from joinedup.referrals.domain.contacts import ANSWERED, Contact, ContactKind, answer
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.response import counted_urgency
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Line
from joinedup.referrals.queries.lines import promise_of
from joinedup.referrals.services.holding import clock_id, decide, here


def put_in_class(line: Line, response_class: str, *, reason: str, at: datetime, by: Actor) -> None:
    """Move a line that was sent to another class: a new clock from the same receipt."""
    was = line.response_class
    line.response_class = response_class
    decide(line, Decided.RECLASSIFIED, reason=reason, at=at, by=by)
    fact = events.LineReclassified(
        referral_id=ReferralId(line.referral_id),
        response_class=response_class,
        was=was,
        reason=reason,
    )
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)
    reckon_answer(line, at=at, by=by)
    line.save()


def reckon_answer(line: Line, *, at: datetime, by: Actor) -> bool:
    """Let the response clock run by the class of a line until the contact that answers it.

    Reckoned anew whenever class, lead or contacts change, however late a contact was told: a clock
    that ended with what does not answer the line as it stands now runs again from the same receipt.
    Says whether that changed what answers it, and records it; whoever reckons records the cause of
    it first.
    """
    rule, answered = here().response_rule(urgency_of(line)), _answer(line)
    clock = line.response_clock
    was_answered_at = clock.ended_at if clock.ended_how == ANSWERED else None
    if clock.rule_code != rule.code or _ended_otherwise(clock, answered):
        clock = clocks.supersede(clock_id(clock), rule, about=line, at=at, by=by)
    if answered is not None and clock.ended_at is None:
        clock = clocks.stop(clock_id(clock), at=answered.happened_at, how=ANSWERED, by=by)
    elif answered is not None and clock.ended_at != answered.happened_at:
        clock = clocks.stop_sooner(clock_id(clock), at=answered.happened_at, by=by)
    line.response_clock = clock
    if answered is None or answered.happened_at == was_answered_at:
        return False
    fact = events.LineAnswered(referral_id=ReferralId(line.referral_id), kind=answered.kind)
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=answered.happened_at, by=by)
    return True


def urgency_of(line: Line) -> str:
    """The class of a line: as decided, or until then as asked for."""
    not_stated = here().not_stated_counts_as
    return line.response_class or counted_urgency(line.asked_class, not_stated=not_stated)


def _ended_otherwise(clock: Clock, answered: Contact | None) -> bool:
    """Whether a clock ended by something else than the contact that answers the line.

    It ended before that contact, although there is none, or with its line.
    """
    if clock.ended_at is None:
        return False
    if answered is None:
        return clock.ended_how == ANSWERED
    return clock.ended_how != ANSWERED or clock.ended_at < answered.happened_at


def _answer(line: Line) -> Contact | None:
    promise = promise_of(line)
    return answer(_contacts(line), promise) if promise else None


def _contacts(line: Line) -> list[Contact]:
    made = line.contacts.values_list("kind", "profession", "happened_at")
    return [Contact(ContactKind(kind), profession, at) for kind, profession, at in made]
