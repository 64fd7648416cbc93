"""The value of an Observation, whichever of R4's types it has, in words that leave nothing out."""

from decimal import Decimal
from typing import Any, Final

from joinedup.exchange.adapters import elements
from joinedup.exchange.adapters.elements import only, text
from joinedup.exchange.adapters.raw import Tree

UNKNOWN_VALUE: Final = "?"
"""Stands for a value that was sent and that nobody here can put in words."""


def value_of(one: Tree) -> str:
    """A value with its comparator and unit, or why there is none; nothing where none was sent."""
    named = next((name for name in one if name.startswith("value")), "")
    if named:
        return _said(named.removeprefix("value"), one[named]) or UNKNOWN_VALUE
    absent = only(one, "dataAbsentReason")
    return f"no value ({elements.words(absent) or 'no reason given'})" if absent else ""


def _said(kind: str, value: Any) -> str:
    match kind, value:
        case "Quantity", dict():
            return _quantity(value)
        case "CodeableConcept", dict():
            return elements.words(value)
        case "Boolean", bool():
            return "yes" if value else "no"
        case "Integer", int():
            return _number(value)
        case (("String" | "Time" | "DateTime"), str()):
            return value.strip()
        case "Range", dict():
            return _range(_quantity(only(value, "low")), _quantity(only(value, "high")))
        case "Ratio", dict():
            parts = (_quantity(only(value, "numerator")), _quantity(only(value, "denominator")))
            return " / ".join(parts) if all(parts) else ""
        case "Period", dict():
            return _range(text(value, "start"), text(value, "end"))
        case _:
            return ""


def _quantity(quantity: Tree) -> str:
    number = _number(quantity.get("value"))
    unit = text(quantity, "unit") or text(quantity, "code")
    said = f"{text(quantity, 'comparator')} {number} {unit}".strip()
    return said if number else ""


def _range(low: str, high: str) -> str:
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else f"up to {high}" if high else ""


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
