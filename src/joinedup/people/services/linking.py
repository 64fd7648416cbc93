"""What other systems call somebody, noted as one list: that is how they send it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.models import Identifier
from joinedup.people.services import rows
from joinedup.people.services.comparing import to_be_compared
from joinedup.people.services.correcting import IdentifierOfAnother


@journey.change
def link_identifiers(
    person_id: PersonId,
    identifiers: Iterable[tuple[str, str]],
    *,
    seen: Version | None,
    at: datetime,
    by: Actor,
) -> int:
    """Note what other systems call somebody, all of it or none; says how many were new."""
    wanted = {
        (rules.trimmed("identifier", system), rules.trimmed("identifier", value))
        for system, value in identifiers
    }
    if not wanted:
        return 0
    # Who tells us what they call somebody need not be somebody who may open them.
    access.require_permission(by.scope, Permission.PERSON_CORRECT)
    person = rows.lock(person_id, seen=seen)
    made = [Identifier(person=person, system=s, value=v) for s, v in sorted(wanted)]
    Identifier.objects.bulk_create(made, ignore_conflicts=True)
    new = {one.pk for one in made} & _noted(wanted, person_id)
    if new:
        person.save(update_fields=["version"])
        to_be_compared([person.pk])
    for one in made:
        if one.pk in new:
            fact = events.IdentifierLinked(identifier_id=one.pk)
            journey.record(fact, about=person, person=person_id, at=at, by=by)
    return len(new)


def _noted(wanted: set[tuple[str, str]], person_id: PersonId) -> set[UUID]:
    """The rows of identifiers that are this person's now; raise where one is somebody else's."""
    values = {value for _, value in wanted}
    found = Identifier.objects.filter(value__in=values)
    noted = set()
    for row, system, value, owner in found.values_list("pk", "system", "value", "person_id"):
        if (system, value) in wanted:
            # What was linked to an entry that was merged since is linked to its survivor.
            is_theirs = owner == person_id or (
                anchors.surviving([PersonId(owner)])[PersonId(owner)] == person_id
            )
            if not is_theirs:
                raise IdentifierOfAnother(person_id=owner)
            noted.add(row)
    return noted
