"""The NHS number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import NhsNumber, is_valid, make
from tests.rules import rule

nines = st.text("0123456789", min_size=9, max_size=9)
numbers = nines.map(lambda nine: nine if len(set(nine)) > 1 else "943476591").map(make)
issued = numbers.filter(lambda number: number is not None)


@rule("An NHS number passes its check")
@pytest.mark.parametrize(
    "digits", ["9000000009", "9449305552", "9476719931", "9434765919", "4010232137", "9000000017"]
)
def test_published_numbers_are_valid(digits: str) -> None:
    assert is_valid(digits)
    assert NhsNumber.parse(digits).value == digits


@rule("An NHS number is read in any spacing")
@pytest.mark.parametrize(
    "text",
    [
        "943 476 5919",
        "943-476-5919",
        "943\u00a0476\u00a05919",
        "943\u2009476\u20095919",
        "943\u2013476\u20135919",
        " 94 34 76 59 19\t",
        "9434765919\r\n",
        "943.476.5919",
        "\ufeff943 476 5919\u200b",
    ],
)
def test_spacing_does_not_matter(text: str) -> None:
    assert NhsNumber.parse(text) == NhsNumber("9434765919")


@rule("What is no NHS number")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nhs_number_length"),
        ("943476591", "nhs_number_length"),
        ("94347659190", "nhs_number_length"),
        ("943476591O", "nhs_number_length"),
        ("NHS 943476591", "nhs_number_length"),
        ("\u0669434765919", "nhs_number_length"),
        ("943476591\u00b2", "nhs_number_length"),
        ("9434765918", "nhs_number_check"),
        ("4943765919", "nhs_number_check"),
        ("1000000011", "nhs_number_check"),
        ("0000000000", "nhs_number_placeholder"),
        ("4444444444", "nhs_number_placeholder"),
        ("999 999 9999", "nhs_number_placeholder"),
    ],
)
def test_what_is_wrong_is_named(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        NhsNumber.parse(text)

    assert refused.value.refusal_code == code
    assert not is_valid(text)


def test_a_number_cannot_be_made_wrong() -> None:
    with pytest.raises(Refused):
        NhsNumber("943 476 5919")


def test_a_number_is_shown_three_three_four_unbroken() -> None:
    assert NhsNumber("9434765919").display == "943\u00a0476\u00a05919"


@rule("A number whose check would be ten is not issued")
@pytest.mark.parametrize(
    ("nine", "made"),
    [
        ("900000000", "9000000009"),
        ("943476591", "9434765919"),
        ("100000001", None),
        ("100000015", None),
    ],
)
def test_nine_digits_make_one_number_or_none(nine: str, made: str | None) -> None:
    found = make(nine)

    assert found == (NhsNumber(made) if made else None)


def test_a_number_is_made_of_nine_digits() -> None:
    with pytest.raises(ValueError, match="zip"):
        make("94347659")


def by_the_data_dictionary(digits: str) -> bool:
    """The five steps of the NHS Data Dictionary, one by one."""
    total = sum((11 - place) * int(digits[place - 1]) for place in range(1, 10))
    check = 11 - total % 11
    if check == 11:
        check = 0
    return check != 10 and check == int(digits[9])


@given(st.text("0123456789", min_size=10, max_size=10).filter(lambda ten: len(set(ten)) > 1))
def test_the_check_agrees_with_the_data_dictionary(digits: str) -> None:
    assert is_valid(digits) == by_the_data_dictionary(digits)


@given(number=issued, place=st.integers(0, 9), wrong=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_found(number: NhsNumber, place: int, wrong: str) -> None:
    changed = number.value[:place] + wrong + number.value[place + 1 :]

    assert is_valid(changed) == (changed == number.value)


@given(number=issued, place=st.integers(0, 8))
def test_neighbours_that_changed_places_are_found(number: NhsNumber, place: int) -> None:
    left, right = number.value[place : place + 2]
    changed = number.value[:place] + right + left + number.value[place + 2 :]

    assert is_valid(changed) == (changed == number.value)


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = NhsNumber.parse(text)
    except Refused:
        return

    assert NhsNumber.parse(number.display) == number
