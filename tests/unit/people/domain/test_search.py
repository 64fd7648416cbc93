"""One box: what each way of asking for somebody is read as, and what is refused."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.kernel.reference import reference
from joinedup.people.domain import search
from tests.rules import rule

TODAY = date(2026, 11, 22)
NUMBER = NhsNumber("9434765919")
BORN = date(1948, 3, 25)
REFERENCE = reference(UUID(int=0x7A5B_40F0_11D4))


def refusal(text: str) -> str:
    """The code with which a text is refused."""
    with pytest.raises(Refused) as refused:
        search.parse(text, on=TODAY)
    return refused.value.refusal_code


@pytest.mark.parametrize(
    "text",
    [
        "9434765919",
        "943 476 5919",
        "943-476-5919",
        "943\u00a0476\u00a05919",
        "94 34 76 59 19",
        "9434 765 919",
        "9 4 3 4 7 6 5 9 1 9",
        "943.476.5919",
        "NHS No: 943 476 5919",
        "nhs number 9434765919",
        "\uff19434765919",
    ],
)
@rule("Finding a person by NHS number")
def test_a_number_is_read_in_any_spacing(text: str) -> None:
    assert search.parse(text, on=TODAY) == search.Query(number=NUMBER)


@pytest.mark.parametrize(
    "text",
    [
        "Ethel Pargeter 25/3/1948",
        "pargeter ethel 25-03-48",
        "ETHEL PARGETER 25 Mar 1948",
        "Ethel 25031948 Pargeter",
        "1948-03-25 Ethel Pargeter",
        "Mrs Ethel Pargeter 25.3.1948",
        "Ethel Pargeter born 25th of March 1948",
        "Ethel Pargeter DOB: 25/03/1948",
        "Lady Ethel Pargeter, 25 03 48",
        "Ethel Pargeter (Mrs), 250348",
    ],
)
@rule("Finding a person by name and date of birth")
def test_names_in_any_order_with_a_date_in_any_form(text: str) -> None:
    query = search.parse(text, on=TODAY)

    assert sorted(query.names) == ["ethel", "pargeter"]
    assert query.births == (BORN,)
    assert query.family == ()
    assert query.problems == ()


@pytest.mark.parametrize(
    ("text", "family", "called"),
    [
        ("PARGETER, Ethel 25/3/1948", ("pargeter",), ("pargeter", "ethel")),
        ("PARGETER, Mrs Ethel May 25/3/48", ("pargeter",), ("pargeter", "ethel", "may")),
        ("Smith-Jones, O'Hara 25/3/48", ("smith", "jones"), ("smith", "jones", "ohara")),
        ("LORD, John 25/3/48", ("lord",), ("lord", "john")),
        ("Lord, 25/3/48", (), ("lord",)),
        ("Mr 25/3/48", (), ("mr",)),
        ("Siân Ó Briain 25/3/48", (), ("sian", "obriain")),
        ("E. Pargeter 25/3/48", (), ("e", "pargeter")),
    ],
)
def test_a_comma_says_which_is_the_family_name(
    text: str, family: tuple[str, ...], called: tuple[str, ...]
) -> None:
    query = search.parse(text, on=TODAY)

    assert (query.family, query.names) == (family, called)


def test_a_date_that_may_be_two_is_both() -> None:
    assert search.parse("Reg 12/3/48", on=TODAY).births == (date(1948, 3, 12), date(1948, 12, 3))


def test_a_short_year_may_be_of_either_century() -> None:
    assert search.parse("Reg 25/3/20", on=TODAY).births == (date(2020, 3, 25), date(1920, 3, 25))


@pytest.mark.parametrize(
    ("text", "postcode", "district"),
    [
        ("Pargeter hp198ab", "HP19 8AB", None),
        ("HP19 8AB", "HP19 8AB", None),
        ("Pargeter HP19", None, "HP19"),
        ("postcode HP19 8AB Ethel", "HP19 8AB", None),
        ("E1 Pargeter 25/3/48", None, "E1"),
    ],
)
def test_a_postcode_whole_or_its_district(
    text: str, postcode: str | None, district: str | None
) -> None:
    query = search.parse(text, on=TODAY)

    assert (query.postcode, query.district) == (postcode, district)


def test_everything_at_once() -> None:
    query = search.parse(
        "PARGETER, Ethel  943 476 5919  25 03 1948, 14 Station Road, HP19 8AB", on=TODAY
    )

    assert query.number == NUMBER
    assert query.births == (BORN,)
    assert query.postcode == "HP19 8AB"
    assert query.names == ("pargeter", "ethel", "station", "road")


def test_the_first_right_number_is_the_one_looked_for() -> None:
    assert search.parse("9434765919 / 9434765870", on=TODAY).number == NUMBER


@pytest.mark.parametrize("text", ["Ethel", "Ethel Pargeter", "PARGETER, Ethel", "HP19", "Ethel 81"])
@rule("Never a name alone")
def test_a_name_or_a_district_alone_is_too_thin(text: str) -> None:
    assert refusal(text) == "search_too_thin"


@pytest.mark.parametrize("text", ["", "   ", "?!", "81", "-"])
def test_nothing_to_go_by_is_refused(text: str) -> None:
    assert refusal(text) == "search_empty"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("943 476 5918", "nhs_number_check"),
        ("Ethel Pargeter 943 476 5918", "nhs_number_check"),
        ("943 476 591", "nhs_number_length"),
        ("94347659191", "nhs_number_length"),
        ("31/2/1948", "date_not_real"),
        ("25/3/2048", "date_not_real"),
        ("31 Feb 1948", "date_not_real"),
    ],
)
@rule("A wrong number or date says what is wrong with it")
def test_alone_what_cannot_be_read_says_why(text: str, code: str) -> None:
    assert refusal(text) == code


@pytest.mark.parametrize("text", ["7KQ4-M2XF-W", " 7kq4 m2xf w ", "7KQ4M2XFW", "7KQ4-M2XF-X"])
@rule("A reference finds no person")
def test_what_is_written_like_a_reference_is_no_name_with_a_postcode(text: str) -> None:
    assert refusal(text) == "reference_unknown"


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        (" 7kq4 m2xf ZZ", None),
        ("7KQ4-M2XF-X", None),
        ("Alexander", None),
        ("943476591", None),
        (REFERENCE, REFERENCE),
        (f" {REFERENCE.lower()} ", REFERENCE),
        (REFERENCE.replace("-", ""), REFERENCE),
        (REFERENCE.replace("-", " ").replace("0", "o"), REFERENCE),
    ],
)
def test_a_reference_is_read_in_any_spelling(text: str, spelt: str | None) -> None:
    assert search.as_reference(text) == spelt


@pytest.mark.parametrize(
    "text",
    [
        "01296 315000",
        "01296 315 000",
        "01296315000",
        "(01296) 315000",
        "+44 1296 315000",
        "+44 (0)1296 315000",
        "Pargeter 01296-315000 25/3/1948",
        "25031948 01296 315000",
    ],
)
@rule("A telephone number in any form")
def test_a_telephone_number_is_no_short_nhs_number(text: str) -> None:
    assert search.parse(text, on=TODAY).phone == "01296315000"


@pytest.mark.parametrize("text", ["01021945 943 476 5919", "01/02/1945", "943 476 5919"])
def test_a_date_and_an_nhs_number_are_no_telephone_number(text: str) -> None:
    assert search.parse(text, on=TODAY).phone is None


def test_beside_enough_a_wrong_number_is_a_problem_and_no_refusal() -> None:
    query = search.parse("Pargeter 25/3/1948 943 476 5918", on=TODAY)

    assert query.problems == ("nhs_number_check",)
    assert query.number is None
    assert query.births == (BORN,)


def test_more_than_one_persons_details_is_refused() -> None:
    assert refusal("Ethel " * 100) == "search_too_long"


@given(st.text(max_size=250))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = search.parse(text, on=TODAY)
    except Refused:
        return

    assert query.is_enough


@given(
    st.permutations(["Ethel", "Pargeter", "25/03/1948", "HP19 8AB", "943 476 5919"]),
    st.sampled_from([" ", "  ", "; ", "\n"]),
)
def test_the_order_of_what_is_typed_does_not_matter(parts: list[str], between: str) -> None:
    query = search.parse(between.join(parts), on=TODAY)

    assert (query.number, query.births, query.postcode) == (NUMBER, (BORN,), "HP19 8AB")
    assert set(query.names) == {"ethel", "pargeter"}
