"""Which open lines of one person are probably the same need."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from joinedup.foundation import anchors, place
from joinedup.foundation.models import Merge
from joinedup.foundation.questions import question
from joinedup.kernel.ids import PersonId
from joinedup.people.queries import Card
from joinedup.referrals.domain.duplicates import Wanted, is_likely_duplicate, overlap
from joinedup.referrals.models import Line


@dataclass(frozen=True, slots=True)
class Need:
    """What an open line is for, in which referral, and since when."""

    referral_id: UUID
    service_code: str
    received_at: datetime


def need_of(line: Line) -> Need:
    """What a line is for."""
    return Need(line.referral_id, line.service_code, line.referral.received_at)


def open_needs(shown: Mapping[PersonId, Card]) -> dict[UUID, list[Need]]:
    """What every open line of some people is for, by the id that a line names its person by.

    A referral of somebody merged stays where it was made: it is still one person's.
    """
    gathered: dict[UUID, list[Need]] = defaultdict(list)
    for person_id, referral_id, service_code, received_at in _needs(
        {card.person_id for card in shown.values()}
    ):
        gathered[person_id].append(Need(referral_id, service_code, received_at))
    return {one: gathered.get(card.person_id, []) for one, card in shown.items()}


@question
def _needs(survivors: Collection[PersonId]) -> QuerySet[Any, tuple[UUID, UUID, str, datetime]]:
    live = Merge.objects.filter(until__isnull=True)
    merged = live.filter(absorbed_id=OuterRef("referral__person_id")).values("into_id")[:1]
    theirs = anchors.theirs(survivors, person="referral__person_id")
    found = Line.objects.filter(theirs, closed_at__isnull=True).annotate(
        known_as=Coalesce(Subquery(merged), "referral__person_id", output_field=UUIDField())
    )
    return found.values_list("known_as", "referral_id", "service_code", "referral__received_at")


def repeats(lines: Iterable[Line], beside: Mapping[UUID, Sequence[Need]]) -> frozenset[UUID]:
    """Those of the lines that another referral of the same person probably repeats."""
    return frozenset(
        line.id
        for line in lines
        if any(
            is_repeated(need_of(line), other) for other in beside.get(line.referral.person_id, ())
        )
    )


def is_repeated(one: Need, other: Need) -> bool:
    """Whether two open lines of one person, in different referrals, are probably the same need."""
    if other.referral_id == one.referral_id:
        return False
    first, second = sorted((one.received_at, other.received_at))
    overlaps = overlaps_any(one.service_code, [other.service_code])
    return is_likely_duplicate(overlaps=overlaps, received_at=first, at=second)


def wanted(service_code: str) -> Wanted:
    """A service with the teams that give it."""
    service = place.current().services.get(service_code)
    return Wanted(service_code, frozenset(service.teams if service else ()))


def overlaps_any(service_code: str, asked: Iterable[str]) -> bool:
    """Whether a service overlaps with one of those asked for."""
    front_door, one = str(place.current().front_door.team), wanted(service_code)
    return any(overlap(one, wanted(other), front_door=front_door) for other in asked)
