"""A value is said whole: comparator, unit, nought and no; what cannot be said is not dropped."""

from decimal import Decimal
from typing import Any

import pytest

from joinedup.exchange.adapters.values import UNKNOWN_VALUE, value_of


def quantity(value: Any, unit: str = "", **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, **more}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"valueQuantity": quantity(0, "score")}, "0 score"),
        ({"valueQuantity": quantity(5, "ng/L", comparator="<")}, "< 5 ng/L"),
        ({"valueQuantity": quantity(Decimal("36.50"), code="Cel")}, "36.50 Cel"),
        ({"valueQuantity": quantity(Decimal("1E+3"))}, "1000"),
        ({"valueInteger": 0}, "0"),
        ({"valueBoolean": False}, "no"),
        ({"valueBoolean": True}, "yes"),
        ({"valueString": " alert "}, "alert"),
        ({"valueTime": "09:00:00"}, "09:00:00"),
        ({"valueDateTime": "2026-11-24"}, "2026-11-24"),
        ({"valueCodeableConcept": {"coding": [{"display": "Alert"}]}}, "Alert"),
        ({"valueRange": {"low": quantity(1, "L"), "high": quantity(2, "L")}}, "1 L to 2 L"),
        ({"valueRange": {"low": quantity(1, "L")}}, "from 1 L"),
        ({"valueRange": {"high": quantity(2, "L")}}, "up to 2 L"),
        ({"valueRatio": {"numerator": quantity(1), "denominator": quantity(128)}}, "1 / 128"),
        ({"valuePeriod": {"start": "2026-11-24", "end": "2026-11-25"}}, "2026-11-24 to 2026-11-25"),
        ({"dataAbsentReason": {"text": "refused"}}, "no value (refused)"),
        ({"dataAbsentReason": {"id": "a"}}, "no value (no reason given)"),
        ({}, ""),
        ({"valueQuantity": {"unit": "mmHg"}}, UNKNOWN_VALUE),
        ({"valueQuantity": quantity(True)}, UNKNOWN_VALUE),
        ({"valueRange": {}}, UNKNOWN_VALUE),
        ({"valueRatio": {"numerator": quantity(1)}}, UNKNOWN_VALUE),
        ({"valueSampledData": {"data": "1 2 3"}}, UNKNOWN_VALUE),
    ],
)
def test_every_kind_of_value_is_said_or_named_unknown(sent: dict[str, Any], said: str):
    assert value_of({"code": {"text": "A"}, **sent}) == said
