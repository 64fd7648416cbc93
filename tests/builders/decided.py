"""What somebody decided of sharing, as it is kept."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from joinedup.foundation import anchors, decided, instant, place
from joinedup.foundation.decided import Kind, Said, What
from joinedup.foundation.models import SharingDecision
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import Section
from tests.builders import foundation as build

SAID = {"decided_by": "person", "way": "face_to_face"}


def together(person: PersonId) -> list[PersonId]:
    """Everybody whom somebody was found to be, themselves first."""
    survivor = anchors.surviving([person])[person]
    return [person, *(one for one in anchors.all_of(survivor) if one != person)]


def a_decision(
    person: PersonId,
    kind: Kind = Kind.OBJECTION,
    *,
    organisation: str = "",
    section: Section | None = None,
    at: datetime | None = None,
) -> SharingDecision:
    """What somebody decided, face to face."""
    return decided.decide(
        together(person),
        What(kind=kind, section=section, organisation=organisation),
        Said(decided_on=place.today(), **SAID),
        key=uuid4(),
        at=at or instant.now(),
        by=build.an_actor(),
    )


def a_limit(person: PersonId, *sections: Section, organisation: str = "") -> UUID:
    """Sections that somebody limited, to everybody or to one organisation; says the last."""
    made = [
        a_decision(person, Kind.LIMIT, section=one, organisation=organisation) for one in sections
    ]
    return made[-1].pk


def taken_back(held: SharingDecision, *, at: datetime | None = None) -> None:
    """A decision that whoever made it took back."""
    decided.withdraw(
        together(PersonId(held.person_id)),
        held,
        Said(decided_on=place.today(), **SAID),
        at=at or instant.now(),
        by=build.an_actor(),
    )


def kept_of(person: PersonId) -> Iterable[SharingDecision]:
    """What is in force of somebody."""
    return SharingDecision.objects.filter(person_id=person, until=None)
