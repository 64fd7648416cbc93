"""Details of a person: what is trimmed, what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain import details
from joinedup.people.domain.details import Gender, PersonDetails
from tests.rules import rule

TODAY = date(2026, 11, 22)
NUMBER, OTHER_NUMBER = NhsNumber("9434765919"), NhsNumber("9434765870")


def refusal(given: PersonDetails) -> str:
    """The code with which details are refused."""
    with pytest.raises(Refused) as refused:
        details.tidied(given, on=TODAY)
    return refused.value.refusal_code


def test_text_is_trimmed_and_the_postcode_written_one_way() -> None:
    given = PersonDetails(
        family_name="  Pargeter ",
        given_name="Ethel\u00a0 May\x00",
        address_lines=("", " 14 Station  Road ", "Aylesbury"),
        postcode=" hp198ab",
        phone=" 01296 000000\n",
    )

    tidy = details.tidied(given, on=TODAY)

    assert (tidy.family_name, tidy.given_name) == ("Pargeter", "Ethel May")
    assert tidy.address_lines == ("14 Station Road", "Aylesbury")
    assert (tidy.postcode, tidy.phone) == ("HP19 8AB", "01296 000000")


def test_address_lines_beyond_the_last_are_kept_on_it() -> None:
    given = PersonDetails(family_name="Pargeter", address_lines=tuple("abcdefg"))

    assert details.tidied(given, on=TODAY).address_lines == ("a", "b", "c", "d", "e, f, g")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (PersonDetails(given_name="Ethel"), "person_without_name_or_number"),
        (PersonDetails(family_name="\x00"), "person_without_name_or_number"),
        (PersonDetails(family_name="P", born_on=TODAY + timedelta(days=1)), "born_in_future"),
        (PersonDetails(family_name="P", born_on=date(1896, 11, 21)), "born_too_long_ago"),
        (PersonDetails(family_name="P", postcode="nowhere"), "postcode_form"),
        (PersonDetails(family_name="P" * 101), "text_too_long"),
        (PersonDetails(family_name="P", address_lines=("a" * 101,)), "text_too_long"),
    ],
)
@rule("Details of a person that are refused")
def test_a_rule_broken_is_refused_by_its_code(given: PersonDetails, code: str) -> None:
    assert refusal(given) == code


@pytest.mark.parametrize(
    "given",
    [
        PersonDetails(family_name="Pargeter"),
        PersonDetails(nhs_number=NUMBER),
        PersonDetails(family_name="Pargeter", born_on=TODAY),
        PersonDetails(family_name="Pargeter", born_on=date(1896, 11, 22)),
    ],
)
@rule("The least that is held of a person")
def test_a_name_or_a_number_is_enough(given: PersonDetails) -> None:
    assert details.tidied(given, on=TODAY) == given


def test_no_number_is_no_verified_number() -> None:
    given = PersonDetails(family_name="Pargeter", is_nhs_number_verified=True)

    assert not details.tidied(given, on=TODAY).is_nhs_number_verified


@pytest.mark.parametrize(
    ("died_on", "born_on", "code"),
    [
        (TODAY + timedelta(days=1), None, "died_in_future"),
        (date(1950, 1, 1), date(1950, 1, 2), "died_before_birth"),
    ],
)
@rule("A date of death that is refused")
def test_a_death_that_cannot_be(died_on: date, born_on: date | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        details.check_death(died_on, born_on=born_on, on=TODAY)

    assert refused.value.refusal_code == code


@pytest.mark.parametrize("born_on", [None, TODAY, date(1950, 1, 1)])
def test_a_death_on_the_day_of_birth_or_later_can_be(born_on: date | None) -> None:
    details.check_death(TODAY, born_on=born_on, on=TODAY)


def test_a_description_is_trimmed() -> None:
    assert details.described(" woman,\n about 80 ") == "woman, about 80"


@pytest.mark.parametrize(
    ("words", "code"), [(" ", "description_missing"), ("a" * 301, "text_too_long")]
)
def test_a_description_says_something_short(words: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        details.described(words)

    assert refused.value.refusal_code == code


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (PersonDetails(family_name="Pargeter", born_on=date(1945, 3, 12)), True),
        (PersonDetails(family_name="PARGITER", born_on=date(1945, 3, 12)), True),
        (PersonDetails(nhs_number=NUMBER), True),
        (PersonDetails(family_name="Smith", born_on=date(1945, 3, 12)), False),
        (PersonDetails(family_name="P"), False),
        (PersonDetails(family_name="Pargeter", born_on=date(1945, 3, 13)), False),
    ],
)
@rule("An unverified NHS number is somebody's unless something speaks against it")
def test_what_speaks_against_details_being_somebodys(given: PersonDetails, expected: bool) -> None:
    is_theirs = details.nothing_speaks_against(
        given, family_name="Pargeter", born_on=date(1945, 3, 12)
    )

    assert is_theirs is expected


def test_nothing_speaks_against_somebody_of_whom_nothing_is_held() -> None:
    given = PersonDetails(family_name="Pargeter", born_on=date(1945, 3, 12))

    assert details.nothing_speaks_against(given, family_name="", born_on=None)


ETHEL = PersonDetails(
    family_name="Pargeter", given_name="Ethel May", born_on=date(1945, 3, 12), nhs_number=NUMBER
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"nhs_number": None}, True),
        ({}, True),
        ({"nhs_number": OTHER_NUMBER}, False),
        ({"nhs_number": None, "family_name": "PARGITER", "given_name": "ethel"}, True),
        ({"nhs_number": None, "given_name": "E"}, True),
        ({"nhs_number": None, "given_name": "Margaret", "known_as": "May"}, True),
        ({"nhs_number": None, "given_name": ""}, True),
        ({"nhs_number": None, "given_name": "Joan"}, False),
        ({"nhs_number": None, "family_name": "Smith"}, False),
        ({"nhs_number": None, "family_name": "P"}, False),
        ({"nhs_number": None, "born_on": date(1945, 3, 13)}, False),
        ({"nhs_number": None, "born_on": None}, False),
    ],
)
@rule("Two entries may be one person's by name and birth date, unless their NHS numbers differ")
def test_which_entries_may_be_of_one_person(changes: dict[str, Any], expected: bool) -> None:
    other = replace(ETHEL, **changes)

    assert details.may_be_one(ETHEL, other) is expected
    assert details.may_be_one(other, ETHEL) is expected


def test_blank_is_as_held_where_it_was_hidden() -> None:
    held = PersonDetails(family_name="P", postcode="HP19 8AB", practice_code="K1", phone="07")

    given = details.with_hidden(PersonDetails(family_name="P", postcode="MK1 1AA"), held)

    assert given == PersonDetails(family_name="P", postcode="MK1 1AA", practice_code="K1")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("postcode", "HP19 8AB", True),
        ("practice_code", "K1", True),
        ("phone", "01296 315000", True),
        ("phone", "07700 900001", False),
        ("phone", "+44 7700 900001", False),
        ("phone", "+44 (0)7700 900001", False),
        ("phone", "(01296) 315000", True),
        ("phone", "", False),
        ("family_name", "Pargeter", False),
    ],
)
@rule("What says where somebody is")
def test_a_landline_says_where_somebody_is(field: str, value: str, expected: bool) -> None:
    assert details.says_where(field, value) is expected


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Tom, son, 01296 555123", "Tom, son, number not shown"),
        ("(01296) 555-123 or 07700 900002", "number not shown or 07700 900002"),
        ("+44 1296 555123, ask for Tom", "number not shown, ask for Tom"),
        ("020 7946 0018 after 5", "number not shown after 5"),
        ("Ann, +44 (0)7700 900002", "Ann, +44 (0)7700 900002"),
        (
            "Carers at 08:00 and 18:00, born 02/03/1945",
            "Carers at 08:00 and 18:00, born 02/03/1945",
        ),
        ("", ""),
    ],
)
@rule("What says where somebody is")
def test_no_landline_is_shown_in_words(words: str, shown: str) -> None:
    assert details.without_landlines(words) == shown


def test_nothing_is_shown_that_says_where() -> None:
    held = PersonDetails(
        family_name="P", address_lines=("a",), postcode="HP19 8AB", practice_code="K1", phone="01"
    )

    assert details.without_where(held) == PersonDetails(family_name="P")
    assert details.with_hidden(details.without_where(held), held) == held


def test_what_changed_is_told_by_name_only() -> None:
    before = PersonDetails(family_name="Pargeter", phone="1")

    after = PersonDetails(family_name="Pargeter", phone="2", gender=Gender.FEMALE)

    assert details.changed_fields(before, after) == ("gender", "phone")


def test_every_gender_has_a_label() -> None:
    assert [gender.label for gender in Gender] == ["Female", "Male", "Other", "Not known"]


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("family_name", "Pargeter", "Pargeter"),
        ("given_name", "", ""),
        ("born_on", date(1948, 3, 25), "1948-03-25"),
        ("born_on", None, ""),
        ("gender", Gender.FEMALE, "female"),
        ("nhs_number", NUMBER, "9434765919"),
        ("nhs_number", None, ""),
        ("is_nhs_number_verified", True, "yes"),
        ("is_nhs_number_verified", False, ""),
        ("address_lines", ("14 Station Road", "Aylesbury"), "14 Station Road\nAylesbury"),
        ("address_lines", (), ""),
        ("needs_interpreter", True, "yes"),
    ],
)
def test_a_detail_that_was_corrected_is_kept_in_words(field: str, given: Any, kept: str) -> None:
    held = replace(PersonDetails(family_name="Pargeter"), **{field: given})

    assert details.written(getattr(held, field)) == kept
