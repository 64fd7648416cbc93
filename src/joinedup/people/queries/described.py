"""Entries of the index as the rule of likeness compares them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from joinedup.people.domain import likeness, names, phones
from joinedup.people.domain.details import Gender
from joinedup.people.domain.likeness import Described
from joinedup.people.models import Identifier, Person

_COLUMNS = (
    *("pk", "family_name", "given_name", "known_as", "born_on", "died_on", "gender"),
    *("nhs_number", "is_nhs_number_verified", "address", "postcode", "phone"),
)


def described(person_ids: Iterable[UUID]) -> dict[UUID, Described]:
    """What of each entry is compared, in two questions. Not for a page: it holds whereabouts."""
    ids = list(person_ids)
    numbers = _source_numbers(ids)
    return {
        one: Described(
            family=tokens(family_name),
            given=tokens(given_name),
            called=tokens(known_as),
            born_on=born_on,
            died_on=died_on,
            gender=Gender(gender),
            number=number or "",
            is_number_verified=is_verified,
            source_numbers=frozenset(numbers.get(one, ())),
            address=" ".join(names.folded(address).replace(",", " ").split()),
            postcode=postcode,
            phone=phones.normalised(phone) or "",
        )
        for (
            one,
            family_name,
            given_name,
            known_as,
            born_on,
            died_on,
            gender,
            number,
            is_verified,
            address,
            postcode,
            phone,
        ) in Person.objects.filter(pk__in=ids).values_list(*_COLUMNS)
    }


@lru_cache(maxsize=50_000)
def tokens(name: str) -> tuple[str, ...]:
    """The folded words of a name; a county has far fewer names than people."""
    return names.tokens(name)


def _source_numbers(ids: list[UUID]) -> dict[UUID, set[str]]:
    held: dict[UUID, set[str]] = defaultdict(set)
    found = Identifier.objects.filter(person_id__in=ids)
    for one, value in found.values_list("person_id", "value"):
        if plain := likeness.source_number(value):
            held[one].add(plain)
    return held
