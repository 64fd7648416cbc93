"""CapabilityStatement: what this system really does over FHIR, and no more."""

from datetime import date

import orjson


def capability_statement(*, software: str, version: str, on: date, endpoint: str) -> bytes:
    """What this system really does over FHIR: takes messages of one standard, in one format."""
    statement = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": on.isoformat(),
        "kind": "instance",
        "software": {"name": software, "version": version},
        "implementation": {"description": f"{software} for one place", "url": endpoint},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "A bearer token that the place gives to each partner."},
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
                "operation": [
                    {
                        "name": "process-message",
                        "definition": (
                            "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message"
                        ),
                        "documentation": (
                            "Takes servicerequest-request (new, update, and update to revoked);"
                            " refuses bookings by name; answers with servicerequest-response."
                        ),
                    }
                ],
            }
        ],
    }
    return orjson.dumps(statement, option=orjson.OPT_INDENT_2)
