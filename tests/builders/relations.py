"""Who stands by somebody, and what whoever goes there must know."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from joinedup.foundation import instant, place
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.relations import AlertKind, Related, Relation, Told, Warned
from tests.builders import people as build


def a_carer(**changes: Any) -> Related:
    """Tom, her son, who looks after her."""
    tom = {
        "name": "Tom Pargeter",
        "phone": "07700900123",
        "relation": Relation.CHILD,
        "is_unpaid_carer": True,
        "may_be_told": Told.YES,
        "told_by": "Ethel herself",
        "told_on": place.today(),
        "plan": "His sister Ann comes, 07700900124",
        "plan_on": place.today(),
    }
    return Related(**{**tom, **changes})


def a_dog(**changes: Any) -> Warned:
    """A dog, to be asked about again in a month."""
    dog = {
        "kind": AlertKind.DOG.value,
        "words": "Large dog, loose. Ring first.",
        "review_on": place.today() + timedelta(days=30),
        "is_person_told": True,
    }
    return Warned(**{**dog, **changes})


def related(person: PersonId, *, by: Actor | None = None, **changes: Any) -> UUID:
    """Somebody who stands by a person, noted."""
    return services.relate(
        person,
        a_carer(**changes),
        key=build.a_key(),
        at=instant.now(),
        by=by or build.the_office(),
    )


def warned(person: PersonId, *, by: Actor | None = None, **changes: Any) -> UUID:
    """An alert, raised."""
    return services.raise_alert(
        person, a_dog(**changes), key=build.a_key(), at=instant.now(), by=by or build.the_office()
    )
