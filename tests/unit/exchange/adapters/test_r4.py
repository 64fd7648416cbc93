"""The table of R4's elements, checked against a library that we did not write."""

import importlib
import typing

import pytest

from joinedup.exchange.adapters import r4

# R4B came after R4 and widened these.
WIDENED_IN_R4B = {("DiagnosticReport", "subject"), ("Observation", "subject")}
RESOURCES = sorted(name for name in r4.types() if "." not in name)


def second_opinion(name: str) -> typing.Any:
    try:
        module = importlib.import_module(f"fhir.resources.R4B.{name.lower()}")
    except ModuleNotFoundError:
        return None
    return getattr(module, name, None)


@pytest.mark.parametrize("name", RESOURCES)
def test_codes_and_targets_are_those_of_another_library(name: str):
    theirs = second_opinion(name)
    if theirs is None:
        pytest.skip(f"the other library has no {name}")

    for element, ours in r4.elements(name).items():
        field = theirs.model_fields.get(element) or theirs.model_fields.get(f"{element}_fhir")
        if field is None:
            continue
        known = field.json_schema_extra or {}
        if ours.kind == "refers" and known.get("enum_reference_types"):
            their_targets = set(known["enum_reference_types"]) - {"Resource"}
            may_be_wider = (name, element) in WIDENED_IN_R4B
            assert ours.allowed <= their_targets, f"{name}.{element}"
            assert may_be_wider or ours.allowed == their_targets, f"{name}.{element}"
        if ours.kind == "code" and known.get("enum_values"):
            # Theirs are read from a short text, which ends in "+" where it leaves some out.
            assert set(known["enum_values"]) - {"+"} <= ours.allowed, f"{name}.{element}"


def test_a_type_without_rules_has_none():
    assert r4.elements("Banana") == {}
