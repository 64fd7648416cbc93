"""A link that a partner's system asks for: which user, with which person chosen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import is_valid
from joinedup.office.domain.launching import PersonTold

LIVES: Final = timedelta(seconds=60)
"""How long a link may be opened, once."""
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class UserNamed:
    """A member of staff: by their user name here, or by who they are at a provider."""

    username: str
    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """For whom a link is wanted, and whom it opens."""

    user: UserNamed
    person: PersonTold


def asked(body: bytes) -> LinkAsked:
    """What a request for a link says; refuses the first thing that is missing or wrong, by name.

    Number, birth and both names are all wanted: a link with less could open somebody else.
    """
    said = _tree(body)
    user, person = _part(said, "user"), _part(said, "person")
    named = UserNamed(
        *(_text(user, "user", name, needed=False) for name in ("username", "issuer", "subject"))
    )
    if bool(named.username) == bool(named.issuer and named.subject):
        raise Refused("link_incomplete", where="user")
    number = "".join(_text(person, "person", "nhs_number").split())
    if not is_valid(number):
        raise Refused("link_wrong", where="person.nhs_number")
    told = PersonTold(
        nhs_number=number,
        family_name=_text(person, "person", "family_name"),
        given_name=_text(person, "person", "given_name"),
        born_on=_day(_text(person, "person", "birth_date")),
    )
    return LinkAsked(named, told)


def _tree(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("link_unreadable") from error
    if not isinstance(said, dict):
        raise Refused("link_unreadable")
    return said


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    if not isinstance(found, dict):
        raise Refused("link_incomplete", where=name)
    return found


def _text(said: Mapping[str, Any], part: str, name: str, *, needed: bool = True) -> str:
    found = said.get(name, "")
    if not isinstance(found, str) or not found.isprintable() or len(found) > _LONGEST:
        raise Refused("link_wrong", where=f"{part}.{name}")
    if needed and not found.strip():
        raise Refused("link_incomplete", where=f"{part}.{name}")
    return found.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("link_wrong", where="person.birth_date") from error
