"""A safeguarding concern as a FHIR R4 message Bundle: one header, one person, one request."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

import orjson

from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.rules import NHS_NUMBER
from joinedup.exchange.domain.concern import ConcernSent

EVENT_SYSTEM: Final = "urn:joinedup:message-event"
REFERENCE_SYSTEM: Final = "urn:joinedup:concern-reference"
_PARTS: Final = UUID("0a3d5c4e-3b9e-5f6e-9d0c-6e2c5d1f7a55")


def concern_message(sent: ConcernSent) -> bytes:
    """The message; the same for the same concern however often it is made."""
    header, person, request = (
        {"resourceType": kind, "id": str(one), **held}
        for kind, one, held in (
            ("MessageHeader", sent.message_id, _header(sent)),
            ("Patient", _part(sent, "person"), _person(sent)),
            ("ServiceRequest", _part(sent, "request"), _request(sent)),
        )
    )
    bundle: Tree = {
        "resourceType": "Bundle",
        "type": "message",
        "timestamp": _instant(sent.raised_at),
        "entry": [
            {"fullUrl": f"urn:uuid:{one['id']}", "resource": one}
            for one in (header, person, request)
        ],
    }
    return orjson.dumps(bundle)


def _header(sent: ConcernSent) -> Tree:
    return {
        "eventCoding": {"system": EVENT_SYSTEM, "code": "safeguarding-concern"},
        "destination": [{"name": sent.to, "endpoint": "urn:joinedup:safeguarding"}],
        "source": {"name": sent.by, "endpoint": "urn:joinedup"},
        "focus": [{"reference": f"urn:uuid:{_part(sent, 'request')}"}],
    }


def _person(sent: ConcernSent) -> Tree:
    person: Tree = {"name": [{"text": sent.name}]}
    if sent.nhs_number:
        number = "".join(one for one in sent.nhs_number if one.isdigit())
        person["identifier"] = [{"system": NHS_NUMBER, "value": number}]
    if sent.address:
        person["address"] = [{"text": sent.address}]
    if sent.born_on:
        person["birthDate"] = sent.born_on.isoformat()
    return person


def _request(sent: ConcernSent) -> Tree:
    return {
        "identifier": [{"system": REFERENCE_SYSTEM, "value": sent.reference}],
        "status": "active",
        "intent": "order",
        "priority": "stat" if sent.is_danger else "urgent",
        "code": {"text": sent.title},
        "subject": {"reference": f"urn:uuid:{_part(sent, 'person')}"},
        "authoredOn": _instant(sent.raised_at),
        "note": [{"text": f"{question}: {answer}"} for question, answer in sent.answers],
    }


def _part(sent: ConcernSent, part: str) -> UUID:
    return uuid5(_PARTS, f"{sent.message_id}|{part}")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
