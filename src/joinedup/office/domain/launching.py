"""Somebody chosen in another system: what it tells of them, and until when that counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from joinedup.kernel.nhs_number import is_valid

COUNTS_FOR: Final = timedelta(minutes=15)
"""How long somebody who was chosen elsewhere may wait to be opened here."""
# UK Core: the system of an NHS number as an identifier.
NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as another system tells of them; empty is what it does not tell."""

    nhs_number: str
    family_name: str
    given_name: str
    born_on: date | None


@dataclass(frozen=True, slots=True)
class Launched:
    """Somebody whom a system has chosen for the holder of an account, and when."""

    id: UUID
    system: str
    """The code of the system, as the file of providers has it."""
    account_id: UUID
    at: datetime
    person: PersonTold
    was_here: bool
    """Whether the account was signed in here already, perhaps with somebody else open."""

    def counts(self, account_id: UUID, *, now: datetime) -> bool:
        """Whether it is for this account, and of now."""
        return self.account_id == account_id and now - self.at <= COUNTS_FOR


def person_told(patient: Mapping[str, Any]) -> PersonTold:
    """Who a Patient of FHIR R4 is: its NHS number, the name in use, the day of birth."""
    name = _name(patient)
    given = [one for one in _listed(name.get("given")) if isinstance(one, str)]
    return PersonTold(
        nhs_number=_number(patient),
        family_name=_text(name.get("family")),
        given_name=" ".join(given)[:_LONGEST],
        born_on=_day(_text(patient.get("birthDate"))),
    )


def _number(patient: Mapping[str, Any]) -> str:
    numbers = {
        "".join(_text(one.get("value")).split())
        for one in _trees(patient.get("identifier"))
        if one.get("system") == NHS_NUMBER and one.get("use") != "old"
    }
    real = {one for one in numbers if is_valid(one)}
    # Two numbers are two people, or a mistake: neither is taken.
    return real.pop() if len(real) == 1 else ""


def _name(patient: Mapping[str, Any]) -> Mapping[str, Any]:
    names = [one for one in _trees(patient.get("name")) if one.get("use") != "old"]
    official = [one for one in names if one.get("use") == "official"]
    usual = [one for one in names if one.get("use") == "usual"]
    return next(iter([*official, *usual, *names]), {})


def _trees(listed: object) -> Iterator[Mapping[str, Any]]:
    return (one for one in _listed(listed) if isinstance(one, dict))


def _listed(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _text(found: object) -> str:
    return found[:_LONGEST] if isinstance(found, str) else ""


def _day(text: str) -> date | None:
    # A year or a month alone is no day of birth to know anybody by.
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
