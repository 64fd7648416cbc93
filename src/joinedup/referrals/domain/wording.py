"""Words as they are kept: trimmed, printable, and no longer than their column."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final

from joinedup.kernel.errors import Refused
from joinedup.kernel.finding import Finding
from joinedup.people.domain.details import PersonDetails
from joinedup.referrals.domain.request import SOURCE, Request

LONGEST_WORDS: Final = 10_000
LONGEST_NAME: Final = 150
LONGEST: Final = {
    "referrer.name": LONGEST_NAME,
    "referrer.role": 100,
    "referrer.direct_number": 60,
    "where.address": 500,
    "where.postcode": 20,
    "contact.number": 60,
    "contact.who_is_with_them": 300,
    "change.since_words": 300,
    "agreement.by_whom": 300,
    "interpreter": 100,
    "carer": 300,
    "person.description": 300,
    "for_this_visit.visit_address": 500,
    "for_this_visit.key_safe_code": 60,
    "observations.unit": 30,
}


class WordsMissing(Refused):
    """Something must be said here."""

    code = "words_missing"


class WordsTooLong(Refused):
    """More words than are kept."""

    code = "words_too_long"


def tidied(request: Request) -> Request:
    """The request with its text trimmed and printable; `people` tidies a person's details."""
    tidy: Request = _tidied(request)
    return tidy


def too_long(request: Request) -> list[Finding]:
    """Every piece of text that is longer than what is kept."""
    return [
        Finding(SOURCE, at, "too_long", f"This is longer than {longest} letters")
        for at, text in _texts("", request)
        if len(text) > (longest := LONGEST.get(at, LONGEST_WORDS))
    ]


def words(text: str, *, at: str = "words", must: bool = False, longest: int = LONGEST_WORDS) -> str:
    """Words given with a step, trimmed and printable; refused if too long, or missing."""
    tidy = printable(text)
    if must and not tidy:
        raise WordsMissing(at=at)
    if len(tidy) > longest:
        raise WordsTooLong(at=at, longest=longest)
    return tidy


def printable(text: str) -> str:
    """Text without the control characters that pasted text and messages carry, trimmed.

    Every space is a plain one: words that a document held together with another kind stay apart.
    """
    # PostgreSQL refuses the null among control characters.
    plain = (" " if unicodedata.category(letter) == "Zs" else letter for letter in text)
    return "".join(one for one in plain if one.isprintable() or one in "\n\t").strip()


def _tidied(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(_tidied(one) for one in value)
    if is_dataclass(value) and not isinstance(value, PersonDetails | type):
        return replace(value, **{f.name: _tidied(getattr(value, f.name)) for f in fields(value)})
    return value


def _texts(at: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and not isinstance(value, Enum):
        yield at, value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(at, one)
    elif is_dataclass(value) and not isinstance(value, PersonDetails | type):
        for field in fields(value):
            yield from _texts(f"{at}.{field.name}".lstrip("."), getattr(value, field.name))
