"""Somebody as they read it of themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from joinedup.foundation import anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.models import Person
from joinedup.people.queries.cards import registered


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPerson:
    """Somebody on their own pages; nothing says where they are while that is restricted.

    Whoever made them safe does not know who looks over their shoulder.
    """

    person_id: PersonId
    version: Version
    name: str
    called: str
    born_on: date | None
    nhs_number: str
    phone: str
    language: str
    needs_interpreter: bool
    practice_name: str
    practice_telephone: str
    is_location_restricted: bool


def own_person(scope: Scope, person_id: PersonId) -> OwnPerson:
    """The details of the viewer, or of whom they act for; raises `NotFound` for anybody else's."""
    decision = access.require_view(scope, person_id)
    found = list(_own(person_id, scope.now))
    if not found:
        raise NotFound()
    person = found[0]
    is_hidden = decision.is_location_restricted
    practice = None if is_hidden else place.current().practices.get(person.practice_code or "")
    return OwnPerson(
        person_id=person_id,
        version=Version(person.version),
        name=" ".join(filter(None, (person.given_name, person.family_name))),
        called=_called(person),
        born_on=person.born_on,
        nhs_number=NhsNumber(person.nhs_number).display if person.nhs_number else "",
        phone=person.phone,
        language=person.language,
        needs_interpreter=person.needs_interpreter,
        practice_name=str(practice.name) if practice else "",
        practice_telephone=str(practice.telephone or "") if practice else "",
        is_location_restricted=is_hidden,
    )


def called(scope: Scope, ids: Collection[PersonId]) -> dict[PersonId, str]:
    """What those are called whose own pages the viewer reads, for themselves or for another."""
    decided = access.decisions(scope, ids) if ids else {}
    is_read = (access.Opens.OWN, access.Opens.DELEGATED)
    read = {one: said.ground for one, said in decided.items() if said.opens in is_read}
    for one, ground in read.items():
        scope.show(one, ground)
    found = Person.objects.filter(pk__in=read) if read else ()
    return {PersonId(one.pk): _called(one) for one in found}


def may_have_own_view(person_id: PersonId) -> bool:
    """Whether somebody can be told apart by their birth and lives; asked as a letter is made."""
    held = Person.objects.filter(pk=person_id, identified_at__isnull=False, died_on__isnull=True)
    return held.exclude(born_on=None).exists()


def has_died(person_id: PersonId) -> bool:
    """Whether a death is held of somebody, whichever of their records told it."""
    survivor = anchors.surviving([person_id])[person_id]
    return Person.objects.filter(pk=survivor, died_on__isnull=False).exists()


def born_on(person_id: PersonId) -> date | None:
    """The date of birth that whoever gives a code must know."""
    survivor = anchors.surviving([person_id])[person_id]
    return Person.objects.filter(pk=survivor).values_list("born_on", flat=True).first()


def person_of_number(number: str, *, born_on: date) -> PersonId | None:
    """The one person of an NHS number that was traced, and of that birth; else nobody."""
    held = Person.objects.filter(nhs_number=number, is_nhs_number_verified=True, born_on=born_on)
    found = held.values_list("pk", flat=True).first()
    return anchors.surviving([PersonId(found)])[PersonId(found)] if found else None


def _called(person: Person) -> str:
    return person.known_as or person.given_name.partition(" ")[0] or person.family_name


@question
def _own(person_id: PersonId, now: Any) -> QuerySet[Person]:
    return registered(Person.objects.filter(pk=person_id), at=now)
