"""People in the index, and those who look them up."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from joinedup.foundation import care, instant
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel import nhs_number
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import services
from joinedup.people.domain.details import Gender, PersonDetails
from tests.builders import foundation

LARKMEAD = "K99001"
CORNCRAKE = "K99008"
FRONT_DOOR = "spr"

_number_stems = count(943_476_000)


def a_key() -> UUID:
    """A key that nothing was made by yet."""
    return uuid4()


def a_number() -> NhsNumber:
    """An NHS number that nobody else has."""
    return next(n for stem in _number_stems if (n := nhs_number.make(str(stem))))


def some_details(**changes: Any) -> PersonDetails:
    """Ethel, as her practice knows her, with a number of her own."""
    ethel = {
        "family_name": "Pargeter",
        "given_name": "Ethel May",
        "known_as": "Etty",
        "born_on": date(1945, 3, 12),
        "gender": Gender.FEMALE,
        "nhs_number": a_number(),
        "is_nhs_number_verified": True,
        "address_lines": ("14 Station Road", "Aylesbury"),
        "postcode": "HP19 8AB",
        "phone": "01632960001",
        "practice_code": LARKMEAD,
        "language": "en",
    }
    return PersonDetails(**{**ethel, **changes})  # type: ignore[arg-type]


def the_office() -> Actor:
    """The demo's own job, which may do everything and belongs to no team."""
    return access.system("tests")


def registered(
    details: PersonDetails, *, at: datetime | None = None, by: Actor | None = None
) -> PersonId:
    """Somebody with these details, in the index."""
    return services.register_person(
        details, key=a_key(), at=at or instant.now(), by=by or the_office()
    )


def a_person(*, at: datetime | None = None, by: Actor | None = None, **changes: Any) -> PersonId:
    """Somebody in the index, Ethel where nothing else is said."""
    return registered(some_details(**changes), at=at, by=by)


def somebody_described(words: str = "Woman, about 80, red coat") -> PersonId:
    """Somebody whose name nobody can vouch for."""
    return services.register_unidentified(words, key=a_key(), at=instant.now(), by=the_office())


def a_clinician() -> Actor:
    """A referral clinician at the front door."""
    return foundation.an_actor(Role.REFERRAL_CLINICIAN, teams={FRONT_DOOR})


def somebody_at(practice: str = LARKMEAD, *, role: Role = Role.TEAM_MEMBER) -> Actor:
    """Somebody who works at a practice, whose patients they may see."""
    return foundation.an_actor(role, teams={practice})


def in_care_of(actor: Actor, people: Iterable[PersonId], *, because: str = "episode") -> None:
    """Give the first team of an actor a reason to see people."""
    team = care.team(min(actor.scope.teams))
    for person in people:
        care.begin(person, team, because=because, at=instant.now(), by=actor)
