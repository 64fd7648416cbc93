"""Letters with a code: given by staff to somebody they know, closed, and tried in vain."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db.models import F

from joinedup.foundation import anchors, journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId
from joinedup.mycare import events
from joinedup.mycare.domain import letters
from joinedup.mycare.domain.letters import SeenHow
from joinedup.mycare.models import LetterCode
from joinedup.mycare.queries import letters as queries
from joinedup.people.queries import own as people


class CannotRead(Refused):
    """Nobody can be given a code of whom no date of birth is held, or who has died."""

    code = "letter_code_for_nobody"


@journey.change
def issue_code(person_id: PersonId, *, seen_how: SeenHow, at: datetime, by: Actor) -> str:
    """Give somebody a code of their own; it is told this once. One given before stops working."""
    access.require_permission(by.scope, Permission.LETTER_ISSUE)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(by.scope, survivor)
    if not people.may_have_own_view(survivor):
        raise CannotRead()
    thing = Anchor(id=survivor)
    for old in _live(survivor):
        _revoke(old, at=at, by=by)
    code = letters.made(secrets.choice)
    issued = LetterCode.objects.create(
        person_id=survivor,
        digest=queries.digest_of(code),
        seen_how=seen_how,
        issued_at=at,
        issued_by=by.account_id,
        expires_at=at + letters.LASTS,
    )
    fact = events.LetterCodeIssued(code_id=issued.id, seen_how=seen_how)
    journey.record(fact, about=thing, person=survivor, at=at, by=by)
    return code


@journey.change
def revoke_code(code_id: UUID, *, at: datetime, by: Actor) -> None:
    """Close a code that was not used yet."""
    access.require_permission(by.scope, Permission.LETTER_ISSUE)
    held = LetterCode.objects.select_for_update(no_key=True).filter(id=code_id).first()
    if held is None:
        raise NotFound()
    access.require(by.scope, PersonId(held.person_id))
    if held.used_at or held.revoked_at:
        raise Refused("letter_code_is_over")
    _revoke(held, at=at, by=by)


def note_wrong(code_id: UUID) -> None:
    """Count one more wrong date of birth against a code."""
    # No fact: it must stay counted where what follows is refused.
    LetterCode.objects.filter(id=code_id).update(attempts=F("attempts") + 1)


def _live(person_id: PersonId) -> list[LetterCode]:
    ids = anchors.all_of(person_id)
    held = LetterCode.objects.select_for_update(no_key=True).filter(person_id__in=ids)
    return list(held.filter(used_at__isnull=True, revoked_at__isnull=True).order_by("id"))


def _revoke(held: LetterCode, *, at: datetime, by: Actor) -> None:
    held.revoked_at, held.revoked_by = at, by.account_id
    held.save(update_fields=["revoked_at", "revoked_by"])
    fact = events.LetterCodeRevoked(code_id=held.id)
    thing = Anchor(id=held.person_id)
    journey.record(fact, about=thing, person=held.person_id, at=at, by=by)
