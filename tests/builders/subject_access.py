"""Requests for a copy, and whoever answers them."""

from typing import Any
from uuid import UUID

from joinedup.foundation import instant, place
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import PersonId
from joinedup.people.models import Person
from joinedup.subject_access import services
from joinedup.subject_access.domain.requests import CheckedHow, Requester
from joinedup.subject_access.domain.reviewing import Judgement
from joinedup.subject_access.models import AccessRequest, JudgedRow
from tests.builders import glass
from tests.builders import people as persons

WHY = "Discussed with their GP"


def somebody(**changes: Any) -> PersonId:
    """Ethel, whose number was traced, so that a request can name her."""
    person = persons.a_person(**changes)
    Person.objects.filter(pk=person).update(is_nhs_number_verified=True)
    return person


def asked(person: PersonId, *, by: Actor | None = None, **changes: Any) -> UUID:
    """A request, opened today by the privacy officer."""
    held = Person.objects.get(pk=person)
    typed = {
        "nhs_number": held.nhs_number,
        "born_on": held.born_on,
        "requester": Requester.THEMSELVES,
        "requester_name": "Ethel Pargeter",
        "checked_how": CheckedHow.PAPERS,
        "received_on": place.today(),
        "key": persons.a_key(),
    }
    return services.open_request(**{**typed, **changes}, at=instant.now(), by=by or glass.officer())


def worked() -> None:
    """The worker does what is due."""
    services.work(at=instant.now(), by=system("subject_access.work"))


def to_review(person: PersonId, *, by: Actor | None = None) -> UUID:
    """A request about somebody, with rows to judge."""
    Person.objects.filter(pk=person, nhs_number=None).update(nhs_number="9434765919")
    Person.objects.filter(pk=person).update(is_nhs_number_verified=True)
    request_id = asked(person, by=by)
    worked()
    return request_id


def judged(request_id: UUID, judgement: Judgement = Judgement.WITHHOLD, **only: str) -> int:
    """Every row that waits, judged alike; says how many."""
    rows = JudgedRow.objects.filter(request_id=request_id, judgement="", **only)
    for row in rows:
        services.judge(
            row.id, seen=None, judgement=judgement, reason=WHY, at=instant.now(), by=glass.officer()
        )
    return len(rows)


def released(request_id: UUID) -> None:
    """Everything judged, and the copy made."""
    judged(request_id)
    services.release(request_id, seen=None, at=instant.now(), by=glass.officer())
    worked()


def of(request_id: UUID) -> AccessRequest:
    """A request as it stands."""
    return AccessRequest.objects.get(pk=request_id)


def of_everything(person: PersonId, *, by: Actor | None = None) -> dict[str, UUID]:
    """What stands in the addresses of the pages of a request."""
    request_id = to_review(person, by=by)
    row = JudgedRow.objects.filter(request_id=request_id).order_by("id")[0]
    return {"request_id": request_id, "row_id": row.id}
