"""How far two entries of the index may be one person, and why: what agrees, and what differs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from joinedup.people.domain import births, names
from joinedup.people.domain.details import Gender

ENOUGH: Final = 60
"""Points from which two entries are asked about."""
SHORTEST_SOURCE_NUMBER: Final = 6
"""A number of another system that is shorter is somebody's in every system."""

_A_NAME: Final = names.ALIKE_TWICE


class Sign(StrEnum):
    """One detail in which two entries agree or differ."""

    FAMILY_SAME = "family_same"
    FAMILY_SIMILAR = "family_similar"
    FAMILY_DIFFERS = "family_differs"
    GIVEN_SAME = "given_same"
    GIVEN_SIMILAR = "given_similar"
    GIVEN_INITIAL = "given_initial"
    GIVEN_DIFFERS = "given_differs"
    NAMES_CHANGED_OVER = "names_changed_over"
    BORN_SAME = "born_same"
    BORN_SWAPPED = "born_swapped"
    BORN_SLIP = "born_slip"
    BORN_DIFFERS = "born_differs"
    NUMBERS_DIFFER = "numbers_differ"
    VERIFIED_NUMBERS_DIFFER = "verified_numbers_differ"
    SOURCE_NUMBER_SAME = "source_number_same"
    ADDRESS_SAME = "address_same"
    POSTCODE_SAME = "postcode_same"
    POSTCODE_DIFFERS = "postcode_differs"
    PHONE_SAME = "phone_same"
    GENDER_DIFFERS = "gender_differs"
    ONE_HAS_DIED = "one_has_died"
    SAID_BY_SOMEBODY = "said_by_somebody"


POINTS: Final[dict[Sign, int]] = {
    Sign.FAMILY_SAME: 25,
    Sign.FAMILY_SIMILAR: 18,
    Sign.FAMILY_DIFFERS: -10,
    Sign.GIVEN_SAME: 25,
    Sign.GIVEN_SIMILAR: 15,
    Sign.GIVEN_INITIAL: 8,
    # Twins have everything in common but this.
    Sign.GIVEN_DIFFERS: -40,
    Sign.NAMES_CHANGED_OVER: 45,
    Sign.BORN_SAME: 30,
    Sign.BORN_SWAPPED: 20,
    Sign.BORN_SLIP: 10,
    # Father and son of one name, in one house.
    Sign.BORN_DIFFERS: -60,
    Sign.NUMBERS_DIFFER: -15,
    Sign.VERIFIED_NUMBERS_DIFFER: -40,
    Sign.SOURCE_NUMBER_SAME: 40,
    Sign.ADDRESS_SAME: 10,
    Sign.POSTCODE_SAME: 10,
    Sign.POSTCODE_DIFFERS: 0,
    Sign.PHONE_SAME: 10,
    Sign.GENDER_DIFFERS: -15,
    Sign.ONE_HAS_DIED: 0,
    # Somebody who looked at both knows more than their details: it is asked whatever they say.
    Sign.SAID_BY_SOMEBODY: ENOUGH,
}
SAYS_WHERE: Final = frozenset(
    {Sign.ADDRESS_SAME, Sign.POSTCODE_SAME, Sign.POSTCODE_DIFFERS, Sign.PHONE_SAME}
)
"""Signs that say where one of the two is, to whoever knows where the other is."""

