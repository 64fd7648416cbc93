"""What other systems call somebody, noted as one list: that is how they send it."""

from collections.abc import Iterable
from datetime import datetime

from joinedup.foundation import anchors, journey
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.models import Identifier
from joinedup.people.services import rows
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
    missing = wanted - _held(wanted, person_id)
    if not missing:
        return 0
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_CORRECT, by=by)
    made = [Identifier(person=person, system=s, value=v) for s, v in sorted(missing)]
    Identifier.objects.bulk_create(made, ignore_conflicts=True)
    _held(wanted, person_id)
    # Of two changes that link one identifier at once the store let one: only its own is a fact.
    there = set(Identifier.objects.filter(pk__in=[one.pk for one in made]).values_list("pk"))
    person.save(update_fields=["version"])
    for one in made:
        if (one.pk,) in there:
            fact = events.IdentifierLinked(identifier_id=one.pk)
            journey.record(fact, about=person, person=person_id, at=at, by=by)
    return len(there)


def _held(wanted: set[tuple[str, str]], person_id: PersonId) -> set[tuple[str, str]]:
    """Those that are noted as this person's already; raise where one is somebody else's."""
    values = {value for _, value in wanted}
    found = Identifier.objects.filter(value__in=values)
    held = set()
    for system, value, owner in found.values_list("system", "value", "person_id"):
        if (system, value) in wanted:
            # What was linked to an entry that was merged since is linked to its survivor.
            if anchors.surviving([PersonId(owner)])[PersonId(owner)] != person_id:
                raise IdentifierOfAnother(person_id=owner)
            held.add((system, value))
    return held
