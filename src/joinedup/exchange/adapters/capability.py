"""CapabilityStatement: what this system really does over FHIR, and no more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

import orjson

from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.domain.searching import Sort

_SORTS: Final = MappingProxyType(
    {
        Sort.ID: "token",
        Sort.TOKEN: "token",
        Sort.REFERENCE: "reference",
        Sort.TEXT: "string",
        Sort.DAY: "date",
        Sort.ON: "date",
    }
)
_SMART: Final = MappingProxyType(
    {
        "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
        "code": "SMART-on-FHIR",
    }
)
_CHAINED: Final = "Chained by identifier too: {}.identifier=system|value."


@dataclass(frozen=True, slots=True)
class Able:
    """What may be done with one type of resource: found by `known` and read, and posted."""

    kind: str
    known: Mapping[str, Sort] = field(default_factory=dict)
    is_taken: bool = False


def capability_statement(
    *, software: str, version: str, on: date, endpoint: str, able: Sequence[Able] = ()
) -> bytes:
    """What this system really does over FHIR: what is read of it, and what it takes."""
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
                "security": {
                    "service": [{"coding": [dict(_SMART)]}],
                    "description": (
                        "A bearer token that the place gives to each partner; or that an app takes"
                        " by SMART App Launch."
                    ),
                },
                **({"resource": [_resource(one) for one in able]} if able else {}),
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


def _resource(able: Able) -> Tree:
    done = ["read", "search-type"] if able.known else []
    done += ["create"] if able.is_taken else []
    told: Tree = {"type": able.kind, "interaction": [{"code": code} for code in done]}
    if able.known:
        told |= {
            "versioning": "versioned",
            "conditionalRead": "not-match",
            "searchParam": list(_parameters(able.known)),
        }
    return told


def _parameters(known: Mapping[str, Sort]) -> Collection[Tree]:
    # A chained parameter is told with the one that it begins from, as R4 has no place for it.
    chained = {name.partition(".")[0] for name in known if "." in name}
    plain = [(name, sort) for name, sort in known.items() if "." not in name]
    return [
        {
            "name": name,
            "type": _SORTS[sort],
            **({"documentation": _CHAINED.format(name)} if name in chained else {}),
        }
        for name, sort in plain
    ]
