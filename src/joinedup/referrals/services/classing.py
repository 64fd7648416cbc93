"""A line is put in a class, and what was done already is reckoned by it."""

from datetime import datetime

from joinedup.foundation import clocks, journey
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events
from joinedup.referrals.domain.contacts import ANSWERED, Contact, ContactKind, answer
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Line
from joinedup.referrals.queries.lines import promise_of
from joinedup.referrals.services.holding import clock_id, decide, here


def put_in_class(line: Line, response_class: str, *, reason: str, at: datetime, by: Actor) -> None:
    """Move a line that was sent to another class: a new clock from the same receipt."""
    was = line.response_class
    line.response_class = response_class
    set_response_rule(line, response_class, at=at, by=by)
    reckon_answer(line, by=by)
    line.save()
    decide(line, Decided.RECLASSIFIED, reason=reason, at=at, by=by)
    fact = events.LineReclassified(
        referral_id=ReferralId(line.referral_id),
        response_class=response_class,
        was=was,
        reason=reason,
    )
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)


def set_response_rule(line: Line, response_class: str, *, at: datetime, by: Actor) -> None:
    """Let the response clock run by the rule of a class; one that runs by it already goes on."""
    rule, clock = here().response_rule(response_class), line.response_clock
    if clock.ended_at is None and clock.rule_code != rule.code:
        line.response_clock = clocks.supersede(clock_id(clock), rule, about=line, at=at, by=by)


def reckon_answer(line: Line, *, by: Actor) -> bool:
    """Stop the response clock at the contact that answered, however late it was told; say if so."""
    clock, promise = line.response_clock, promise_of(line)
    answered = answer(_contacts(line), promise) if promise else None
    if answered is None:
        return False
    at = answered.happened_at
    if clock.ended_at is None:
        line.response_clock = clocks.stop(clock_id(clock), at=at, how=ANSWERED, by=by)
    elif clock.ended_how == ANSWERED and at < clock.ended_at:
        line.response_clock = clocks.stop_sooner(clock_id(clock), at=at, by=by)
    return True


def _contacts(line: Line) -> list[Contact]:
    made = line.contacts.values_list("kind", "profession", "happened_at")
    return [Contact(ContactKind(kind), profession, at) for kind, profession, at in made]
