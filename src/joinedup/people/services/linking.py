"""What other systems call somebody, noted as one list: that is how they send it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from joinedup.foundation import anchors, journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.models import Identifier, Person
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
    """Note what other systems call somebody, all of it or none; says how many were new.

    What a record is called that was joined to another stays with that record.
    """
    wanted = {
        (rules.trimmed("identifier", system), rules.trimmed("identifier", value))
        for system, value in identifiers
    }
    if not wanted:
        return 0
    # Who tells us what they call somebody need not be somebody who may open them.
    access.require_permission(by.scope, Permission.PERSON_CORRECT)
    person = journey.lock(Person, person_id, seen=seen)
    made = [Identifier(person=person, system=s, value=v) for s, v in sorted(wanted)]
    Identifier.objects.bulk_create(made, ignore_conflicts=True)
    known_as = anchors.surviving([person_id])[person_id]
    new = {one.pk for one in made} & _noted(wanted, known_as)
    if new:
        person.save(update_fields=["version"])
        to_be_compared([known_as])
    for one in made:
        if one.pk in new:
            fact = events.IdentifierLinked(identifier_id=one.pk)
            journey.record(fact, about=person, person=person_id, at=at, by=by)
    return len(new)


@question
def _called(values: Collection[str]) -> QuerySet[Any, tuple[UUID, str, str, UUID]]:
    found = Identifier.objects.filter(value__in=values)
    return found.values_list("pk", "system", "value", "person_id")


def _noted(wanted: set[tuple[str, str]], known_as: PersonId) -> set[UUID]:
    """The rows of identifiers that are this person's now; raise where one is somebody else's."""
    values = {value for _, value in wanted}
    noted = set()
    for row, system, value, owner in _called(values):
        if (system, value) in wanted:
            # What was linked to an entry that was merged since is linked to its survivor.
            is_theirs = owner == known_as or (
                anchors.surviving([PersonId(owner)])[PersonId(owner)] == known_as
            )
            if not is_theirs:
                raise IdentifierOfAnother(person_id=owner)
            noted.add(row)
    return noted
