"""Readings of one's own: what can be one, how it is written down, and what to do at once."""

from decimal import Decimal

import pytest

from joinedup.mycare.domain import readings
from joinedup.mycare.domain.readings import (
    RULES,
    Advice,
    LowerMissing,
    Measure,
    NotAReading,
    Taken,
)
from tests.rules import rule


def taken(measure: str, number: str, lower: str | None = None) -> Taken:
    return Taken(
        measure=Measure(measure),
        number=Decimal(number),
        lower=Decimal(lower) if lower else None,
    )


@rule("What to do at once about a reading that somebody takes of themselves")
@pytest.mark.parametrize(
    ("measure", "number", "lower", "advice"),
    [
        ("blood_pressure", "90", "60", "ring_111"),
        ("blood_pressure", "91", "60", "nothing"),
        ("blood_pressure", "179", "119", "nothing"),
        ("blood_pressure", "180", "80", "ring_111"),
        ("blood_pressure", "150", "120", "ring_111"),
        ("pulse", "40", None, "ring_111"),
        ("pulse", "41", None, "nothing"),
        ("pulse", "130", None, "nothing"),
        ("pulse", "131", None, "ring_999"),
        ("oxygen", "95", None, "nothing"),
        ("oxygen", "94", None, "ring_111"),
        ("oxygen", "92.5", None, "ring_111"),
        ("oxygen", "92", None, "ring_999"),
        ("temperature", "35", None, "ring_999"),
        ("temperature", "35.1", None, "nothing"),
        ("temperature", "39", None, "nothing"),
        ("temperature", "39.1", None, "ring_111"),
        ("glucose", "2.9", None, "ring_999"),
        ("glucose", "2.95", None, "ring_111"),
        ("glucose", "3.95", None, "ring_111"),
        ("glucose", "4", None, "nothing"),
        ("glucose", "15", None, "nothing"),
        ("glucose", "15.05", None, "ring_111"),
        ("weight", "20", None, "nothing"),
    ],
)
def test_what_to_do_about_a_reading(measure, number, lower, advice):
    assert readings.advice(taken(measure, number, lower)) is Advice(advice)


@pytest.mark.parametrize(
    ("measure", "number", "lower", "value"),
    [
        ("blood_pressure", "120.0", "80", "120/80 mmHg"),
        ("pulse", "70", "9", "70 beats a minute"),
        ("weight", "100", None, "100 kg"),
        ("temperature", "36.60", None, "36.6 °C"),
    ],
)
def test_a_reading_is_written_down_plainly(measure, number, lower, value):
    assert readings.checked(taken(measure, number, lower)).value == value


@pytest.mark.parametrize("measure", list(Measure))
def test_what_cannot_be_a_reading_is_refused(measure):
    rule_of = RULES[measure]
    for number in (rule_of.lowest - 1, rule_of.highest + 1):
        with pytest.raises(NotAReading):
            readings.checked(Taken(measure=measure, number=number, lower=Decimal(60)))


@pytest.mark.parametrize(
    ("number", "lower", "refusal"),
    [
        ("120", None, LowerMissing),
        ("120", "120", LowerMissing),
        ("300", "201", NotAReading),
        ("120", "19", NotAReading),
    ],
)
def test_a_blood_pressure_has_two_numbers_the_right_way_round(number, lower, refusal):
    with pytest.raises(refusal):
        readings.checked(taken("blood_pressure", number, lower))


def test_every_measure_has_a_name_and_its_own_words():
    assert len({measure.label for measure in Measure}) == len(Measure)
