"""A modifier that nobody here knows is refused by name, wherever it stands in what is read."""

from typing import Any

import pytest

from joinedup.exchange.adapters import fhir
from tests.builders.exchange import ON, a_message, an_ethel

NEGATED = "https://example.org/negated"
EXTENSION = {"url": NEGATED, "valueBoolean": True}
NAME = {"family": "Marsh"}


def faults(tree: Any) -> list[tuple[str, str, str]]:
    """What is wrong with a resource: where, by code and in words."""
    found, _ = fhir.examine(tree, source="a.json", on=ON)
    return [(one.at, one.code, one.message) for one in found]


@pytest.mark.parametrize(
    ("tree", "at"),
    [
        (
            a_message(modifierExtension=[EXTENSION]),
            "Bundle.entry[1].resource.modifierExtension[0]",
        ),
        (
            a_message(patient=an_ethel(modifierExtension=[EXTENSION])),
            "Bundle.entry[2].resource.modifierExtension[0]",
        ),
        (
            an_ethel(contact=[{"name": NAME, "modifierExtension": [EXTENSION]}]),
            "Patient.contact[0].modifierExtension[0]",
        ),
        (an_ethel(implicitRules=NEGATED), "Patient.implicitRules"),
    ],
    ids=["in the request", "in another resource", "in part of one", "rules of its own"],
)
def test_a_modifier_is_refused_by_name_and_path(tree: Any, at: str):
    said = f'"{NEGATED}" may change what this means, and is not known here.'

    assert faults(tree) == [(at, "modifier_not_known", said)]


def test_what_is_not_read_may_be_modified():
    consent = {
        "resourceType": "Basic",
        "code": {"text": "A"},
        "implicitRules": NEGATED,
        "modifierExtension": [EXTENSION],
    }

    assert faults(a_message(more=(consent,))) == []


def test_a_long_address_is_cut():
    (fault,) = faults(an_ethel(implicitRules=f"https://example.org/{'a' * 200}"))

    assert fault[2].startswith('"https://example.org/aaa')
    assert 'aaa..." may change' in fault[2]
