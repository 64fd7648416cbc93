"""Small readings of FHIR elements."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from joinedup.exchange.adapters import elements
from joinedup.exchange.domain.message import SentCode, SentIdentifier


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-24T09:30:00Z", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("2026-07-01T09:30:00+01:00", datetime(2026, 7, 1, 8, 30, tzinfo=UTC)),
        ("2026-11-24T09:30:00.1234567Z", datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=UTC)),
        ("2026-11-24", None),
        ("2026-11-24T09:30:00", None),
        ("2026-11-24T99:30:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        (20261124, None),
    ],
)
def test_an_instant_is_read_in_utc(written: Any, read: datetime | None):
    assert elements.instant(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1945-03-02", date(1945, 3, 2)),
        ("1945-03-02T10:00:00Z", date(1945, 3, 2)),
        ("1945-03", None),
        ("1945", None),
        ("1945-02-30", None),
        (None, None),
    ],
)
def test_only_a_whole_date_is_a_day(written: Any, read: date | None):
    assert elements.day(written) == read


@pytest.mark.parametrize(
    ("concept", "said"),
    [
        ({"text": "Frail", "coding": [{"display": "Frailty"}]}, "Frail"),
        ({"coding": [{"code": "1"}, {"display": "Frailty"}]}, "1"),
        ({"code": "1", "display": "Frailty"}, "Frailty"),
        ({}, ""),
    ],
)
def test_a_concept_says_its_text_then_its_display_then_its_code(concept: Any, said: str):
    assert elements.words(concept) == said


def test_codes_come_with_their_words():
    concept = {"text": "Visit", "coding": [{"system": "s", "code": "1"}, {"display": "no code"}]}

    assert elements.sent_codes(concept) == (SentCode("s", "1", "Visit"),)


def test_a_name_is_one_line_however_it_was_written():
    assert elements.name_of({"name": [{"text": "Dr J Pryce"}]}) == "Dr J Pryce"
    assert elements.name_of({"name": [{}, {"given": ["J"], "family": "Pryce"}]}) == "J Pryce"
    assert elements.name_of({}) == ""


def test_an_identifier_without_a_value_is_none():
    assert elements.identifiers({"identifier": [{"system": "s"}, {"value": "1"}]}) == (
        SentIdentifier("", "1"),
    )
    assert SentIdentifier("s", "1").key == "s|1"


def test_what_has_begun_and_not_ended_is_current():
    on = date(2026, 11, 24)

    assert elements.is_current({}, on)
    assert elements.is_current({"period": {"start": "2026-11-24", "end": "2026-11-24"}}, on)
    assert not elements.is_current({"period": {"start": "2026-11-25"}}, on)
    assert not elements.is_current({"period": {"end": "2026-11-23"}}, on)
