"""What is held of a person, and the rules that any of it must keep, whichever way it comes in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain import births, names, postcodes

LONGEST: Final = {
    "family_name": 100,
    "given_name": 100,
    "known_as": 100,
    "phone": 40,
    "email": 254,
    "address_lines": 100,
    "language": 20,
    "practice_code": 60,
    "description": 300,
    "whereabouts": 300,
    "identifier": 200,
}
MOST_ADDRESS_LINES: Final = 5
WHERE_FIELDS: Final = ("address_lines", "postcode", "practice_code")
"""What says where somebody is, besides the number of a landline."""

DIED_ON: Final = "died_on"
"""What a death that was taken back is called among the details that were put right."""

KNOWN_BY: Final = frozenset({"family_name", "given_name", "known_as", "born_on", "nhs_number"})
"""What says who somebody is."""

_MOBILE: Final = ("07", "+447", "00447", "+4407", "004407")
_NUMBER: Final = re.compile(r"(?<!\d)(?:\+\d|\(?0)(?:[\s().-]*\d){8,}")
_NOT_OF_A_NUMBER: Final = re.compile(r"[\s().-]")


class Gender(StrEnum):
    """Administrative gender, with the codes of FHIR's value set of that name."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The gender in words."""
        return _GENDER_LABELS[self]


_GENDER_LABELS = {
    Gender.FEMALE: "Female",
    Gender.MALE: "Male",
    Gender.OTHER: "Other",
    Gender.UNKNOWN: "Not known",
}


class NobodyNamed(Refused):
    """Neither a family name nor an NHS number: nobody could be found again by what is left."""

    code = "person_without_name_or_number"


class BornInFuture(Refused):
    """A date of birth after today."""

    code = "born_in_future"


class BornTooLongAgo(Refused):
    """A date of birth further back than anybody has lived."""

    code = "born_too_long_ago"


class DiedBeforeBirth(Refused):
    """A date of death before the date of birth."""

    code = "died_before_birth"


class DiedInFuture(Refused):
    """A date of death after today."""

    code = "died_in_future"


class TooLong(Refused):
    """More text than a field holds."""

    code = "text_too_long"


class NothingDescribed(Refused):
    """Somebody not yet identified, of whom nothing is said."""

    code = "description_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is known of a person. Empty means not known; only a name or a number is compulsory."""

    family_name: str = ""
    given_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    gender: Gender = Gender.UNKNOWN
    nhs_number: NhsNumber | None = None
    is_nhs_number_verified: bool = False
    address_lines: tuple[str, ...] = ()
    postcode: str = ""
    phone: str = ""
    email: str = ""
    practice_code: str = ""
    language: str = ""
    needs_interpreter: bool = False


def tidied(details: PersonDetails, *, on: date) -> PersonDetails:
    """Details with text trimmed and the postcode normalised; raise the first rule they break."""
    text: dict[str, Any] = {f: trimmed(f, getattr(details, f)) for f in _TEXT_FIELDS}
    tidy = replace(
        details,
        **text,
        is_nhs_number_verified=details.is_nhs_number_verified and details.nhs_number is not None,
        address_lines=_address(details.address_lines),
        postcode=postcodes.normalised(details.postcode) if details.postcode.strip() else "",
    )
    if not tidy.family_name and tidy.nhs_number is None:
        raise NobodyNamed()
    if tidy.born_on is not None:
        check_birth(tidy.born_on, on=on)
    return tidy


def check_birth(born_on: date, *, on: date) -> None:
    """Raise for a date of birth in the future or further back than anybody has lived."""
    if born_on > on:
        raise BornInFuture(born_on=born_on)
    if not births.is_possible(born_on, on):
        raise BornTooLongAgo(born_on=born_on, years=births.OLDEST_YEARS)


def check_death(died_on: date, *, born_on: date | None, on: date) -> None:
    """Raise for a date of death in the future or before the birth."""
    if died_on > on:
        raise DiedInFuture(died_on=died_on)
    if born_on is not None and died_on < born_on:
        raise DiedBeforeBirth(died_on=died_on, born_on=born_on)


