"""Messages of the Booking and Referral Standard as tests need them: Ethel's GP asks for a nurse."""

import copy
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

ON = date(2026, 11, 24)
ETHEL = "9990000107"
SNOMED = "http://snomed.info/sct"

# The mark that the Personal Demographics Service puts on somebody restricted.
RESTRICTED: Final[Mapping[str, Any]] = {
    "security": [
        {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    ]
}

# What may follow Ethel's urgent referral: changes of a message.
WORSE: Final[Mapping[str, Any]] = {
    "reason": "update",
    "message_id": "b2c0a3f4-0002-4c00-8000-000000000002",
    "sent": "2026-11-24T09:28:00+00:00",
    "priority": "stat",
    "note": [{"text": "Now confused as well"}],
}
LATE: Final[Mapping[str, Any]] = {
    "reason": "update",
    "message_id": "b2c0a3f4-0003-4c00-8000-000000000003",
    "sent": "2026-11-24T09:26:00+00:00",
    "priority": "urgent",
    "note": [{"text": "Her daughter is there until noon"}],
}
UPDATE: Final[Mapping[str, Any]] = {
    "reason": "update",
    "message_id": "b2c0a3f4-0005-4c00-8000-000000000005",
    "sent": "2026-11-24T09:27:00+00:00",
}
BACK: Final[Mapping[str, Any]] = {
    "reason": "update",
    "status": "revoked",
    "message_id": "b2c0a3f4-0004-4c00-8000-000000000004",
    "sent": "2026-11-24T09:29:00+00:00",
    "priority": "urgent",
}

_HEADER, _REQUEST, _PATIENT, _GP, _PRACTICE, _HERE = (
    f"urn:uuid:0b6f4d00-0000-4000-8000-00000000000{n}" for n in range(1, 7)
)


def an_ethel(**changes: Any) -> dict[str, Any]:
    """Ethel Marsh as a Patient resource."""
    patient = {
        "resourceType": "Patient",
        "identifier": [
            {
                "extension": [
                    {
                        "url": (
                            "https://fhir.hl7.org.uk/StructureDefinition/"
                            "Extension-UKCore-NHSNumberVerificationStatus"
                        ),
                        "valueCodeableConcept": {
                            "coding": [
                                {
                                    "system": (
                                        "https://fhir.hl7.org.uk/CodeSystem/"
                                        "UKCore-NHSNumberVerificationStatusEngland"
                                    ),
                                    "code": "01",
                                }
                            ]
                        },
                    }
                ],
                "system": "https://fhir.nhs.uk/Id/nhs-number",
                "value": ETHEL,
            }
        ],
        "name": [{"use": "official", "family": "Marsh", "given": ["Ethel"]}],
        "telecom": [{"system": "phone", "value": "01632 960020", "use": "home", "rank": 1}],
        "gender": "female",
        "birthDate": "1945-03-02",
        "address": [{"use": "home", "line": ["4 Orchard Close"], "postalCode": "HP19 7AA"}],
    }
    return {**patient, **changes}


def a_request(**changes: Any) -> dict[str, Any]:
    """Ethel's referral as a ServiceRequest; a change of `None` leaves the element out."""
    request = {
        "resourceType": "ServiceRequest",
        "identifier": [{"system": "https://gp.example/referral", "value": "R-2026-1124-01"}],
        "status": "active",
        "intent": "plan",
        "category": [
            {
                "coding": [
                    {
                        "system": "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest",
                        "code": "referral",
                    }
                ]
            }
        ],
        "priority": "stat",
        "subject": {"reference": _PATIENT},
        "authoredOn": "2026-11-24T09:20:00+00:00",
        "requester": {"reference": _GP},
        "performer": [{"reference": _HERE}],
        "reasonCode": [{"text": "Not drinking, dizzy on standing since yesterday evening"}],
        "note": [{"text": "Would go to hospital if nobody comes"}],
    }
    return {key: value for key, value in {**request, **changes}.items() if value is not None}


def a_message(
    *,
    reason: str = "new",
    event: str = "servicerequest-request",
    message_id: str = "b2c0a3f4-0001-4c00-8000-000000000001",
    sent: str = "2026-11-24T09:25:00+00:00",
    patient: Mapping[str, Any] | None = None,
    sender_ods: str = "W12345",
    more: tuple[Mapping[str, Any], ...] = (),
    **request: Any,
) -> dict[str, Any]:
    """A whole message; what is not named is Ethel's new referral."""
    header = {
        "resourceType": "MessageHeader",
        "id": message_id,
        "eventCoding": {
            "system": "https://fhir.nhs.uk/CodeSystem/message-events-bars",
            "code": event,
        },
        "sender": {"reference": _PRACTICE},
        "source": {"endpoint": "https://gp.example/fhir"},
        "reason": {
            "coding": [
                {"system": "https://fhir.nhs.uk/CodeSystem/message-reason-bars", "code": reason}
            ]
        },
        "focus": [{"reference": _REQUEST}],
    }
    gp = {
        "resourceType": "Practitioner",
        "identifier": [{"system": "https://fhir.hl7.org.uk/Id/gmc-number", "value": "G7654321"}],
        "name": [{"family": "Pryce", "given": ["Joan"], "prefix": ["Dr"]}],
        "telecom": [{"system": "phone", "value": "01632 960010", "use": "work"}],
    }
    parts = [
        (_HEADER, header),
        (_REQUEST, a_request(**request)),
        (_PATIENT, dict(patient or an_ethel())),
        (_GP, gp),
        (_PRACTICE, _organisation("Orchard Surgery", sender_ods)),
        (_HERE, _organisation("Single point of referral", "RZ9")),
        *((f"urn:uuid:0b6f4d00-0000-4000-8000-0000000001{n:02}", p) for n, p in enumerate(more)),
    ]
    return copy.deepcopy(
        {
            "resourceType": "Bundle",
            "id": f"{message_id[:-4]}b0b0",
            "type": "message",
            "timestamp": sent,
            "entry": [{"fullUrl": url, "resource": dict(part)} for url, part in parts],
        }
    )


def _organisation(name: str, ods: str) -> dict[str, Any]:
    system = "https://fhir.nhs.uk/Id/ods-organization-code"
    return {
        "resourceType": "Organization",
        "identifier": [{"system": system, "value": ods}],
        "name": name,
    }


def as_bytes(tree: Any) -> bytes:
    """A tree as it goes over the wire."""
    return json.dumps(tree, indent=2).encode()


def without(tree: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A copy of a resource that leaves elements out."""
    return {key: value for key, value in tree.items() if key not in names}
