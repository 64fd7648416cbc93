"""The National Early Warning Score."""

from decimal import Decimal

import pytest

from joinedup.referrals.domain.news2 import CHOICES, NUMBERS, news2
from tests.rules import rule

NUMBERS_WELL = {
    "respiration_rate": Decimal(16),
    "oxygen_saturation": Decimal(97),
    "systolic_blood_pressure": Decimal(128),
    "pulse": Decimal(72),
    "temperature": Decimal("36.8"),
}
CHOICES_WELL = {"air_or_oxygen": "air", "consciousness": "alert"}


@rule("NEWS2 of seven measurements")
@pytest.mark.parametrize(
    ("code", "value", "points"),
    [
        ("respiration_rate", "8", 3),
        ("respiration_rate", "9", 1),
        ("respiration_rate", "11", 1),
        ("respiration_rate", "12", 0),
        ("respiration_rate", "20", 0),
        ("respiration_rate", "21", 2),
        ("respiration_rate", "24", 2),
        ("respiration_rate", "25", 3),
        ("oxygen_saturation", "91", 3),
        ("oxygen_saturation", "92", 2),
        ("oxygen_saturation", "93", 2),
        ("oxygen_saturation", "94", 1),
        ("oxygen_saturation", "95", 1),
        ("oxygen_saturation", "96", 0),
        ("systolic_blood_pressure", "90", 3),
        ("systolic_blood_pressure", "91", 2),
        ("systolic_blood_pressure", "100", 2),
        ("systolic_blood_pressure", "101", 1),
        ("systolic_blood_pressure", "110", 1),
        ("systolic_blood_pressure", "111", 0),
        ("systolic_blood_pressure", "219", 0),
        ("systolic_blood_pressure", "220", 3),
        ("pulse", "40", 3),
        ("pulse", "41", 1),
        ("pulse", "50", 1),
        ("pulse", "51", 0),
        ("pulse", "90", 0),
        ("pulse", "91", 1),
        ("pulse", "110", 1),
        ("pulse", "111", 2),
        ("pulse", "130", 2),
        ("pulse", "131", 3),
        ("temperature", "35.0", 3),
        ("temperature", "35.1", 1),
        ("temperature", "36.0", 1),
        ("temperature", "36.1", 0),
        ("temperature", "38.0", 0),
        ("temperature", "38.1", 1),
        ("temperature", "39.0", 1),
        ("temperature", "39.1", 2),
    ],
)
def test_each_number_scores_by_its_band(code, value, points):
    assert news2({**NUMBERS_WELL, code: Decimal(value)}, CHOICES_WELL) == points


@rule("NEWS2 of seven measurements")
@pytest.mark.parametrize(
    ("code", "choice", "points"),
    [
        (code, choice, points)
        for code, scored in CHOICES.items()
        for choice, points in scored.items()
    ],
)
def test_each_choice_scores_as_the_chart_says(code, choice, points):
    assert news2(NUMBERS_WELL, {**CHOICES_WELL, code: choice}) == points


@rule("NEWS2 of seven measurements")
@pytest.mark.parametrize("left_out", [*NUMBERS, *CHOICES])
def test_there_is_no_score_unless_all_seven_were_observed(left_out):
    numbers = {code: value for code, value in NUMBERS_WELL.items() if code != left_out}
    choices = {code: value for code, value in CHOICES_WELL.items() if code != left_out}

    assert news2(numbers, choices) is None