def described(description: str) -> str:
    """Words by which colleagues will know somebody not yet identified, trimmed."""
    words = trimmed("description", description)
    if not words:
        raise NothingDescribed()
    return words


def trimmed(field: str, text: str) -> str:
    """One line of text without what cannot be printed; raise where it is longer than the field."""
    line = _line(text)
    if len(line) > LONGEST[field]:
        raise TooLong(field=field, longest=LONGEST[field])
    return line


def says_where(field: str, value: object) -> bool:
    """Whether a detail says where somebody is: a landline's number does, by its code."""
    if field == "phone":
        number = _NOT_OF_A_NUMBER.sub("", str(value))
        return bool(number) and not number.startswith(_MOBILE)
    return field in WHERE_FIELDS


def without_landlines(words: str) -> str:
    """Words as they are shown while it is restricted where somebody is: no landline's number."""
    return _NUMBER.sub(
        lambda found: "number not shown" if says_where("phone", found[0]) else found[0], words
    )


def without_where(held: PersonDetails) -> PersonDetails:
    """Details as they are shown while it is restricted where the person is."""
    blank = PersonDetails()
    return replace(held, **{field: getattr(blank, field) for field in _hidden(held)})


def with_hidden(given: PersonDetails, held: PersonDetails) -> PersonDetails:
    """Details given by somebody who was shown them `without_where`: blank there means as held."""
    kept = {field: getattr(held, field) for field in _hidden(held) if not getattr(given, field)}
    return replace(given, **kept)


def _hidden(held: PersonDetails) -> list[str]:
    return [one.name for one in fields(held) if says_where(one.name, getattr(held, one.name))]


def nothing_speaks_against(given: PersonDetails, *, family_name: str, born_on: date | None) -> bool:
    """Whether details that came with somebody's NHS number may be theirs, by birth and family name.

    What is not known speaks neither for nor against.
    """
    if given.born_on and born_on and given.born_on != born_on:
        return False
    typed, held = names.tokens(given.family_name), names.tokens(family_name)
    return _likeness(typed, held) > names.INITIAL or not typed or not held


def may_be_one(one: PersonDetails, other: PersonDetails) -> bool:
    """Whether two entries may be of one person, who then has a number in one of them at most.

    They were born on the same day, and their names are alike: one of each, family and given.
    """
    if one.born_on is None or one.born_on != other.born_on:
        return False
    if one.nhs_number and other.nhs_number and one.nhs_number != other.nhs_number:
        return False
    family = names.tokens(one.family_name), names.tokens(other.family_name)
    given = [names.tokens(f"{each.given_name} {each.known_as}") for each in (one, other)]
    # An initial may stand for a given name; one that is not known speaks neither for nor against.
    is_given_alike = _likeness(*given) >= names.INITIAL or not all(given)
    return _likeness(*family) > names.INITIAL and is_given_alike


def _likeness(some: Iterable[str], others: Sequence[str]) -> int:
    return max((names.alike(a, b) for a in some for b in others), default=names.DIFFERENT)


def changed_fields(before: PersonDetails, after: PersonDetails) -> tuple[str, ...]:
    """The names of the details that differ, for the log, which holds no details themselves."""
    return tuple(
        field.name
        for field in fields(PersonDetails)
        if getattr(before, field.name) != getattr(after, field.name)
    )


_TEXT_FIELDS = (
    "family_name",
    "given_name",
    "known_as",
    "phone",
    "email",
    "practice_code",
    "language",
)


def _line(text: str) -> str:
    # Unprintable characters come in with pasted text and messages; PostgreSQL refuses one of them.
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def _address(given: tuple[str, ...]) -> tuple[str, ...]:
    lines = [line for line in map(_line, given) if line]
    last = MOST_ADDRESS_LINES - 1
    if len(lines) > last:
        lines = [*lines[:last], ", ".join(lines[last:])]
    return tuple(trimmed("address_lines", line) for line in lines)


def written(value: Any) -> str:
    """A detail as it is kept once it was corrected."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case date():
            return value.isoformat()
        case NhsNumber():
            return value.value
        case tuple():
            return "\n".join(value)
        case _:
            return str(value)