DANGERS: Final = frozenset(
    {
        Sign.VERIFIED_NUMBERS_DIFFER,
        Sign.GIVEN_DIFFERS,
        Sign.BORN_DIFFERS,
        Sign.GENDER_DIFFERS,
        Sign.ONE_HAS_DIED,
    }
)
"""Signs against which nobody joins two entries without saying why they are one all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What of an entry is compared; blank is not known.

    `given` are the words of the given names, the first one first; `called` is what they answer to.
    """

    family: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    born_on: date | None = None
    died_on: date | None = None
    gender: Gender = Gender.UNKNOWN
    number: str = ""
    is_number_verified: bool = False
    source_numbers: frozenset[str] = frozenset()
    address: str = ""
    postcode: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two entries may be one person, in points, and every sign of it."""

    score: int
    signs: tuple[Sign, ...]

    @property
    def is_enough(self) -> bool:
        """Whether somebody should be asked about the two."""
        return self.score >= ENOUGH

    @property
    def dangers(self) -> tuple[Sign, ...]:
        """What speaks against joining them without a word."""
        return tuple(sign for sign in self.signs if sign in DANGERS)


def source_number(value: str) -> str:
    """What another system calls somebody, as it is compared; blank where it says too little."""
    plain = "".join(letter for letter in value.upper() if letter.isalnum())
    return plain if len(plain) >= SHORTEST_SOURCE_NUMBER else ""


def likeness(one: Described, other: Described) -> Likeness:
    """What two entries have in common, and what not."""
    signs = tuple(_signs(one, other))
    return Likeness(sum(POINTS[sign] for sign in signs), signs)


def days_alike(born_on: date) -> Iterator[date]:
    """The dates of birth under which the same person may be entered again."""
    yield born_on
    if other := births.swapped(born_on):
        yield other


def _signs(one: Described, other: Described) -> Iterator[Sign]:
    yield from _name_signs(one, other)
    yield from _born_signs(one.born_on, other.born_on)
    yield from _number_signs(one, other)
    yield from _place_signs(one, other)
    known = {one.gender, other.gender} - {Gender.UNKNOWN}
    if len(known) == 2:
        yield Sign.GENDER_DIFFERS
    if bool(one.died_on) != bool(other.died_on):
        yield Sign.ONE_HAS_DIED


def _name_signs(one: Described, other: Described) -> Iterator[Sign]:
    family, given = _alike(one.family, other.family), _given_alike(one, other)
    crossed = min(_alike(one.family, other.given), _alike(one.given, other.family))
    if crossed >= _A_NAME and min(family, given) < _A_NAME:
        yield Sign.NAMES_CHANGED_OVER
        return
    if one.family and other.family:
        yield _as_sign(family, Sign.FAMILY_SAME, Sign.FAMILY_SIMILAR, Sign.FAMILY_DIFFERS)
    if one.given and other.given:
        is_initial = given == names.INITIAL
        unlike = Sign.GIVEN_INITIAL if is_initial else Sign.GIVEN_DIFFERS
        yield _as_sign(given, Sign.GIVEN_SAME, Sign.GIVEN_SIMILAR, unlike)


def _as_sign(points: int, same: Sign, similar: Sign, differs: Sign) -> Sign:
    if points == names.SAME:
        return same
    return similar if points >= _A_NAME else differs


def _born_signs(one: date | None, other: date | None) -> Iterator[Sign]:
    if one is None or other is None:
        return
    if one == other:
        yield Sign.BORN_SAME
    elif births.swapped(one) == other:
        yield Sign.BORN_SWAPPED
    else:
        yield Sign.BORN_SLIP if other in births.slips(one) else Sign.BORN_DIFFERS


def _number_signs(one: Described, other: Described) -> Iterator[Sign]:
    if one.number and other.number and one.number != other.number:
        is_sure = one.is_number_verified and other.is_number_verified
        yield Sign.VERIFIED_NUMBERS_DIFFER if is_sure else Sign.NUMBERS_DIFFER
    if one.source_numbers & other.source_numbers:
        yield Sign.SOURCE_NUMBER_SAME


def _place_signs(one: Described, other: Described) -> Iterator[Sign]:
    if one.postcode and other.postcode:
        is_same = one.postcode == other.postcode
        yield Sign.POSTCODE_SAME if is_same else Sign.POSTCODE_DIFFERS
    if one.address and one.address == other.address:
        yield Sign.ADDRESS_SAME
    if one.phone and one.phone == other.phone:
        yield Sign.PHONE_SAME


def _given_alike(one: Described, other: Described) -> int:
    # What one goes by must be a name of the other: twins often share their second names.
    one_goes_by, other_goes_by = (*one.given[:1], *one.called), (*other.given[:1], *other.called)
    return max(
        _alike(one_goes_by, (*other.given, *other.called)),
        _alike(other_goes_by, (*one.given, *one.called)),
    )


def _alike(some: Iterable[str], others: Sequence[str]) -> int:
    # A name may begin another in either order: *Beth* and *Bethany*.
    return max(
        (max(names.alike(a, b), names.alike(b, a)) for a in some for b in others),
        default=names.DIFFERENT,
    )
