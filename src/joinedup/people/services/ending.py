"""What stands about somebody until it is ended, by whom and why: said once for every kind."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.domain.relations import RelationshipOver
from joinedup.people.models import Alert, Carer, KeyWorker, Person, Relationship


def may_note(person_id: PersonId, *, by: Actor) -> PersonId:
    """Refuse whoever may not note something of somebody; says whose record it is noted on."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(by.scope, survivor)
    if not Person.objects.filter(pk=survivor).exists():
        raise NotFound()
    return survivor


def live[Row: (Alert, Relationship)](
    kind: type[Row], row_id: UUID, *, seen: Version | None, by: Actor
) -> Row:
    """A row that has not ended, locked for its change by somebody who may change it."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    row = journey.lock(kind, row_id, seen=seen)
    access.require(by.scope, PersonId(row.person_id))
    if row.until is not None:
        raise RelationshipOver()
    return row


def end(
    row: Alert | Carer | KeyWorker | Relationship, because: str, *, at: datetime, by: Actor
) -> None:
    """End a row that is locked, never before it began."""
    row.until = max(row.since, at)
    row.ended_by, row.ended_because = by.account_id, because
    row.save(update_fields=["version", "until", "ended_by", "ended_because"])
