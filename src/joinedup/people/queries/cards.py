"""Cards: what a viewer may be shown of each person. The only door to names and addresses."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

from joinedup.foundation import instant, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Merge, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Decision, Opens, Scope
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.kernel.sections import Section
from joinedup.people.domain import births, names
from joinedup.people.domain.details import Gender, says_where
from joinedup.people.models import Person, Registration

_INTO = Subquery(
    Merge.objects.filter(absorbed_id=OuterRef("pk"), until__isnull=True).values("into_id")[:1],
    output_field=UUIDField(),
)
FOUND = "found"
"""The ground on which somebody is shown who may be found but not opened."""

NOT_IDENTIFIED = "Not yet identified"
RESTRICTED = "Restricted: ask the privacy officer"
WITHHELD = "Name not shown to your role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a viewer may be shown of somebody, blank where they may not.

    `is_open` says whether the viewer may open the person, `is_emergency_open` whether no more than
    what an emergency needs, or than a restricted record keeps from nobody. One who may only find
    them is shown the name, number, birth and practice, and not how to reach them. Of somebody whose
    whereabouts are restricted nobody is shown anything that follows from address or practice, nor a
    landline. `closed` are the sections of their record that they limited, for the viewer too.
    """

    person_id: PersonId
    name: str
    family_name: str = ""
    given_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    died_on: date | None = None
    age: int | None = None
    gender: Gender = Gender.UNKNOWN
    nhs_number: str | None = None
    is_nhs_number_verified: bool = False
    phone: str | None = None
    practice_code: str | None = None
    practice_name: str | None = None
    locality_code: str | None = None
    address: str | None = None
    postcode: str | None = None
    language: str = ""
    needs_interpreter: bool = False
    description: str = ""
    is_open: bool = False
    is_emergency_open: bool = False
    is_identified: bool = True
    is_location_restricted: bool = False
    is_access_restricted: bool = False
    closed: frozenset[Section] = frozenset()
    closed_since: tuple[tuple[Section, datetime], ...] = ()
    is_glass_broken: bool = False


def cards(scope: Scope, ids: Iterable[PersonId]) -> dict[PersonId, Card]:
    """A card for each person asked for, noted as shown; whoever is merged has the survivor's."""

    def drawn(person: Person, decision: Decision) -> Card:
        return card_of(scope, person, decision)

    return _drawn(scope, ids, drawn)


def reviewed_cards(scope: Scope, ids: Iterable[PersonId]) -> dict[PersonId, Card]:
    """The card of each as somebody finds them, restricted or not, for whoever reviews reading."""
    access.require_permission(scope, Permission.READING_REVIEW)
    return identity_cards(scope, ids)


def identity_cards(scope: Scope, ids: Iterable[PersonId]) -> dict[PersonId, Card]:
    """The card of each as somebody finds them, restricted or not: its caller says for whom."""

    def drawn(person: Person, decision: Decision) -> Card:
        scope.show(PersonId(person.pk), FOUND)
        return found_card(person, is_location_restricted=decision.is_location_restricted)

    return _drawn(scope, ids, drawn)


def _drawn(
    scope: Scope, ids: Iterable[PersonId], draw: Callable[[Person, Decision], Card]
) -> dict[PersonId, Card]:
    asked = set(ids)
    if not asked:
        return {}
    found = _by_id(asked)
    # Hardly anybody is merged, so that one question mostly tells who they are and who they are now.
    survivors = {one: PersonId(found[one].into or one) for one in asked & found.keys()}
    found |= _by_id(set(survivors.values()) - found.keys())
    wanted = {survivor: found[survivor] for survivor in survivors.values() if survivor in found}
    decisions = access.decisions(scope, wanted)
    made = {one: draw(person, decisions[one]) for one, person in wanted.items()}
    return {one: made[survivor] for one, survivor in survivors.items() if survivor in made}


def _by_id(ids: set[PersonId]) -> dict[PersonId, Person]:
    if not ids:
        return {}
    return {PersonId(person.pk): person for person in _people(ids, instant.now())}


@question
def _people(ids: Collection[PersonId], now: datetime) -> QuerySet[Person]:
    return registered(Person.objects.filter(pk__in=ids), at=now).annotate(**{"into": _INTO})


