"""Whose own view an account opens."""

from dataclasses import dataclass

from joinedup.foundation import anchors
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.mycare.models import Resident
from joinedup.people.queries import own as people
from joinedup.people.queries.own import OwnPerson


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody and every id that they are read by."""

    person: OwnPerson
    ids: tuple[PersonId, ...]

    @property
    def person_id(self) -> PersonId:
        """Who they are known as now."""
        return self.person.person_id


def mine(scope: Scope) -> Mine:
    """The person whose own view the viewer has; raises `NotFound` where there is none."""
    held = Resident.objects.filter(account_id=scope.account_id, until__isnull=True)
    person_id = held.values_list("person_id", flat=True).first()
    if person_id is None:
        raise NotFound()
    survivor, ids = anchors.resolved(PersonId(person_id))
    return Mine(people.own_person(scope, survivor), tuple(ids))
