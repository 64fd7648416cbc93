"""What changes the meaning of whatever it stands in: R4 forbids to read past what is not known."""

from collections.abc import Iterator, Set
from typing import Any, Final

from joinedup.exchange.adapters.elements import objects, text
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record_kinds import ENTRIES, NAMES

# Resource types from which a message takes anything. Of any other nothing is, so that nothing in
# one can change the meaning of what is.
READ: Final = frozenset(
    {
        "AllergyIntolerance",
        "Bundle",
        "CarePlan",
        "Condition",
        "Encounter",
        "Flag",
        "HealthcareService",
        "Location",
        "MessageHeader",
        "Observation",
        "Organization",
        "Patient",
        "Practitioner",
        "PractitionerRole",
        "RelatedPerson",
        "ServiceRequest",
    }
)
_KEPT: Final = READ | ENTRIES.keys() | NAMES
"""Resource types from which anything is taken at all."""


def unknown(tree: Tree, path: str) -> Iterator[tuple[str, str, str]]:
    """Every modifier in what is read here that nobody here knows: none is known yet."""
    is_message = text(tree, "resourceType") == "Bundle" and text(tree, "type") == "message"
    yield from _unknown(tree, path, READ if is_message else _KEPT)


def _unknown(value: Any, path: str, types: Set[str]) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unknown(one, f"{path}[{index}]", types)
    elif isinstance(value, dict) and _is_read(value, types):
        yield from _of_object(value, path)
        for name in [name for name in value if name != "modifierExtension"]:
            yield from _unknown(value[name], f"{path}.{name}", types)


def _is_read(value: Tree, types: Set[str]) -> bool:
    return "resourceType" not in value or text(value, "resourceType") in types


def _of_object(value: Tree, path: str) -> Iterator[tuple[str, str, str]]:
    for index, one in enumerate(objects(value, "modifierExtension")):
        said = f"{_named(text(one, 'url'))} may change what this means, and is not known here."
        yield f"{path}.modifierExtension[{index}]", "modifier_not_known", said
    if "resourceType" in value and (rules := text(value, "implicitRules")):
        said = f"{_named(rules)} may change what this means, and is not known here."
        yield f"{path}.implicitRules", "modifier_not_known", said


def _named(address: str) -> str:
    return f'"{address if len(address) <= 120 else address[:120] + "..."}"'
