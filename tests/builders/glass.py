"""Whoever sees people out of hours, who is in contact with them, and records opened so."""

from typing import Any
from uuid import UUID, uuid4

from joinedup.exchange import services as exchange
from joinedup.foundation import instant
from joinedup.foundation.models import Account, BrokenGlass
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor, Opens, actor_of, explain
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.models import Person
from joinedup.people.queries import NHS_NUMBER
from tests.builders import partner
from tests.builders import referrals as build

OUT_OF_HOURS = "out_of_hours_gp"
WORDS = "Breathless at home, nobody here knows her"


def doctor(username: str = "olu", *, organisation: str = OUT_OF_HOURS) -> Actor:
    """An urgent care clinician."""
    return build.staff(username, Role.URGENT_CLINICIAN, organisation=organisation)


def officer(username: str = "petra") -> Actor:
    """Whoever reviews reading."""
    return build.staff(username, Role.PRIVACY_OFFICER)


def now(actor: Actor) -> Actor:
    """Somebody with what they may see at this instant."""
    return actor_of(Account.objects.get(id=actor.account_id))


def opens(actor: Actor, person: PersonId) -> Opens:
    """How much of a person is open to somebody at this instant."""
    return explain(now(actor).scope, person).opens


def broken(person: PersonId, *, by: Actor | None = None, **changes: Any) -> UUID:
    """A record opened in an emergency."""
    given = {"reason": "in_front_of_me", "words": WORDS, "key": uuid4(), "at": instant.now()}
    services.break_glass(person, **{**given, **changes}, by=by or doctor())
    return BrokenGlass.objects.latest("id").id


def encounter(person: PersonId, *, status: str = "in-progress", **changes: Any) -> dict[str, Any]:
    """What the system of the doctors out of hours tells of a contact."""
    number = Person.objects.get(pk=person).nhs_number
    return {
        "resourceType": "Encounter",
        "id": "contact-1",
        "status": status,
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "VR"},
        "subject": {"identifier": {"system": NHS_NUMBER, "value": number}},
        "period": {"start": instant.now().isoformat()},
        "reasonCode": [{"text": "Breathless"}],
        **changes,
    }


def told(tree: dict[str, Any], *, of: str = "out-of-hours") -> None:
    """Take what the system tells."""
    taken = partner.taken(tree, partner=exchange.partner_called(of), source=f"{uuid4()}.json")
    assert taken.findings == (), taken.findings
