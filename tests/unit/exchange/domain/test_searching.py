"""Parameters of a search: each to what it asks, or refused by name; never left out in silence."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.exchange.domain.message import SentIdentifier
from joinedup.exchange.domain.searching import (
    Days,
    Handling,
    Search,
    Sort,
    Token,
    handling,
    known_to,
    read,
)

NHS = "https://fhir.nhs.uk/Id/nhs-number"
ONE = "01a20261-e55f-7000-8dee-8d4a87756d58"
TWO = "01a20261-e55f-7000-8dee-8d4a87756d59"
KNOWN = {
    "_id": Sort.ID,
    "identifier": Sort.TOKEN,
    "patient": Sort.REFERENCE,
    "patient.identifier": Sort.TOKEN,
    "focus": Sort.REFERENCE,
    "family": Sort.TEXT,
    "date": Sort.DAY,
    "birthdate": Sort.ON,
}


def asked(*given_ones: tuple[str, str], how: Handling = Handling.LENIENT) -> Search:
    search, findings = read(given_ones, KNOWN, how=how)
    assert search is not None, findings
    return search


def refused(*given_ones: tuple[str, str], how: Handling = Handling.LENIENT) -> list[str]:
    search, findings = read(given_ones, KNOWN, how=how)
    assert search is None
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("prefer", "how"),
    [
        ("", Handling.LENIENT),
        ("handling=lenient", Handling.LENIENT),
        ("handling=strict", Handling.STRICT),
        ("return=minimal; handling = Strict", Handling.STRICT),
        ("respond-async, handling=strict", Handling.STRICT),
        ("nothandling=strict", Handling.LENIENT),
    ],
)
def test_a_header_says_how_strict_to_be(prefer: str, how: Handling):
    assert handling(prefer) is how


@pytest.mark.parametrize(
    ("value", "tokens"),
    [
        ("123", [Token(None, "123")]),
        ("http://a|123", [Token("http://a", "123")]),
        ("|123", [Token("", "123")]),
        ("a,http://b|c", [Token(None, "a"), Token("http://b", "c")]),
        (r"a\,b|c\|d", [Token("a,b", "c|d")]),
        (r"a\\b", [Token(None, r"a\b")]),
        (f"{NHS}|943 476 5919", [Token(NHS, "9434765919")]),
    ],
)
def test_a_token_has_a_system_or_none(value: str, tokens: list[Token]):
    assert list(asked(("identifier", value)).tokens["identifier"]) == tokens


def test_identifiers_are_told_in_our_own_values():
    search = asked(("identifier", "http://a|1,2"))

    assert search.identifiers("identifier") == [
        SentIdentifier("http://a", "1"),
        SentIdentifier("", "2"),
    ]
    assert search.identifiers("patient.identifier") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("_id", ONE),
        ("patient", ONE),
        ("patient", f"Patient/{ONE}"),
        ("patient", f"https://here.example/fhir/Patient/{ONE}"),
        ("patient:Patient", ONE),
        ("focus", f"ServiceRequest/{ONE}"),
    ],
)
def test_an_id_may_be_a_reference(name: str, value: str):
    search = asked((name, value))

    assert list(search.ids.values()) == [(UUID(ONE),)]


def test_several_ids_are_parted_by_commas():
    assert asked(("_id", f"{ONE},{TWO}")).ids["_id"] == (UUID(ONE), UUID(TWO))


@pytest.mark.parametrize(
    ("values", "days"),
    [
        (["2026-11-24"], Days(date(2026, 11, 24), date(2026, 11, 24))),
        (["eq2026-11-24"], Days(date(2026, 11, 24), date(2026, 11, 24))),
        (["ge2026-11-24"], Days(date(2026, 11, 24), None)),
        (["le2026-11-24"], Days(None, date(2026, 11, 24))),
        (["ge2026-11-01", "le2026-11-24"], Days(date(2026, 11, 1), date(2026, 11, 24))),
        (["ge2026-11-01", "ge2026-11-09"], Days(date(2026, 11, 9), None)),
    ],
)
def test_days_are_from_one_to_another(values: list[str], days: Days):
    assert asked(*[("date", value) for value in values]).days["date"] == days


def test_a_birth_is_one_day():
    assert asked(("birthdate", "eq1945-03-02")).days["birthdate"] == Days(
        date(1945, 3, 2), date(1945, 3, 2)
    )


def test_a_chain_and_a_text_are_read():
    search = asked(("patient:Patient.identifier", "7"), ("family", r"O\,Brien"))

    assert search.tokens["patient.identifier"] == (Token(None, "7"),)
    assert search.texts["family"] == "O,Brien"
    assert "family" in search
    assert "focus" not in search


@pytest.mark.parametrize(("value", "count"), [("0", 0), ("7", 7), ("100", 100), ("5000", 100)])
def test_a_count_has_a_most(value: str, count: int):
    assert asked(("_count", value)).count == count


@pytest.mark.parametrize("value", ["json", "application/json", "application/fhir json"])
def test_json_may_be_asked_for(value: str):
    assert asked(("_format", value)).taken == (("_format", value),)


def test_what_is_not_known_is_noted_or_refused():
    assert asked(("shoe-size", "7"), ("_include", "x")).ignored == ("shoe-size", "_include")
    assert refused(("shoe-size", "7"), how=Handling.STRICT) == ["parameter_unknown"]


@pytest.mark.parametrize(
    ("given_one", "code"),
    [
        (("identifier:exact", "1"), "parameter_modifier"),
        (("_count:x", "1"), "parameter_modifier"),
        (("identifier", " "), "parameter_empty"),
        (("_after", "x" * 501), "parameter_empty"),
        (("family", "x" * 5001), "parameter_empty"),
        (("family", "Pri\x00ce"), "parameter_not_valid"),
        (("identifier", "a|b|c"), "parameter_not_valid"),
        (("identifier", "http://a|"), "parameter_not_valid"),
        (("identifier", f"{NHS}|123"), "nhs_number_length"),
        (("identifier", f"{NHS}|9434765918"), "nhs_number_check"),
        (("identifier", ",".join("a" * 51)), "parameter_not_valid"),
        (("_id", "seven"), "parameter_not_valid"),
        (("patient", f"Practitioner/{ONE}"), "parameter_not_valid"),
        (("focus", f"Patient/{ONE}"), "parameter_not_valid"),
        (("date", "2026-11"), "parameter_not_valid"),
        (("date", "sa2026-11-24"), "parameter_not_valid"),
        (("birthdate", "ge2026-11-24"), "parameter_not_valid"),
        (("_count", "-1"), "parameter_not_valid"),
        (("_count", "1.5"), "parameter_not_valid"),
        (("_after", "page two"), "parameter_not_valid"),
        (("_format", "xml"), "not_acceptable"),
    ],
)
def test_each_value_that_cannot_be_read_is_refused(given_one: tuple[str, str], code: str):
    assert refused(given_one) == [code]


def test_a_parameter_stands_once_but_for_a_day():
    assert refused(("family", "a"), ("family", "b")) == ["parameter_twice"]


def test_all_that_is_wrong_is_said_at_once():
    wrong = [("_id", "x"), ("_count", "x"), ("shoe-size", "7")]

    assert refused(*wrong, how=Handling.STRICT) == [
        "parameter_not_valid",
        "parameter_not_valid",
        "parameter_unknown",
    ]


def test_what_is_known_is_listed_in_order():
    assert known_to(["b", "a"]) == "a, b"


@given(st.lists(st.tuples(st.sampled_from([*KNOWN, "_count", "_after", "x:y"]), st.text())))
def test_no_parameters_make_a_failure(given_ones: list[tuple[str, str]]):
    search, findings = read(given_ones, KNOWN, how=Handling.STRICT)

    assert (search is None) is bool(findings)
