"""That somebody is an unpaid carer: noted from any contact, changed and ended."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import relations as rules
from joinedup.people.domain.carers import Assessment, CarerAnother, CarerDied, CarerOver, Caring
from joinedup.people.models import Carer, Person
from joinedup.people.services import ending
from joinedup.people.services.telling import TOLD

CHANGED = "changed"


@journey.change
def identify_carer(
    person_id: PersonId,
    caring: Caring,
    *,
    instead_of: UUID | None,
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Note on the carer's own record that they care for somebody, unpaid, and what they say of it.

    `instead_of` is what the page showed: where that is another by now, nothing is changed.
    """
    access.require_permission(by.scope, Permission.RECORD_ADD)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(by.scope, survivor)
    return _identified(survivor, caring, instead_of, key, at=at, by=by)


@journey.change
def tell_caring(
    person_id: PersonId,
    caring: Caring,
    *,
    instead_of: UUID | None,
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Say of oneself that one cares for somebody, unpaid; whoever that is does not read of it."""
    access.require_own(by.scope, person_id)
    return _identified(person_id, caring, instead_of, key, at=at, by=by)


@journey.change
def tell_caring_over(
    person_id: PersonId, *, carer_id: UUID, seen: Version | None, at: datetime, by: Actor
) -> None:
    """Say of oneself that one cares for nobody now."""
    access.require_own(by.scope, person_id)
    row = journey.lock(Carer, carer_id, seen=seen)
    if row.person_id not in anchors.all_of(person_id):
        raise NotFound()
    _ended(row, TOLD, at=at, by=by)


def _identified(
    survivor: PersonId,
    caring: Caring,
    instead_of: UUID | None,
    key: UUID,
    *,
    at: datetime,
    by: Actor,
) -> UUID:
    person = Person.objects.select_for_update(no_key=True).filter(pk=survivor).first()
    if person is None:
        raise NotFound()
    known = Carer.objects.filter(made_key=key).first()
    if known is not None:
        return known.id
    if person.died_on is not None:
        raise CarerDied()
    live = Carer.objects.filter(anchors.theirs([survivor]), until__isnull=True)
    held = list(live.order_by("-since", "-id"))
    if (held[0].id if held else None) != instead_of:
        raise CarerAnother()
    for row in held:
        ending.end(row, CHANGED, at=at, by=by)
    made = Carer.objects.create(
        made_key=key,
        person=person,
        hours=caring.hours.value,
        assessment=caring.assessment.value,
        signposted_to=caring.signposted_to.value,
        is_under_strain=caring.is_under_strain,
        agrees_to_register=caring.agrees_to_register,
        since=at,
        recorded_by=by.account_id,
    )
    fact = events.CarerIdentified(
        carer_id=made.id,
        was=held[0].id if held else None,
        wants_assessment=caring.assessment is Assessment.WANTED,
        is_on_register=caring.agrees_to_register,
    )
    journey.record(fact, about=made, person=survivor, at=at, by=by)
    return made.id


@journey.change
def end_carer(
    carer_id: UUID, *, seen: Version | None, because: str, at: datetime, by: Actor
) -> PersonId:
    """Note that somebody cares for nobody now, and take them off the register; says who."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    row = journey.lock(Carer, carer_id, seen=seen)
    whose = PersonId(row.person_id)
    survivor = anchors.surviving([whose])[whose]
    access.require(by.scope, survivor)
    _ended(row, rules.because(because), at=at, by=by)
    return survivor


def _ended(row: Carer, why: str, *, at: datetime, by: Actor) -> None:
    if row.until is not None:
        raise CarerOver()
    ending.end(row, why, at=at, by=by)
    fact = events.CarerEnded(carer_id=row.id)
    journey.record(fact, about=row, person=PersonId(row.person_id), content=why, at=at, by=by)
