"""Who stands by somebody, whom they care for, and what whoever goes there must know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.foundation import accounts, anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.domain import postcodes
from joinedup.people.domain import relations as rules
from joinedup.people.domain.details import says_where, without_landlines
from joinedup.people.domain.relations import SHOWN_AFTER_END, Relation, Told
from joinedup.people.models import Alert, Relationship
from joinedup.people.queries import joined_details
from joinedup.people.queries.cards import Card, cards
from joinedup.people.queries.duplicates import JoinedEntry, joined_lately, open_pairs_of
from joinedup.people.queries.joined_details import JoinedDetails
from joinedup.people.queries.places import HIDDEN, FourPlaces, held_of, told_of
from joinedup.people.queries.signs import kinds_of_place

MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedRow:
    """Somebody who stands by a person, as the viewer may know of them.

    `card` is there where they are in the index themselves; it is no reason to open them. What says
    where the person is, or where their carer is, is blank where either is restricted.
    """

    relationship_id: UUID
    version: Version
    person_id: PersonId
    card: Card | None
    name: str
    phone: str
    relation: Relation
    is_unpaid_carer: bool
    lives_with: bool
    is_next_of_kin: bool
    is_key_holder: bool
    may_be_told: Told
    told_by: str
    told_on: date | None
    plan: str
    plan_on: date | None
    is_where_hidden: bool
    since: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaresFor:
    """Somebody by whom the person stands."""

    card: Card
    relation: Relation
    is_unpaid_carer: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """What whoever goes to somebody must know; `ended_at` where it holds no more."""

    alert_id: UUID
    version: Version
    person_id: PersonId
    kind: str
    label: str
    words: str
    review_on: date
    is_review_overdue: bool
    is_person_told: bool
    not_told_because: str
    since: datetime
    recorded_by: str
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """Everything of this kind that the page of one person shows."""

    alerts: tuple[AlertRow, ...]
    ended_alerts: tuple[AlertRow, ...]
    related: tuple[RelatedRow, ...]
    cares_for: tuple[CaresFor, ...]
    joined: tuple[JoinedEntry, ...]
    joined_details: tuple[JoinedDetails, ...]
    pairs: tuple[UUID, ...]
    places: FourPlaces
    may_record: bool
    may_merge: bool = False


def relations_of(scope: Scope, card: Card, ids: Sequence[PersonId] = ()) -> Relations:
    """Who stands by a person and what must be known, for a viewer who may open them.

    A page that has the ids that the card stands for before it gives them.
    """
    if not card.is_open:
        return Relations(
            alerts=(),
            ended_alerts=(),
            related=(),
            cares_for=(),
            joined=(),
            joined_details=(),
            pairs=(),
            places=HIDDEN,
            may_record=False,
        )
    ids = ids or anchors.all_of(card.person_id)
    held = _alerts(ids, scope.now - SHOWN_AFTER_END)
    both = _relationships(ids, scope.now)
    mine = [row for row in both if row.person_id in ids]
    others = [row for row in both if row.other_id in ids]
    people = cards(
        scope,
        {PersonId(row.other_id) for row in mine if row.other_id}
        | {PersonId(row.person_id) for row in others},
    )
    placed, records = held_of(scope, card), joined_details.held_of(ids)
    names = _names(held, mine)
    shown = [_alert(row, names, is_where_hidden=card.is_location_restricted) for row in held]
    may_merge = scope.may(Permission.PERSON_MERGE)
    return Relations(
        alerts=tuple(one for one in shown if one.ended_at is None),
        ended_alerts=tuple(one for one in shown if one.ended_at is not None),
        related=tuple(_related(row, card, people, names) for row in mine),
        cares_for=tuple(_cares_for(row, people) for row in others),
        joined=joined_lately(scope, card.person_id, records) if records else (),
        joined_details=joined_details.joined_details(card, records),
        pairs=open_pairs_of(scope, card.person_id),
        places=told_of(card, placed),
        may_record=scope.may(Permission.RECORD_ADD),
        may_merge=may_merge,
    )


@question
def _alerts(ids: Sequence[PersonId], ended_since: datetime) -> QuerySet[Alert]:
    # What was looked at again is shown as it is now; its past is in the timeline.
    replaced = Exists(Alert.objects.filter(replaces=OuterRef("pk")))
    lately = ~replaced & periods.not_ended(ended_since)
    alerts = Alert.objects.filter(Q(until__isnull=True) | lately, person_id__in=ids)
    named = {"recorder": accounts.name_of("recorded_by"), "ender": accounts.name_of("ended_by")}
    return alerts.annotate(**named).order_by("review_on", "id")


@question
def _relationships(ids: Sequence[PersonId], now: datetime) -> QuerySet[Relationship]:
    rows = Relationship.objects.filter(periods.not_ended(now))
    theirs = rows.filter(Q(person_id__in=ids) | Q(other_id__in=ids))
    return theirs.annotate(recorder=accounts.name_of("recorded_by")).order_by("since", "id")


def _names(held: Sequence[Alert], related: Sequence[Relationship]) -> dict[UUID, str]:
    """Who wrote or ended each, by name, as it came with the row."""
    told = {row.recorded_by: row.recorder for row in (*held, *related)}  # type: ignore[attr-defined]
    told |= {row.ended_by: row.ender for row in held if row.ended_by}  # type: ignore[attr-defined]
    return {one: name for one, name in told.items() if name}


def relationship(scope: Scope, relationship_id: UUID) -> tuple[Card, RelatedRow]:
    """One relationship that holds, to be changed or ended, and by whom they stand."""
    row = Relationship.objects.filter(pk=relationship_id).first()
    if row is None:
        raise NotFound()
    card = _opened(scope, row.person_id)
    people = cards(scope, [PersonId(row.other_id)]) if row.other_id else {}
    return card, _related(row, card, people, accounts.names({row.recorded_by}))


def alert(scope: Scope, alert_id: UUID) -> tuple[Card, AlertRow]:
    """One alert, to be looked at again or ended, and of whom it is."""
    row = Alert.objects.filter(pk=alert_id).first()
    if row is None:
        raise NotFound()
    card = _opened(scope, row.person_id)
    names = accounts.names({row.recorded_by})
    return card, _alert(row, names, is_where_hidden=card.is_location_restricted)


def alerts_to_review(
    scope: Scope, *, after: str = "", limit: int = 20
) -> Page[tuple[Card, AlertRow]]:
    """Alerts of people the viewer may open whose review is due within a week, the oldest first."""
    access.require_permission(scope, Permission.RECORD_ADD)
    by_day = place.today().toordinal() + REVIEW_SHOWN_AHEAD
    due = Alert.objects.filter(
        access.visible(scope),
        until__isnull=True,
        review_on__lte=date.fromordinal(by_day),
    )
    total = due[: MOST_COUNTED + 1].count()
    day, _, alert_id = after.partition("_")
    if is_id(alert_id) and (on := _as_day(day)):
        due = due.filter(Q(review_on__gt=on) | Q(review_on=on, id__gt=alert_id))
    rows = list(due.order_by("review_on", "id")[: limit + 1])
    page = rows[:limit]
    people = cards(scope, {PersonId(row.person_id) for row in page})
    names = accounts.names({row.recorded_by for row in page})
    last = page[-1] if len(rows) > limit else None
    return Page(
        rows=tuple(
            (
                card := people[PersonId(row.person_id)],
                _alert(row, names, is_where_hidden=card.is_location_restricted),
            )
            for row in page
        ),
        next_key=f"{last.review_on}_{last.id}" if last else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


REVIEW_SHOWN_AHEAD: Final = 7


def _opened(scope: Scope, person_id: UUID) -> Card:
    survivor = anchors.surviving([PersonId(person_id)])[PersonId(person_id)]
    access.require(scope, survivor)
    return cards(scope, [survivor])[survivor]


def _related(
    row: Relationship, card: Card, people: Mapping[PersonId, Card], names: Mapping[UUID, str]
) -> RelatedRow:
    other = people.get(PersonId(row.other_id)) if row.other_id else None
    is_hidden = card.is_location_restricted or bool(other and other.is_location_restricted)
    phone = row.phone or (other.phone if other and other.phone else "")
    return RelatedRow(
        relationship_id=row.id,
        version=Version(row.version),
        person_id=card.person_id,
        card=other,
        name=other.name if other else row.name,
        phone="" if is_hidden and says_where("phone", phone) else phone,
        relation=Relation(row.relation),
        is_unpaid_carer=row.is_unpaid_carer,
        lives_with=row.lives_with and not is_hidden,
        is_next_of_kin=row.is_next_of_kin,
        is_key_holder=row.is_key_holder,
        may_be_told=Told(row.may_be_told),
        told_by=row.told_by,
        told_on=row.told_on,
        plan=postcodes.not_shown(without_landlines(row.plan)) if is_hidden else row.plan,
        plan_on=row.plan_on,
        is_where_hidden=is_hidden,
        since=row.since,
        recorded_by=names.get(row.recorded_by, ""),
    )


def _cares_for(row: Relationship, people: Mapping[PersonId, Card]) -> CaresFor:
    return CaresFor(
        card=people[PersonId(row.person_id)],
        relation=Relation(row.relation),
        is_unpaid_carer=row.is_unpaid_carer,
        since=row.since,
    )


def _alert(row: Alert, names: Mapping[UUID, str], *, is_where_hidden: bool) -> AlertRow:
    return AlertRow(
        alert_id=row.id,
        version=Version(row.version),
        person_id=PersonId(row.person_id),
        kind=row.kind,
        label=rules.alert_label(row.kind, kinds_of_place()),
        words=rules.alert_words(row.kind, row.words, is_where_hidden=is_where_hidden),
        review_on=row.review_on,
        is_review_overdue=rules.is_review_overdue(row.review_on, on=place.today()),
        is_person_told=row.is_person_told,
        not_told_because=row.not_told_because,
        since=row.since,
        recorded_by=names.get(row.recorded_by, ""),
        ended_at=row.until,
        ended_by=names.get(row.ended_by, "") if row.ended_by else "",
        ended_because=row.ended_because,
    )


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
