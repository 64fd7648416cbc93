"""Somebody asks about their own record, and is answered."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.mycare import events
from joinedup.mycare.domain import asking as rules
from joinedup.mycare.domain.asking import AnswerMissing, AskedFor, NothingAsked, Outcome
from joinedup.mycare.models import Asking
from joinedup.mycare.queries import looks
from joinedup.mycare.queries.mine import mine


@journey.change
def ask(
    *,
    asked_for: AskedFor,
    words: str,
    key: UUID,
    reading_id: UUID | None = None,
    at: datetime,
    by: Actor,
) -> UUID:
    """Ask for something to be put right, or who it was that looked; the same key asks once."""
    me = mine(by.scope)
    known = Asking.objects.filter(made_key=key, account_id=by.account_id)
    if (held := known.values_list("id", flat=True).first()) is not None:
        return held
    if asked_for is AskedFor.NAME and not looks.is_told(by.scope, reading_id):
        raise NotFound()
    made = Asking.objects.create(
        made_key=key,
        person_id=me.person_id,
        account_id=by.account_id,
        asked_for=asked_for,
        words=rules.told(words, refusal=NothingAsked),
        reading_id=reading_id,
        made_at=at,
    )
    fact = events.RequestMade(asking_id=made.id, asked_for=asked_for)
    journey.record(fact, about=made, person=me.person_id, at=at, by=by)
    return made.id


@journey.change
def answer(
    asking_id: UUID, *, seen: Version, outcome: Outcome, words: str, at: datetime, by: Actor
) -> None:
    """Answer what somebody asked, in words that they read; once."""
    held = journey.lock(Asking, asking_id, seen=seen)
    _require(held, by)
    if held.answered_at is not None:
        raise Refused("request_is_answered")
    held.answer = rules.told(words, refusal=AnswerMissing)
    held.outcome, held.answered_at, held.answered_by = outcome, at, by.account_id
    held.save(update_fields=["version", "answer", "outcome", "answered_at", "answered_by"])
    asked_for = AskedFor(held.asked_for)
    fact = events.RequestAnswered(asking_id=held.id, asked_for=asked_for, outcome=outcome)
    journey.record(fact, about=held, person=PersonId(held.person_id), at=at, by=by)


def _require(held: Asking, by: Actor) -> None:
    if held.asked_for == AskedFor.NAME:
        access.require_permission(by.scope, Permission.READING_REVIEW)
        return
    access.require_permission(by.scope, Permission.PERSON_CORRECT)
    access.require(by.scope, PersonId(held.person_id))
