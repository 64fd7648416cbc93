"""Unpaid carers, noted on their own records."""

from typing import Any
from uuid import UUID

from joinedup.foundation import instant
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.carers import Assessment, Caring, CaringHours, Signpost
from tests.builders import people as build


def caring(**changes: Any) -> Caring:
    """A daughter who cares fifty hours a week, wants an assessment and agrees to the register."""
    given = {
        "hours": CaringHours.FROM_50,
        "assessment": Assessment.WANTED,
        "signposted_to": Signpost.CARERS_SERVICE,
        "is_under_strain": True,
        "agrees_to_register": True,
    }
    return Caring(**{**given, **changes})


def identified(
    person: PersonId, *, by: Actor | None = None, instead_of: UUID | None = None, **changes: Any
) -> UUID:
    """An unpaid carer, noted."""
    return services.identify_carer(
        person,
        caring(**changes),
        instead_of=instead_of,
        key=build.a_key(),
        at=instant.now(),
        by=by or build.the_office(),
    )
