"""Opening a record in an emergency: why, for how long, and what a reviewer finds."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.kernel.errors import Refused
from joinedup.people.domain import glass
from joinedup.people.domain.glass import Finding, FindingWithoutWords, GlassWithoutWords

SATURDAY = datetime(2026, 11, 21, 23, tzinfo=UTC)


def test_a_finding_is_told_without_what_is_asked_beside_it() -> None:
    assert [one.short for one in Finding] == [
        "Justified",
        "Justified, and it should not have been needed",
        "Not justified",
    ]


def test_it_closes_by_itself_after_three_hours() -> None:
    assert glass.until(SATURDAY) - SATURDAY == timedelta(hours=3)


def test_why_is_kept_trimmed_and_never_a_dot() -> None:
    assert glass.why("  On the floor,   cold ") == "On the floor, cold"
    for words in ("", ".", "need it", "   x        "):
        with pytest.raises(GlassWithoutWords) as refused:
            glass.why(words)
        assert refused.value.values == {"shortest": 10}
    with pytest.raises(Refused):
        glass.why("x" * 501)


def test_what_was_found_has_words_unless_all_was_well() -> None:
    assert glass.found(Finding.JUSTIFIED, "") == ""
    assert glass.found(Finding.NOT_JUSTIFIED, " Passed to her manager ") == "Passed to her manager"
    for finding in (Finding.NOT_JUSTIFIED, Finding.NO_RELATIONSHIP):
        with pytest.raises(FindingWithoutWords):
            glass.found(finding, " ")


@pytest.mark.parametrize(
    ("staff", "person", "is_same"),
    [
        ("Sam Okafor", "Okafor", True),
        ("Dr Olu BANKOLE", "Bankole ", True),
        ("Sam Okafor", "Oka", False),
        ("Sam Okafor", "", False),
        ("", "Okafor", False),
        ("Anna van Dyke", "van Dyke", True),
        ("Dyke", "van Dyke", False),
    ],
)
def test_a_shared_surname_is_seen(staff: str, person: str, is_same: bool) -> None:
    assert glass.is_same_surname(staff, person) is is_same


def test_a_household_is_one_first_line_and_postcode() -> None:
    home = ("4 Mill Lane", "HP19 8AB")

    assert glass.lives_with(home, ("4 MILL  LANE", "hp198ab"))
    assert not glass.lives_with(home, ("6 Mill Lane", "HP19 8AB"))
    assert not glass.lives_with(home, ("4 Mill Lane", "HP19 8AC"))
    assert not glass.lives_with(("", "HP19 8AB"), ("", "HP19 8AB"))
    assert not glass.lives_with(("4 Mill Lane", ""), ("4 Mill Lane", ""))


@pytest.mark.parametrize(
    ("address", "home"),
    [("4 Mill Lane\nAylesbury", ("4 Mill Lane", "HP19 8AB")), ("", ("", "HP19 8AB"))],
)
def test_a_home_is_its_first_line_and_postcode(address: str, home: tuple[str, str]) -> None:
    assert glass.home(address, "HP19 8AB") == home
