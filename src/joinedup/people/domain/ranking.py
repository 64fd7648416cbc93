"""How well a person answers a search, and why: the order in which the people found are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from joinedup.people.domain import births, names, postcodes
from joinedup.people.domain.search import Query

NUMBER, NAME, PHONE, POSTCODE, DISTRICT = 100, 50, 35, 30, 10
BORN, BORN_OTHER_READING, BORN_SWAPPED, BORN_SLIP = 40, 36, 25, 20
BORN_DIFFERS, POSTCODE_DIFFERS = -15, -5

# A name that is neither family nor given as held counts less where a comma said which it is.
OUT_OF_PLACE = 70
# An initial alone is nobody's name.
A_NAME = names.ALIKE_TWICE


class Why(StrEnum):
    """What of the search a person answers, or does not."""

    NUMBER = "number_same"
    NAME = "name_same"
    NAME_SIMILAR = "name_similar"
    NAME_PART = "name_part"
    NAME_DIFFERS = "name_differs"
    BORN = "born_same"
    BORN_SWAPPED = "born_swapped"
    BORN_SLIP = "born_slip"
    BORN_DIFFERS = "born_differs"
    POSTCODE = "postcode_same"
    DISTRICT = "district_same"
    POSTCODE_DIFFERS = "postcode_differs"
    PHONE = "phone_same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is held of somebody that a search may match; no postcode or phone where restricted."""

    number: str | None
    family: tuple[str, ...]
    given: tuple[str, ...]
    born_on: date | None
    postcodes: frozenset[str] = frozenset()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """How well somebody answers, and in what.

    It `is_exact` by number, or by full name and date of birth.
    """

    score: int
    why: tuple[Why, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class _Part:
    score: int = 0
    why: Why | None = None


def match(query: Query, candidate: Candidate) -> Match | None:
    """How well somebody answers a search, or None where they do not.

    A number answers alone. Otherwise the name that was typed must be theirs in part at least, and a
    date of birth, a postcode or a telephone must pin them down; a district does so for a family
    name only.
    """
    number = _number(query, candidate)
    name, born, place = _name(query, candidate), _born(query, candidate), _place(query, candidate)
    phone = _phone(query, candidate)
    is_there = bool(phone.why or place.why is Why.POSTCODE)
    if not number.why and not _is_pinned(query, candidate, name, born, place, is_there=is_there):
        return None
    parts = [part for part in (number, name, born, phone, place) if part.why]
    is_exact = bool(number.why) or (
        born.why is Why.BORN and name.why is Why.NAME and _is_full_name(query, candidate)
    )
    return Match(sum(part.score for part in parts), tuple(p.why for p in parts if p.why), is_exact)


def _number(query: Query, candidate: Candidate) -> _Part:
    is_same = query.number is not None and candidate.number == query.number.value
    return _Part(NUMBER, Why.NUMBER) if is_same else _Part()


def _name(query: Query, candidate: Candidate) -> _Part:
    if not query.names or not (candidate.family or candidate.given):
        return _Part()
    points = [_likeness(typed, query, candidate) for typed in query.names]
    score = NAME * sum(points) // (names.SAME * len(points))
    if min(points) == names.SAME:
        return _Part(score, Why.NAME)
    if max(points) < A_NAME:
        return _Part(score, Why.NAME_DIFFERS)
    return _Part(score, Why.NAME_SIMILAR if min(points) else Why.NAME_PART)


def _likeness(typed: str, query: Query, candidate: Candidate) -> int:
    as_family = max((names.alike(typed, held) for held in candidate.family), default=0)
    as_given = max((names.alike(typed, held) for held in candidate.given), default=0)
    if not query.family:
        return max(as_family, as_given)
    if typed in query.family:
        return max(as_family, as_given * OUT_OF_PLACE // names.SAME)
    return max(as_given, as_family * OUT_OF_PLACE // names.SAME)


def _born(query: Query, candidate: Candidate) -> _Part:
    if not query.births or candidate.born_on is None:
        return _Part()
    if candidate.born_on in query.births:
        is_first = candidate.born_on == query.births[0]
        return _Part(BORN if is_first else BORN_OTHER_READING, Why.BORN)
    near = near_births(query.births).get(candidate.born_on)
    if near is None:
        return _Part(BORN_DIFFERS, Why.BORN_DIFFERS)
    return _Part(BORN_SWAPPED if near is Why.BORN_SWAPPED else BORN_SLIP, near)


def _place(query: Query, candidate: Candidate) -> _Part:
    typed = query.postcode or query.district
    if typed is None or not candidate.postcodes:
        return _Part()
    if query.postcode in candidate.postcodes:
        return _Part(POSTCODE, Why.POSTCODE)
    district = postcodes.district(typed)
    if any(postcodes.district(held) == district for held in candidate.postcodes):
        return _Part(DISTRICT, Why.DISTRICT)
    return _Part(POSTCODE_DIFFERS, Why.POSTCODE_DIFFERS)


def _phone(query: Query, candidate: Candidate) -> _Part:
    is_same = query.phone is not None and candidate.phone == query.phone
    return _Part(PHONE, Why.PHONE) if is_same else _Part()


def _is_pinned(
    query: Query, candidate: Candidate, name: _Part, born: _Part, place: _Part, *, is_there: bool
) -> bool:
    if not query.names:
        return born.why is Why.BORN or is_there
    if name.why in {None, Why.NAME_DIFFERS}:
        return False
    if born.score > 0 or is_there:
        return True
    return place.why is Why.DISTRICT and born.why is None and _has_name_of(query, candidate.family)


def _is_full_name(query: Query, candidate: Candidate) -> bool:
    return _has_name_of(query, candidate.family) and _has_name_of(query, candidate.given)


def _has_name_of(query: Query, held: Iterable[str]) -> bool:
    return any(names.alike(typed, name) >= A_NAME for typed in query.names for name in held)


@lru_cache(maxsize=1_000)
def near_births(typed: tuple[date, ...]) -> dict[date, Why]:
    """Dates that somebody may have meant who typed others, and the slip that would explain each."""
    near: dict[date, Why] = {}
    for born_on in typed:
        near |= dict.fromkeys(births.slips(born_on), Why.BORN_SLIP)
    for born_on in typed:
        other = births.swapped(born_on)
        near |= {other: Why.BORN_SWAPPED} if other else {}
    return {born_on: why for born_on, why in near.items() if born_on not in typed}
