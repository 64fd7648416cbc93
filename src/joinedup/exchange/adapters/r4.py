"""What R4 says of elements that a schema check passes over: required codes, kinds of reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

type Kind = Literal["code", "coding", "concept", "refers", "is"]

ANY_RESOURCE: Final = "Resource"

# Resource types that ended with STU3: a message of that release is named, not called a mistake.
STU3_ONLY: Final = frozenset(
    {
        "BodySite",
        "DataElement",
        "DeviceComponent",
        "EligibilityRequest",
        "EligibilityResponse",
        "ExpansionProfile",
        "ImagingManifest",
        "ProcedureRequest",
        "ProcessRequest",
        "ProcessResponse",
        "ReferralRequest",
        "Sequence",
        "ServiceDefinition",
    }
)


@dataclass(frozen=True, slots=True)
class Element:
    """One element: the codes it must be one of, what it may refer to, or the type that it is."""

    kind: Kind
    allowed: frozenset[str]
    type_name: str = ""


@cache
def _table() -> Mapping[str, Mapping[str, Element]]:
    text = files(__package__).joinpath("r4_elements.tsv").read_text(encoding="utf-8")
    table: dict[str, dict[str, Element]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            type_name, element, kind, values = line.split("\t")
            table.setdefault(type_name, {})[element] = _element(kind, values)
    return table


def _element(kind: str, values: str) -> Element:
    match kind:
        case "is":
            return Element("is", frozenset(), values)
        case "code" | "coding" | "concept" | "refers":
            return Element(kind, frozenset(values.split()))
        case _:
            raise ValueError(f"r4_elements.tsv knows no kind {kind!r}")


def elements(type_name: str) -> Mapping[str, Element]:
    """The elements of a type that carry a rule, by name; empty for a type without any."""
    return _table().get(type_name, {})


def types() -> frozenset[str]:
    """Every type that has such elements."""
    return frozenset(_table())
