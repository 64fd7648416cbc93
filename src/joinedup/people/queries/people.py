"""One person in full, those not yet identified, and small questions that other rooms ask."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from joinedup.foundation import accounts, anchors, care, instant, place, smart
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import Account, Care, Membership, Merge, Restriction, periods
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.domain.details import DIED_ON, PersonDetails, says_where, without_where
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.people.models import FormerDetail, Person, Registration
from joinedup.people.queries import key_workers
from joinedup.people.queries.cards import (
    FOUND,
    Card,
    card_of,
    cards,
    emergency_card,
    found_card,
    registered,
    reviewed_cards,
)
from joinedup.people.queries.key_workers import KeyWorkerRow

MOST_COUNTED = 1000
TAKEN_BACK_SHOWN_FOR: Final = timedelta(days=30)
_PLACE = ("kind", "words", "postcode", "since", "until")
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNow:
    """Where somebody is, other than their usual address."""

    kind: WhereKind
    words: str
    postcode: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Former:
    """One detail as it was until it was corrected, by somebody or by what a system sent."""

    field: str
    was: str
    until: datetime
    is_by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person as their page shows them; `where_now` is None at the usual address.

    `ids` are those that they are read by: their own, and of every entry joined to it. A death that
    was taken back is told for a month.
    """

    card: Card
    version: Version
    email: str
    where_now: PlaceNow | None
    was_death_taken_back: bool
    ids: tuple[PersonId, ...]
    decision: access.Decision
    key_worker: KeyWorkerRow | None = None
    has_apps: bool = False
    """Whether an app of others may be opened about anybody here."""


