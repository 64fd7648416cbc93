"""The keys under which somebody is looked up, and which of them a search asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from joinedup.people.domain import names, phones, postcodes
from joinedup.people.domain.ranking import near_births
from joinedup.people.domain.search import Query


class KeyKind(StrEnum):
    """What a key is made of. None is a name as spelt: the same name has the same sound."""

    NUMBER = "number"
    SOUND = "sound"
    BORN = "born"
    POSTCODE = "postcode"
    DISTRICT = "district"
    PHONE = "phone"


type Key = tuple[KeyKind, str]

LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Lookup:
    """People who have one of the `keys`.

    Of too many those are taken one of whose names has one of the `sounds`; where it `must_sound`,
    only those are taken at all.
    """

    kind: KeyKind
    keys: frozenset[str]
    sounds: frozenset[str] = frozenset()
    must_sound: bool = False


def keys_of(
    *,
    number: str | None,
    name_texts: Iterable[str],
    born_on: date | None,
    postcodes_held: Iterable[str],
    phone: str = "",
) -> frozenset[Key]:
    """Every key of one person. Whoever restricts their whereabouts gives no postcode or phone."""
    found: set[Key] = {(KeyKind.SOUND, sound) for text in name_texts for sound in _sounds(text)}
    if number:
        found.add((KeyKind.NUMBER, number))
    if born_on:
        found.add((KeyKind.BORN, born_on.isoformat()))
    if dialled := phones.normalised(phone):
        found.add((KeyKind.PHONE, dialled))
    for postcode in postcodes_held:
        found |= {(KeyKind.POSTCODE, postcode), (KeyKind.DISTRICT, postcodes.district(postcode))}
    return frozenset(found)


def lookups(query: Query) -> Iterator[Lookup]:
    """What to look up for a search, the surest first.

    A date of birth, postcode or telephone brings all who share it, so that a name may be wrong in
    any way; a date with a slip in it, and a district (that of the postcode too: they may have moved
    nearby), bring those only of whose names one sounds as typed.
    """
    sounds = frozenset(names.sound(token)[:LONGEST_KEY] for token in query.names)
    if query.number:
        yield Lookup(KeyKind.NUMBER, frozenset({query.number.value}))
    if query.births:
        yield Lookup(KeyKind.BORN, _days(query.births), sounds)
    if query.postcode:
        yield Lookup(KeyKind.POSTCODE, frozenset({query.postcode}), sounds)
    if query.phone:
        yield Lookup(KeyKind.PHONE, frozenset({query.phone}), sounds)
    if query.births and sounds:
        yield Lookup(KeyKind.BORN, _days(near_births(query.births)), sounds, must_sound=True)
    if sounds and (district := query.district or _district(query.postcode)):
        yield Lookup(KeyKind.DISTRICT, frozenset({district}), sounds, must_sound=True)


def _district(postcode: str | None) -> str | None:
    return postcodes.district(postcode) if postcode else None


def _days(days: Iterable[date]) -> frozenset[str]:
    return frozenset(day.isoformat() for day in days)


def _sounds(text: str) -> Iterator[str]:
    return (names.sound(token)[:LONGEST_KEY] for token in names.tokens(text))
