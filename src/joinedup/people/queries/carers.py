"""Unpaid carers: what is noted of one, and the register of those who agreed to be on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import accounts, anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import Merge
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.domain import carers as rules
from joinedup.people.domain.carers import Assessment, CaringHours, Signpost
from joinedup.people.models import Carer
from joinedup.people.queries.cards import Card, cards

MOST_COUNTED: Final = 1000
WANTING, YOUNG = "wanting", "young"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarerRow:
    """What an unpaid carer says of their caring, noted by whom and when."""

    carer_id: UUID
    version: Version
    card: Card
    hours: CaringHours
    assessment: Assessment
    signposted_to: Signpost
    is_under_strain: bool
    agrees_to_register: bool
    is_young: bool
    since: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCaring:
    """What somebody is noted to say of their caring, as they read it themselves."""

    carer_id: UUID
    version: Version
    hours: CaringHours
    assessment: Assessment
    signposted_to: Signpost
    is_under_strain: bool
    agrees_to_register: bool
    since: datetime


def own_caring(scope: Scope, person_id: PersonId, ids: Sequence[PersonId]) -> OwnCaring | None:
    """What the viewer is noted to care now, where they do; nothing of whom they care for."""
    access.require_own(scope, person_id)
    live = Carer.objects.filter(person_id__in=ids, until__isnull=True)
    row = live.order_by("-since", "-id").first()
    if row is None:
        return None
    return OwnCaring(
        carer_id=row.id,
        version=Version(row.version),
        hours=CaringHours(row.hours),
        assessment=Assessment(row.assessment),
        signposted_to=Signpost(row.signposted_to),
        is_under_strain=row.is_under_strain,
        agrees_to_register=row.agrees_to_register,
        since=row.since,
    )


def carer_page(scope: Scope, person_id: PersonId) -> tuple[Card, CarerRow | None]:
    """Somebody whom the viewer may open, and what is noted of them as a carer now."""
    access.require_permission(scope, Permission.RECORD_ADD)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(scope, survivor)
    card = cards(scope, [survivor])[survivor]
    live = Carer.objects.filter(anchors.theirs([survivor]), until__isnull=True)
    row = live.annotate(name=accounts.name_of("recorded_by")).order_by("-since", "-id").first()
    return card, _row(row, card) if row else None


def carer(scope: Scope, carer_id: UUID) -> CarerRow:
    """One row of a carer whom the viewer may open, live or ended."""
    row = Carer.objects.filter(pk=carer_id).annotate(name=accounts.name_of("recorded_by")).first()
    if row is None:
        raise NotFound()
    card, _ = carer_page(scope, PersonId(row.person_id))
    return _row(row, card)


def register(scope: Scope, *, only: str = "", after: str = "", limit: int = 25) -> Page[CarerRow]:
    """Carers who agreed to be on the register and whom the viewer may open, the newest first.

    `only` keeps to those who want an assessment, or to young carers. Nobody who died is on it.
    """
    access.require_permission(scope, Permission.RECORD_ADD)
    gone = Merge.objects.filter(until__isnull=True).values("absorbed_id")
    held = Carer.objects.filter(
        access.visible(scope),
        until__isnull=True,
        agrees_to_register=True,
        person__died_on__isnull=True,
    ).exclude(person_id__in=gone)
    if only == WANTING:
        held = held.filter(assessment=Assessment.WANTED.value)
    if only == YOUNG:
        held = held.filter(person__born_on__gt=rules.adult_if_born_by(place.today()))
    total = held[: MOST_COUNTED + 1].count()
    since, _, last = after.partition("_")
    if is_id(last) and (begun := _as_instant(since)):
        held = held.filter(Q(since__lt=begun) | Q(since=begun, id__lt=last))
    named = held.annotate(name=accounts.name_of("recorded_by"))
    found = list(named.order_by("-since", "-id")[: limit + 1])
    shown = cards(scope, {PersonId(row.person_id) for row in found[:limit]})
    rows = tuple(_row(row, shown[PersonId(row.person_id)]) for row in found[:limit])
    return Page(
        rows=rows,
        next_key=f"{rows[-1].since.isoformat()}_{rows[-1].carer_id}"
        if len(found) > limit
        else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _row(row: Carer, card: Card) -> CarerRow:
    return CarerRow(
        carer_id=row.id,
        version=Version(row.version),
        card=card,
        hours=CaringHours(row.hours),
        assessment=Assessment(row.assessment),
        signposted_to=Signpost(row.signposted_to),
        is_under_strain=row.is_under_strain,
        agrees_to_register=row.agrees_to_register,
        is_young=rules.is_young(card.born_on, on=place.today()),
        since=row.since,
        recorded_by=row.name or "",  # type: ignore[attr-defined]
    )


def _as_instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
