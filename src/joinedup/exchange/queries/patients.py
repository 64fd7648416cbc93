"""People as another system is shown them."""

from collections.abc import Iterable
from uuid import UUID

from joinedup.exchange.domain.message import SentIdentifier
from joinedup.exchange.domain.searching import Search
from joinedup.exchange.domain.shown import Organisation, PatientShown, Whom
from joinedup.foundation import place
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import Page, PersonId
from joinedup.people.queries import Card
from joinedup.people.queries.demographics import (
    Certain,
    Demographics,
    demographics,
    ids_certain,
    people_certain,
)


def patient(scope: Scope, id: UUID) -> PatientShown:  # noqa: A002 - FHIR's word
    """One person whom the reader may open."""
    return _shown(demographics(scope, PersonId(id)))


def patients(scope: Scope, search: Search) -> Page[PatientShown]:
    """A page of the people whom a search finds among those whom the reader may open."""
    born = search.days.get("birthdate")
    asked = Certain(
        ids=search.ids.get("_id"),
        identifiers=_pairs(search, "identifier"),
        family_name=search.texts.get("family", ""),
        given_name=search.texts.get("given", ""),
        born_on=born.since if born else None,
    )
    page = people_certain(scope, asked, after=search.after, limit=max(search.count, 1))
    return Page(
        rows=tuple(map(_shown, page.rows)),
        next_key=page.next_key,
        total=page.total,
        total_is_capped=page.total_is_capped,
    )


def people_meant(scope: Scope, search: Search, name: str) -> list[PersonId] | None:
    """Whom a search means by its parameter of that name, by id or by identifier; None for nobody.

    Those whom the reader may not open are not among them.
    """
    ids, identifiers = search.ids.get(name), _pairs(search, f"{name}.identifier")
    if ids is None and identifiers is None:
        return None
    return ids_certain(scope, Certain(ids=ids, identifiers=identifiers))


def whom(card: Card) -> Whom:
    """Somebody as a reference to them says it."""
    name = "" if card.is_access_restricted else card.name
    return Whom(str(card.person_id), _digits(card), name)


def organisation(code: str) -> Organisation | None:
    """An organisation of the place, or by its bare code one that is not."""
    if not code:
        return None
    found = place.current().organisations.get(code)
    return Organisation(found.name, found.ods or "") if found else Organisation(code)


def versioned(version: int, card: Card) -> str:
    """A version as it is told: what a restriction takes away makes another of the same number."""
    return f"{version}-restricted" if card.is_location_restricted else str(version)


def _pairs(search: Search, name: str) -> list[tuple[str, str]] | None:
    named = search.identifiers(name)
    return None if named is None else [(one.system, one.value) for one in named]


def _digits(card: Card) -> str:
    # A card parts the digits for the eye.
    return "".join((card.nhs_number or "").split())


def _identifiers(held: Iterable[tuple[str, str]]) -> tuple[SentIdentifier, ...]:
    return tuple(SentIdentifier(system, value) for system, value in held)


def _shown(held: Demographics) -> PatientShown:
    card = held.card
    merged_into = "" if held.person_id == card.person_id else str(card.person_id)
    return PatientShown(
        id=str(held.person_id),
        version=versioned(held.version, card),
        merged_into=merged_into,
        is_restricted=card.is_location_restricted,
        is_identified=card.is_identified,
        description=card.description,
        nhs_number=_digits(card),
        is_nhs_number_verified=card.is_nhs_number_verified,
        identifiers=_identifiers(held.identifiers),
        family_name=card.family_name,
        given_name=card.given_name,
        known_as=card.known_as,
        born_on=card.born_on,
        died_on=card.died_on,
        gender=card.gender.value,
        phone=card.phone or "",
        email=held.email,
        address_lines=held.address_lines,
        postcode=card.postcode or "",
        practice=_practice(card),
        language=card.language,
        needs_interpreter=card.needs_interpreter,
    )


def _practice(card: Card) -> Organisation | None:
    code = card.practice_code or ""
    return Organisation(card.practice_name or "", code) if code else None
