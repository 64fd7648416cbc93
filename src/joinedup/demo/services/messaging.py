"""What a partner's own system tells of a visit: a message, taken as every other is."""

import json
from datetime import datetime
from typing import Any, Final

from joinedup.exchange import services as exchange
from joinedup.foundation.place_schema import Partner
from joinedup.people.queries import NHS_NUMBER

_REFERENCE: Final = "urn:joinedup:referral-reference"
_ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


class MessageRefused(RuntimeError):
    """The demonstration sent what its own place does not take."""


def tell_visit(
    keeper: Partner,
    nhs_number: str,
    *,
    reference: str,
    who: str,
    training: str,
    words: str,
    at: datetime,
) -> None:
    """Tell by message that somebody of the keeper's team has seen a person at home."""
    visit: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": f"visit-{reference}",
        "identifier": [{"system": _REFERENCE, "value": reference}],
        "status": "finished",
        "class": {"system": _ACT, "code": "HH"},
        "subject": {"identifier": {"system": NHS_NUMBER, "value": "".join(nhs_number.split())}},
        "participant": [{"type": [{"text": training}], "individual": {"display": who}}],
        "period": {"start": at.isoformat()},
        "reasonCode": [{"text": words}],
    }
    _send(keeper, visit)


def tell_contact(
    service: Partner, nhs_number: str, *, number: int, words: str, at: datetime
) -> None:
    """Tell by message that somebody rang an urgent care service and is in contact with it now."""
    _send(
        service,
        {
            "resourceType": "Encounter",
            "id": f"contact-{number}",
            "status": "in-progress",
            "class": {"system": _ACT, "code": "VR"},
            "subject": {"identifier": {"system": NHS_NUMBER, "value": nhs_number}},
            "period": {"start": at.isoformat()},
            "reasonCode": [{"text": words}],
        },
    )


def _send(partner: Partner, encounter: dict[str, Any]) -> None:
    taken = exchange.take(
        json.dumps(encounter).encode(),
        source=f"{encounter['id']}.json",
        partner=partner,
        say=lambda code, values: f"{code} {dict(values)}",
    )
    if refused := [found for one in taken for found in one.findings]:
        raise MessageRefused(str(refused))
