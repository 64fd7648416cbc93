"""People as another system reads them: those whom the viewer may open, found by what is certain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import anchors
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.domain import names
from joinedup.people.domain.keys import KeyKind
from joinedup.people.models import Identifier, Person, SearchKey
from joinedup.people.queries.cards import Card, cards
from joinedup.people.queries.people import NHS_NUMBER

MOST_CANDIDATES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Demographics:
    """One person as another system reads them; blank is what their card leaves blank.

    `person_id` is the one asked for: whoever was merged has the survivor's `card`.
    """

    person_id: PersonId
    card: Card
    version: Version
    address_lines: tuple[str, ...]
    email: str
    identifiers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certain:
    """What tells somebody from anybody else: each thing that is given has to hold.

    `ids` and `identifiers` (a system, which may be empty, and a value) name people of whom any will
    do. A family name and a birth go together; names may be given by how they begin.
    """

    ids: Sequence[UUID] | None = None
    identifiers: Sequence[tuple[str, str]] | None = None
    family_name: str = ""
    given_name: str = ""
    born_on: date | None = None


def demographics(scope: Scope, person_id: PersonId) -> Demographics:
    """One person whom the viewer may open."""
    survivor = anchors.surviving([person_id])[person_id]
    access.require(scope, survivor)
    held = _held(scope, [survivor])
    if not held:
        raise NotFound()
    return _as(person_id, held[0])


def people_certain(
    scope: Scope, asked: Certain, *, after: str = "", limit: int = 25
) -> Page[Demographics]:
    """People whom the viewer may open and of whom all that is asked holds, in a fixed order.

    Nobody else is found, nor anybody whose record is restricted; whoever was merged is found as the
    survivor.
    """
    found = ids_certain(scope, asked)
    left = [one for one in found if not is_id(after) or one > UUID(after)]
    shown = _held(scope, left[:limit])
    return Page(
        rows=tuple(shown),
        next_key=str(left[limit - 1]) if len(left) > limit else None,
        total=len(found),
    )


def ids_certain(scope: Scope, asked: Certain) -> list[PersonId]:
    """The same people by their ids alone, to read something else about them."""
    candidates = set(anchors.surviving(_candidates(asked)).values())
    open_ones = Person.objects.filter(access.visible(scope, person="anchor_id"), pk__in=candidates)
    return sorted(PersonId(one) for one in open_ones.values_list("pk", flat=True))


def _candidates(asked: Certain) -> set[PersonId]:
    named: list[set[UUID]] = []
    if asked.ids is not None:
        named.append(set(asked.ids))
    if asked.identifiers is not None:
        named.append(_identified(asked.identifiers))
    if asked.family_name and asked.born_on:
        named.append(_born(asked, asked.born_on))
    common = set.intersection(*named) if named else set()
    return {PersonId(one) for one in sorted(common)[:MOST_CANDIDATES]}


def _identified(identifiers: Iterable[tuple[str, str]]) -> set[UUID]:
    given = list(identifiers)
    numbers = [value for system, value in given if system in ("", NHS_NUMBER)]
    others = [
        Q(value=value, system=system) if system else Q(value=value)
        for system, value in given
        if system != NHS_NUMBER
    ]
    found = set(Person.objects.filter(nhs_number__in=numbers).values_list("pk", flat=True))
    if others:
        held = Identifier.objects.filter(reduce(or_, others))
        found |= set(held.values_list("person_id", flat=True)[:MOST_CANDIDATES])
    return found


def _born(asked: Certain, born_on: date) -> set[UUID]:
    keys = SearchKey.objects.filter(kind=KeyKind.BORN, key=born_on.isoformat())
    people = Person.objects.filter(pk__in=keys.values("person_id"), born_on=born_on)
    family, given = names.folded(asked.family_name), names.folded(asked.given_name)
    return {
        one
        for one, family_name, given_name in people.values_list("pk", "family_name", "given_name")
        if names.folded(family_name).startswith(family)
        and names.folded(given_name).startswith(given)
    }


def _held(scope: Scope, ids: Sequence[PersonId]) -> list[Demographics]:
    shown = cards(scope, ids)
    people = Person.objects.filter(pk__in=ids).prefetch_related("identifiers").order_by("pk")
    return [
        Demographics(
            person_id=PersonId(person.pk),
            card=card,
            version=Version(person.version),
            address_lines=tuple(person.address.splitlines()) if card.address else (),
            email=person.email,
            identifiers=tuple(sorted((one.system, one.value) for one in person.identifiers.all())),
        )
        for person in people
        if (card := shown[PersonId(person.pk)]).is_open
    ]


def _as(person_id: PersonId, held: Demographics) -> Demographics:
    return Demographics(
        person_id=person_id,
        card=held.card,
        version=held.version,
        address_lines=held.address_lines,
        email=held.email,
        identifiers=held.identifiers,
    )