def registered(people: QuerySet[Person], *, at: datetime | None = None) -> QuerySet[Person]:
    """People with the practice where each is registered now, as their card needs it."""
    running = periods.running(at or instant.now())
    live = Registration.objects.filter(running, person_id=OuterRef("pk"))
    return people.annotate(**{"practice_code": Subquery(live.values("practice_code")[:1])})


def card_of(scope: Scope, person: Person, decision: Decision) -> Card:
    """The card of one of those `registered` gives, by what the rule says of them; noted as shown.

    Of somebody restricted to everybody only that is said; to whom they are not open, no address.
    """
    person_id = PersonId(person.pk)
    is_open = decision.is_allowed
    if not is_open and not scope.may(Permission.PERSON_FIND):
        return Card(person_id=person_id, name=WITHHELD)
    scope.show(person_id, decision.ground if is_open else FOUND)
    is_some_open = decision.opens in (Opens.EMERGENCY, Opens.RESTRICTED)
    if access.ACCESS_RESTRICTED in decision.refusals:
        return Card(
            person_id=person_id,
            name=RESTRICTED,
            is_access_restricted=True,
            is_emergency_open=is_some_open,
        )
    card = _limited(_found_card(person), decision)
    if is_some_open:
        card = replace(card, is_emergency_open=True)
    if is_open:
        card = _opened(card, person)
    return _without_location(card) if decision.is_location_restricted else card


def emergency_card(person: Person, decision: Decision) -> Card:
    """The card of somebody on the page of an emergency, which alone may show them so far."""
    card = _limited(_opened(_found_card(person), person), decision)
    if decision.opens is Opens.RESTRICTED and access.ACCESS_RESTRICTED not in decision.refusals:
        # They said who may not see them: how to reach them is not what an emergency needs of that.
        card = replace(card, phone=None, address=None, postcode=None)
    elif decision.opens is Opens.RESTRICTED:
        # What is wanted is shown in its own words, unless it is where they are that is hidden.
        return replace(
            _without_location(card),
            phone=None,
            is_access_restricted=True,
            is_location_restricted=decision.is_location_restricted,
        )
    return _without_location(card) if decision.is_location_restricted else card


def found_card(person: Person, *, is_location_restricted: bool) -> Card:
    """The card of somebody found, for whoever decides about their record, restricted or not."""
    card = _found_card(person)
    return _without_location(card) if is_location_restricted else card


def _found_card(person: Person) -> Card:
    here = place.current()
    practice_code = person.practice_code
    practice = here.practices.get(practice_code or "")
    return Card(
        person_id=PersonId(person.pk),
        name=_name(person),
        family_name=person.family_name,
        given_name=person.given_name,
        known_as=person.known_as,
        born_on=person.born_on,
        died_on=person.died_on,
        age=births.age(person.born_on, person.died_on or place.today()) if person.born_on else None,
        gender=Gender(person.gender),
        nhs_number=NhsNumber(person.nhs_number).display if person.nhs_number else None,
        is_nhs_number_verified=person.is_nhs_number_verified,
        practice_code=practice_code,
        practice_name=str(practice.name) if practice else None,
        locality_code=here.practice_locality(practice_code),
        is_identified=person.identified_at is not None,
    )


def _limited(card: Card, decision: Decision) -> Card:
    if not (decision.closed or decision.is_glass_broken):
        return card
    return replace(
        card,
        closed=decision.closed,
        closed_since=decision.closed_since,
        is_glass_broken=decision.is_glass_broken,
    )


def _opened(card: Card, person: Person) -> Card:
    return replace(
        card,
        is_open=True,
        phone=person.phone or None,
        address=", ".join(person.address.splitlines()) or None,
        postcode=person.postcode or None,
        language=person.language,
        needs_interpreter=person.needs_interpreter,
        description=person.description,
    )


def _without_location(card: Card) -> Card:
    return replace(
        card,
        is_location_restricted=True,
        phone=None if says_where("phone", card.phone or "") else card.phone,
        practice_code=None,
        practice_name=None,
        locality_code=None,
        address=None,
        postcode=None,
    )


def _name(person: Person) -> str:
    return (
        names.shown(person.family_name, person.given_name)
        if person.identified_at
        else NOT_IDENTIFIED
    )
