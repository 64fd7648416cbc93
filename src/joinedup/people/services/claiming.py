"""Saying oneself that one cares for a person now, and that one does no longer."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import events
from joinedup.people.domain.claims import OwnWord
from joinedup.people.services import opening


@journey.change
def claim_care(
    person_id: PersonId, *, reason: str, words: str, key: UUID, at: datetime, by: Actor
) -> PersonId:
    """Begin a care relationship of 24 hours on one's own word; say of whom it is.

    The privacy officer is told at once, and whoever goes to the person, is their key worker or
    leads the team that has them. Never of oneself, one's family or household, nor of a record that
    fewer people may open.
    """
    access.require_permission(by.scope, Permission.CARE_CLAIM)
    how = OwnWord.SELF_CLAIMED
    survivor, made = opening.opened(
        person_id, how, reason=reason, words=words, key=key, at=at, by=by
    )
    if made is not None:
        fact = events.CareClaimed(claim_id=made.id, reason=reason, until=made.until)
        journey.record(fact, about=made, person=survivor, content=made.words, at=at, by=by)
    return survivor


@journey.change
def end_claim(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """End a care relationship that one claimed oneself, before it ends by itself."""
    for row in opening.closed(person_id, OwnWord.SELF_CLAIMED, at=at, by=by):
        fact = events.CareClaimEnded(claim_id=row.id)
        journey.record(fact, about=row, person=row.person_id, at=at, by=by)
