"""Settling who somebody chosen in another system is here."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.office import services as office
from joinedup.people import events
from joinedup.people.domain.launching import Differs
from joinedup.people.models import Person


@journey.change
def settle_launch(
    launch_id: UUID,
    *,
    system: str,
    person_id: PersonId,
    differs: Collection[Differs],
    at: datetime,
    by: Actor,
) -> None:
    """Go on to somebody, and forget whom the other system had chosen.

    That it was done though the two systems differ is recorded of the person.
    """
    access.require_permission(by.scope, Permission.PERSON_FIND)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound()
    office.end_launch(launch_id)
    if differs:
        fact = events.OpenedDespite(system=system, differs=tuple(one.value for one in differs))
        journey.record(fact, about=person, person=person_id, at=at, by=by)
