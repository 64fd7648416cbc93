"""A person as another system is shown them over FHIR."""

from datetime import date
from typing import Any

import pytest

from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.read_patient import patient
from joinedup.exchange.domain.message import SentIdentifier
from joinedup.exchange.domain.shown import Organisation, PatientShown


def shown(**known: Any) -> Tree:
    return patient(PatientShown(id="p-1", version="7", **known))


def test_of_whom_nothing_is_known_nothing_is_said() -> None:
    assert shown() == {
        "resourceType": "Patient",
        "id": "p-1",
        "meta": {"versionId": "7"},
        "active": True,
        "gender": "unknown",
    }


@pytest.mark.parametrize(("is_verified", "code"), [(True, "01"), (False, "02")])
def test_a_number_says_whether_it_was_verified(is_verified: bool, code: str) -> None:
    number = shown(nhs_number="9990000212", is_nhs_number_verified=is_verified)["identifier"][0]

    assert number["value"] == "9990000212"
    assert number["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == code


def test_numbers_of_other_systems_follow_the_nhs_number() -> None:
    others = (SentIdentifier("https://council.example", "C-7"), SentIdentifier("", "L-1"))

    told = shown(nhs_number="9990000212", identifiers=others)["identifier"]

    assert told[1:] == [{"system": "https://council.example", "value": "C-7"}, {"value": "L-1"}]


def test_whoever_was_merged_is_told_only_as_who_they_are_now() -> None:
    told = shown(merged_into="p-2", family_name="Marsh", nhs_number="9990000212")

    assert told == {
        "resourceType": "Patient",
        "id": "p-1",
        "meta": {"versionId": "7"},
        "active": False,
        "link": [{"other": {"reference": "Patient/p-2"}, "type": "replaced-by"}],
    }


def test_somebody_not_identified_is_told_by_their_description() -> None:
    told = shown(is_identified=False, description="Man, grey coat", family_name="Marsh")

    assert told["name"] == [{"use": "temp", "text": "Man, grey coat"}]


def test_a_name_is_told_as_it_is_written_and_as_it_is_used() -> None:
    told = shown(family_name="Marsh", given_name="Ethel May", known_as="Effie")

    assert told["name"] == [
        {"use": "official", "family": "Marsh", "given": ["Ethel", "May"]},
        {"use": "nickname", "given": ["Effie"]},
    ]


def test_whose_whereabouts_are_restricted_is_marked_as_the_spine_marks_them() -> None:
    assert shown(is_restricted=True)["meta"]["security"][0]["code"] == "R"
    assert "security" not in shown()["meta"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("pl", {"coding": [{"system": "urn:ietf:bcp:47", "code": "pl"}]}),
        ("British Sign Language", {"text": "British Sign Language"}),
    ],
)
def test_a_language_is_a_code_only_where_it_is_one(language: str, told: Tree) -> None:
    assert shown(language=language)["communication"] == [{"language": told, "preferred": True}]


def test_days_address_and_practice_are_told() -> None:
    told = shown(
        born_on=date(1945, 3, 2),
        died_on=date(2026, 11, 20),
        address_lines=("14 Station Road", "Aylesbury"),
        postcode="HP19 7AA",
        practice=Organisation("Orchard Surgery", "K99010"),
        needs_interpreter=True,
    )

    assert (told["birthDate"], told["deceasedDateTime"]) == ("1945-03-02", "2026-11-20")
    assert told["address"] == [
        {"use": "home", "line": ["14 Station Road", "Aylesbury"], "postalCode": "HP19 7AA"}
    ]
    assert told["generalPractitioner"][0]["display"] == "Orchard Surgery"
    assert told["generalPractitioner"][0]["identifier"]["value"] == "K99010"
    assert told["extension"][0]["valueBoolean"] is True
