"""What another system tells of somebody chosen there, and how long that counts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from joinedup.office.domain import launching
from joinedup.office.domain.launching import NHS_NUMBER, Launched, PersonTold

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SAM, ANN = UUID(int=1), UUID(int=2)
ETHEL = PersonTold("9434765919", "Pargeter", "Ethel", date(1938, 3, 14))


def number(value: object, **said: str) -> dict[str, Any]:
    """An identifier that says that it is an NHS number."""
    return {"system": NHS_NUMBER, "value": value, **said}


@pytest.mark.parametrize(
    ("identifiers", "found"),
    [
        ([number("943 476 5919")], "9434765919"),
        ([number("9434765919"), number("9434765919")], "9434765919"),
        ([number("9434765919"), number("9434765870")], ""),
        ([number("9434765919"), number("9434765870", use="old")], "9434765919"),
        ([number("9434765918")], ""),
        ([number(9434765919), "x", {"value": "9434765919"}], ""),
        ("9434765919", ""),
        (None, ""),
    ],
)
def test_one_real_nhs_number_is_taken(identifiers: object, found: str) -> None:
    assert launching.person_told({"identifier": identifiers}).nhs_number == found


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([{"family": "Dale"}], ("Dale", "")),
        ([{"family": "A"}, {"use": "usual", "family": "B", "given": ["C"]}], ("B", "C")),
        ([{"use": "usual", "family": "B"}, {"use": "official", "family": "D"}], ("D", "")),
        ([{"use": "old", "family": "A"}], ("", "")),
        ([{"family": ["A"], "given": "B"}], ("", "")),
        ([{"given": ["Ethel", 4, "May"]}], ("", "Ethel May")),
        ([{"family": "x" * 300}], ("x" * 200, "")),
        ({}, ("", "")),
    ],
)
def test_the_name_in_use_is_taken(names: object, found: tuple[str, str]) -> None:
    told = launching.person_told({"name": names})

    assert (told.family_name, told.given_name) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [("1938-03-14", date(1938, 3, 14)), ("1938-03", None), ("", None), (1938, None)],
)
def test_a_whole_day_of_birth_is_taken(written: object, found: date | None) -> None:
    assert launching.person_told({"birthDate": written}).born_on == found


def test_it_counts_for_one_account_and_fifteen_minutes() -> None:
    one = Launched(ANN, "practice", SAM, NOON, ETHEL, was_here=False)
    late = NOON + timedelta(minutes=15, seconds=1)

    assert one.counts(SAM, now=NOON + timedelta(minutes=15))
    assert not one.counts(SAM, now=late)
    assert not one.counts(ANN, now=NOON)
