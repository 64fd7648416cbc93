"""Whom other systems mean by the identifiers that they use: many asked at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from joinedup.foundation import anchors
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.models import Identifier, Person
from joinedup.people.queries.people import NHS_NUMBER

SUPERSEDED: Final = f"{NHS_NUMBER}#superseded"
"""The system of an NHS number that somebody had before the one that they have now."""

type Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """Whom an identifier means: the record that it is of, and who that turned out to be.

    They differ while the record is joined to another. What is sent for it is kept with the record,
    so that it goes with it when they are parted.
    """

    record_id: PersonId
    person_id: PersonId


def known_by(scope: Scope, identifiers: Iterable[Named]) -> dict[Named, PersonId]:
    """The person whom each identifier means, by system and value; none for one not known here.

    An NHS number that was replaced means whoever has its successor. Whoever was merged into
    somebody else is found as them.
    """
    return {named: one.person_id for named, one in records_by(scope, identifiers).items()}


def records_by(scope: Scope, identifiers: Iterable[Named]) -> dict[Named, Known]:
    """The same with the record that each identifier is of; NHS numbers come before all others."""
    access.require_permission(scope, Permission.PERSON_FIND)
    asked = set(identifiers)
    if not asked:
        return {}
    numbers = {value for system, value in asked if system == NHS_NUMBER}
    found: dict[Named, PersonId] = {}
    if numbers:
        held = _numbered(numbers)
        found |= {(NHS_NUMBER, number): PersonId(pk) for number, pk in held if number}
    others = {value for system, value in asked if (system, value) not in found}
    if others:
        for system, value, pk in _linked(others):
            replaced = {(NHS_NUMBER, value)} if system == SUPERSEDED else set()
            for named in asked & {(system, value), *replaced}:
                found.setdefault(named, PersonId(pk))
    survivors = anchors.surviving(found.values())
    return {named: Known(record, survivors[record]) for named, record in found.items()}


@question
def _numbered(numbers: Collection[str]) -> QuerySet[Any, tuple[str | None, UUID]]:
    return Person.objects.filter(nhs_number__in=numbers).values_list("nhs_number", "pk")


@question
def _linked(values: Collection[str]) -> QuerySet[Any, tuple[str, str, UUID]]:
    linked = Identifier.objects.filter(value__in=values)
    return linked.values_list("system", "value", "person_id")
