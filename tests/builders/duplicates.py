"""Entries that may be one person, and what is said of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from joinedup.foundation import instant
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.pairs import Joined, JoinedBecause
from joinedup.people.models import PossibleDuplicate
from tests.builders import people as build

UNVERIFIED: Mapping[str, Any] = {"nhs_number": None, "is_nhs_number_verified": False}


def entered_again(**changes: Any) -> PersonId:
    """Ethel again, without a number."""
    return build.a_person(**{**UNVERIFIED, **changes})


def compared() -> None:
    """Do what the job that comes round does."""
    while services.compare_waiting(at=instant.now(), by=build.the_office()):
        pass


def pair_of(one: UUID, other: UUID) -> PossibleDuplicate:
    """The pair of two people, compared by now."""
    compared()
    first, second = sorted([one, other])
    return PossibleDuplicate.objects.get(one_id=first, other_id=second)


def joined(
    absorbed: UUID,
    into: PersonId,
    *,
    by: Actor | None = None,
    words: str = "",
    because: JoinedBecause = JoinedBecause.DETAILS_CHECKED,
) -> PersonId:
    """Say of a pair that they are one person."""
    return services.join_people(
        pair_of(absorbed, into).id,
        seen=None,
        joined=Joined(survivor=into, because=because, words=words),
        at=instant.now(),
        by=by or build.the_office(),
    )


def parted(absorbed: PersonId, *, by: Actor | None = None) -> PersonId:
    """Say that somebody joined to another is another person after all."""
    return services.part_people(
        absorbed,
        seen=None,
        words="Rang both: two sisters-in-law",
        at=instant.now(),
        by=by or build.the_office(),
    )
