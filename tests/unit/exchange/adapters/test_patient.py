"""A Patient becomes a person as sent: what is current, and nothing more."""

from datetime import date
from typing import Any

import pytest

from joinedup.exchange.adapters.patient import person_sent
from joinedup.exchange.domain.message import PersonSent, SentIdentifier
from tests.builders.exchange import ETHEL, ON, an_ethel

ENDED = {"start": "2019-01-01", "end": "2021-12-31"}
UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"


def sent(**changes: Any) -> PersonSent:
    return person_sent(an_ethel(**changes), on=ON)


def test_everything_that_was_sent_is_read():
    assert sent() == PersonSent(
        nhs_number=ETHEL,
        is_nhs_number_verified=True,
        family_name="Marsh",
        given_name="Ethel",
        born_on=date(1945, 3, 2),
        born_words="1945-03-02",
        gender="female",
        address_lines=("4 Orchard Close",),
        postcode="HP19 7AA",
        phone="01632 960020",
    )


def test_nothing_is_made_up():
    assert person_sent({"resourceType": "Patient"}, on=ON) == PersonSent()


def test_the_official_current_name_comes_first():
    names = [
        {"use": "nickname", "given": ["Etty"]},
        {"use": "official", "family": "Old", "period": ENDED},
        {"use": "usual", "family": "Marsh"},
        {"use": "maiden", "family": "Brook"},
    ]

    assert sent(name=names).family_name == "Marsh"


def test_somebody_whose_names_have_all_ended_keeps_one():
    assert sent(name=[{"use": "usual", "family": "Marsh", "period": ENDED}]).family_name == "Marsh"


def test_an_address_that_has_ended_is_not_where_they_live():
    addresses = [
        {"use": "home", "line": ["1 Old Road"], "postalCode": "HP1 1AA", "period": ENDED},
        {"use": "billing", "line": ["2 Pay Road"]},
    ]

    assert sent(address=addresses).address_lines == ()
    assert sent(address=addresses).postcode == ""


def test_an_address_in_one_line_is_kept_whole():
    address = {"text": "4 Orchard Close, Aylesbury", "city": "Aylesbury"}

    assert sent(address=[address]).address_lines == ("4 Orchard Close, Aylesbury",)
    assert sent(address=[{"city": "Aylesbury"}]).address_lines == ("Aylesbury",)


def test_the_number_that_the_sender_ranks_first_is_rung():
    telecom = [
        {"system": "phone", "value": "01632 960001", "rank": 3},
        {"system": "phone", "value": "01632 960002", "use": "old"},
        {"system": "phone", "value": "01632 960003", "rank": 1, "period": ENDED},
        {"system": "email", "value": "ethel@example.com"},
        {"system": "phone", "value": "07700 900001", "use": "mobile", "rank": 2},
    ]

    assert sent(telecom=telecom).phone == "07700 900001"
    assert sent(telecom=telecom).email == "ethel@example.com"


@pytest.mark.parametrize("mark", ["R", "V", "REDACTED"])
def test_a_restricted_person_comes_without_a_place(mark: str):
    system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
    practice = {"identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code"}}
    practice["identifier"]["value"] = "K82001"

    person = sent(
        meta={"security": [{"system": system, "code": mark}]}, generalPractitioner=[practice]
    )

    assert person.is_restricted
    assert (person.address_lines, person.postcode, person.practice_ods) == ((), "", "")


def test_an_unrestricted_person_is_not_restricted():
    system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"

    assert not sent(meta={"security": [{"system": system, "code": "U"}]}).is_restricted


def test_the_practice_is_that_of_the_current_registration():
    ods = "https://fhir.nhs.uk/Id/ods-organization-code"
    practices = [
        {"identifier": {"system": "https://fhir.hl7.org.uk/Id/gmc-number", "value": "G1"}},
        {"identifier": {"system": ods, "value": "K82000", "period": ENDED}},
        {"identifier": {"system": ods, "value": "k82001"}},
    ]

    assert sent(generalPractitioner=practices).practice_ods == "K82001"


@pytest.mark.parametrize(
    "changes",
    [
        {
            "communication": [
                {"language": {"coding": [{"code": "en"}]}},
                {"language": {"coding": [{"code": "ur"}]}, "preferred": True},
            ],
            "extension": [
                {
                    "url": ("http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"),
                    "valueBoolean": True,
                }
            ],
        },
        {
            "extension": [
                {
                    "url": f"{UK_CORE}NHSCommunication",
                    "extension": [
                        {
                            "url": "language",
                            "valueCodeableConcept": {"coding": [{"code": "ur"}]},
                        },
                        {"url": "interpreterRequired", "valueBoolean": True},
                    ],
                }
            ]
        },
    ],
)
def test_language_and_interpreter_are_read_however_written(changes: dict[str, Any]):
    person = sent(**changes)

    assert (person.language, person.needs_interpreter) == ("ur", True)


def test_who_looks_after_them_is_read_in_one_line():
    contacts = [
        {"name": {"text": "Old Neighbour"}, "telecom": [], "period": ENDED},
        {"relationship": [{"text": "Club"}]},
        {
            "name": {"given": ["Ann"], "family": "Marsh"},
            "relationship": [{"coding": [{"display": "Daughter"}]}],
            "telecom": [{"system": "phone", "value": "07700 900002"}],
        },
    ]

    assert sent(contact=contacts).carer == "Ann Marsh, Daughter, 07700 900002"


@pytest.mark.parametrize(
    ("changes", "died", "on"),
    [
        ({"deceasedBoolean": True}, True, None),
        ({"deceasedBoolean": False}, False, None),
        ({"deceasedDateTime": "2026-11-01T10:00:00Z"}, True, date(2026, 11, 1)),
        ({"deceasedDateTime": "2026"}, True, None),
    ],
)
def test_a_death_is_read(changes: dict[str, Any], died: bool, on: date | None):
    assert (sent(**changes).has_died, sent(**changes).died_on) == (died, on)


def test_other_identifiers_are_kept():
    identifier = {"system": "https://trust.example/pas", "value": "P1"}

    person = sent(identifier=[identifier])

    assert person.other_identifiers == (SentIdentifier("https://trust.example/pas", "P1"),)
    assert not person.is_empty


@pytest.mark.parametrize(
    ("person", "is_enough"),
    [
        (PersonSent(nhs_number=ETHEL), True),
        (PersonSent(family_name="Marsh", given_name="E", born_on=date(1945, 3, 2)), True),
        (PersonSent(family_name="Marsh", given_name="Ethel"), False),
        (PersonSent(given_name="Ethel", born_on=date(1945, 3, 2)), False),
    ],
)
def test_a_number_or_full_name_with_birth_date_is_enough(person: PersonSent, is_enough: bool):
    assert person.can_be_identified is is_enough