@dataclass(frozen=True, slots=True)
class Held:
    """The details held of somebody, the version read, and what they were before corrections."""

    card: Card
    details: PersonDetails
    version: Version
    former: tuple[Former, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody whose whereabouts may be restricted or shown again, as `card` says they are now."""

    card: Card
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Unidentified:
    """Somebody of whom no one present could say who they are; the card holds their description."""

    card: Card
    version: Version
    since: datetime


def person_page(scope: Scope, person_id: PersonId) -> PersonPage:
    """One person, if the viewer may open them; whoever is merged is shown as the survivor."""
    person, ids = _resolved(person_id)
    decision = access.require(scope, ids[0])
    return _page(person, ids, card_of(scope, person, decision), decision, email=person.email)


def emergency_page(scope: Scope, person_id: PersonId) -> PersonPage:
    """One person as far as an emergency needs: where they live and how to reach them with it.

    The card says that they are open, because what the page asks by it is. Of a record that fewer
    people may open it says who they are, and nothing of where.
    """
    person, ids = _resolved(person_id)
    decision = access.require_emergency(scope, ids[0])
    return _page(person, ids, emergency_card(person, decision), decision)


@dataclass(frozen=True, slots=True)
class InContact:
    """Somebody who is in contact with the viewer's organisation now, and since when."""

    card: Card
    since: datetime


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who is in contact, the latest first; `has_more` where others are who are not listed."""

    rows: tuple[InContact, ...] = ()
    has_more: bool = False


def in_contact(scope: Scope, *, limit: int = 50) -> Contacts:
    """Who is in contact with the viewer's organisation now."""
    if not scope.may(Permission.EMERGENCY_OPEN):
        return Contacts()
    held = Care.objects.filter(
        periods.running(scope.now), team_code__in=scope.teams, because=care.LIVE_CONTACT
    )
    found = list(held.order_by("-since", "-id").values_list("person_id", "since")[: limit + 1])
    shown = cards(scope, [PersonId(one) for one, _ in found[:limit]])
    latest: dict[PersonId, InContact] = {}
    for one, since in found[:limit]:
        if card := shown.get(PersonId(one)):
            latest.setdefault(card.person_id, InContact(card, since))
    return Contacts(tuple(latest.values()), has_more=len(found) > limit)


def details(scope: Scope, person_id: PersonId) -> Held:
    """The details of somebody the viewer may open, to be corrected.

    Blank is whatever says where somebody is whose whereabouts are restricted.
    """
    person, decision = _opened(scope, person_id)
    card, held = card_of(scope, person, decision), person.details()
    is_hidden = card.is_location_restricted
    if is_hidden:
        held = without_where(held)
    former = tuple(_former(person, is_hidden=is_hidden))
    return Held(card, held, Version(person.version), former)


@dataclass(frozen=True, slots=True)
class NamedFor:
    """Somebody who is named for a restricted record, on which number, and since when."""

    account_id: UUID
    name: str
    number: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RecordStanding:
    """Whether fewer people may open somebody's whole record, why, and who is named for it.

    Who they are is shown to whoever decides about it, of a restricted record as well.
    """

    card: Card
    version: Version
    is_restricted: bool
    reason: str
    since: datetime | None
    named: tuple[NamedFor, ...]


def named_for(scope: Scope, ids: Iterable[PersonId]) -> dict[PersonId, tuple[NamedFor, ...]]:
    """Who is named for each restricted record, by name and number: whoever waits may ring them."""
    held = Care.objects.filter(
        periods.running(scope.now), person_id__in=set(ids), because=access.NAMED
    )
    number = Account.objects.filter(pk=OuterRef("account_id")).values("direct_number")[:1]
    rows = held.order_by("since", "id").annotate(
        who=accounts.name_of("account_id"), number=Subquery(number)
    )
    told: dict[PersonId, list[NamedFor]] = defaultdict(list)
    for person_id, *said, since in rows.values_list(
        "person_id", "account_id", "who", "number", "since"
    ):
        account_id, name, number_said = said
        told[PersonId(person_id)].append(NamedFor(account_id, name or "", number_said or "", since))
    return {one: tuple(who) for one, who in told.items()}


def open_to_nobody(scope: Scope, *, limit: int = 20) -> list[Card]:
    """Restricted records of which nobody who is named works here now in a role that opens any.

    For whoever may name somebody: what is open for such a person is in nobody's list.
    """
    if not scope.may(Permission.RECORD_RESTRICT):
        return []
    opening = [role for role, held in ROLE_PERMISSIONS.items() if Permission.PERSON_OPEN in held]
    at_work = Membership.objects.filter(
        periods.running(scope.now), role__in=opening, account__is_active=True
    )
    named = Care.objects.filter(
        periods.running(scope.now),
        person_id=OuterRef("person_id"),
        because=access.NAMED,
        account_id__in=at_work.values("account_id"),
    )
    live = Restriction.objects.filter(periods.not_ended(scope.now), kind=access.ACCESS)
    left = live.exclude(Exists(named)).order_by("since", "id")
    ids = [PersonId(one) for one in left.values_list("person_id", flat=True)[:limit]]
    return list(reviewed_cards(scope, ids).values())


def record_standing(scope: Scope, person_id: PersonId) -> RecordStanding:
    """How a whole record stands, for whoever may restrict it."""
    access.require_permission(scope, Permission.RECORD_RESTRICT)
    person = _person(person_id)
    survivor = PersonId(person.pk)
    scope.show(survivor, FOUND)
    live = Restriction.objects.filter(
        periods.not_ended(scope.now), person_id=survivor, kind=access.ACCESS
    ).first()
    return RecordStanding(
        card=found_card(person, is_location_restricted=bool(care.restricted_ids([survivor]))),
        version=Version(person.version),
        is_restricted=live is not None,
        reason=live.reason if live else "",
        since=live.since if live else None,
        named=named_for(scope, [survivor]).get(survivor, ()),
    )


def standing(scope: Scope, person_id: PersonId) -> Standing:
    """Somebody for whoever may restrict: it does not take a reason to open them."""
    access.require_permission(scope, Permission.PERSON_RESTRICT)
    person = _person(person_id)
    survivor = PersonId(person.pk)
    return Standing(cards(scope, [survivor])[survivor], Version(person.version))


def unidentified(scope: Scope, *, after: str = "", limit: int = 25) -> Page[Unidentified]:
    """People not yet identified whom the viewer may open, the longest waiting first."""
    merged = Merge.objects.filter(until__isnull=True).values("absorbed_id")
    waiting = Person.objects.filter(
        access.visible(scope, person="anchor_id"), identified_at__isnull=True
    ).exclude(pk__in=merged)
    total = waiting[: MOST_COUNTED + 1].count()
    # Ids are made in the order of time, so they page as well as sort.
    page = waiting.filter(pk__gt=after) if is_id(after) else waiting
    people = list(page.order_by("pk")[: limit + 1])
    shown = cards(scope, [PersonId(person.pk) for person in people[:limit]])
    return Page(
        rows=tuple(
            Unidentified(
                card=shown[PersonId(person.pk)],
                version=Version(person.version),
                since=person.made_at,
            )
            for person in people[:limit]
        ),
        next_key=str(people[limit - 1].pk) if len(people) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def locality_of(scope: Scope, ids: Iterable[PersonId]) -> dict[PersonId, str | None]:
    """The locality of each person, by the practice where they are registered now.

    None for somebody registered nowhere or outside the place, and for whoever must not be placed.
    """
    access.require_permission(scope, Permission.PERSON_FIND)
    survivors = anchors.surviving(ids)
    hidden = care.restricted_ids(survivors.values())
    placed = set(survivors.values()) - hidden
    live = Registration.objects.filter(periods.running(instant.now()), person_id__in=placed)
    practices = dict(live.values_list("person_id", "practice_code"))
    here = place.current()
    return {
        one: here.practice_locality(practices.get(survivor)) for one, survivor in survivors.items()
    }


def by_identifier(scope: Scope, system: str, value: str) -> PersonId | None:
    """Whom a system means by an identifier of its own, or by an NHS number."""
    access.require_permission(scope, Permission.PERSON_FIND)
    if system == NHS_NUMBER:
        people = Person.objects.filter(nhs_number=value)
    else:
        people = Person.objects.filter(identifiers__system=system, identifiers__value=value)
    found = people.values_list("pk", flat=True).first()
    return anchors.surviving([PersonId(found)])[PersonId(found)] if found else None


def _resolved(person_id: PersonId) -> tuple[Person, list[PersonId]]:
    """Whom an entry turned out to be, and every id that they are read by, their own first."""
    survivor, ids = anchors.resolved(person_id)
    person = _with_place_now(registered(Person.objects.filter(pk=survivor))).first()
    if person is None:
        raise NotFound()
    return person, ids


def _page(
    person: Person,
    ids: Sequence[PersonId],
    card: Card,
    decision: access.Decision,
    *,
    email: str = "",
) -> PersonPage:
    return PersonPage(
        card=card,
        version=Version(person.version),
        email=email,
        where_now=None if card.is_location_restricted else _place_now(person),
        was_death_taken_back=person.was_death_taken_back,
        ids=tuple(ids),
        decision=decision,
        key_worker=key_workers.row_of(person.key_worker),
        has_apps=person.has_apps,
    )


def _with_place_now(people: QuerySet[Person]) -> QuerySet[Person]:
    # The store allows one live whereabouts each, so that the join brings one row at most.
    live = periods.running(instant.now(), path="whereabouts__")
    # Kept with the record that told the day, which may be one that was joined to them.
    taken_back = FormerDetail.objects.filter(
        field=DIED_ON, until__gte=instant.now() - TAKEN_BACK_SHOWN_FOR
    )
    joined = Merge.objects.filter(into_id=OuterRef(OuterRef("pk")), until__isnull=True)
    own = taken_back.filter(person_id=OuterRef("pk"))
    of_joined = taken_back.filter(person_id__in=joined.values("absorbed_id"))
    columns: dict[str, Any] = {
        "key_worker": key_workers.named_now(),
        # Of the place, and asked with the person: it would be one question more of every page.
        "has_apps": Exists(smart.running(at=instant.now())),
        "was_death_taken_back": Q(Exists(own) | Exists(of_joined)),
        **{f"now_{name}": F(f"elsewhere_now__{name}") for name in _PLACE},
    }
    return people.alias(elsewhere_now=FilteredRelation("whereabouts", condition=live)).annotate(
        **columns
    )


def _place_now(person: Person) -> PlaceNow | None:
    kind, words, postcode, since, until = (getattr(person, f"now_{name}") for name in _PLACE)
    if kind is None:
        return None
    return PlaceNow(kind=WhereKind(kind), words=words, postcode=postcode, since=since, until=until)


def _opened(scope: Scope, person_id: PersonId) -> tuple[Person, access.Decision]:
    person = _person(person_id)
    return person, access.require(scope, PersonId(person.pk))


def _person(person_id: PersonId) -> Person:
    survivor = anchors.surviving([person_id])[person_id]
    person = registered(Person.objects.filter(pk=survivor)).first()
    if person is None:
        raise NotFound()
    return person


def _former(person: Person, *, is_hidden: bool) -> Iterator[Former]:
    by_somebody = Exists(Account.objects.filter(pk=OuterRef("corrected_by"), is_system=False))
    kept = person.former_details.annotate(is_by_hand=by_somebody).order_by("-until", "-id")
    for row in kept:
        if not (is_hidden and says_where(row.field, row.was)):
            yield Former(row.field, row.was, row.until, row.is_by_hand)
