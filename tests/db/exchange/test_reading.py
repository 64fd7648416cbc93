"""Reading over FHIR: whom the one rule allows, in resources that others take for R4."""

import json
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest

from joinedup.desk import presenters
from joinedup.foundation import anchors, care, instant, scope
from joinedup.foundation.models import Reading
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import services as people
from joinedup.people.models import Identifier, Person
from joinedup.referrals.models import Line, Referral
from tests.builders import partner as sent
from tests.builders import reading as build
from tests.builders import referrals
from tests.builders.exchange import ETHEL, a_message, an_ethel
from tests.builders.reading import NHS, Reader, ethel, somebody_else


@pytest.fixture
def reader(clock: instant.Hands) -> Iterator[Reader]:
    """The system of the demonstration partner, which has sent Ethel's referral."""
    sent.taken(a_message())
    return Reader()


def test_a_person_is_read_by_id(reader: Reader) -> None:
    answer = reader.get(f"Patient/{ethel().pk}")

    shown = build.body(answer)
    assert (answer.status_code, answer["Content-Type"]) == (200, build.FHIR)
    assert answer["ETag"] == f'W/"{ethel().version}"'
    assert shown["id"] == str(ethel().pk)
    assert shown["identifier"][0]["value"] == ETHEL
    assert (
        shown["identifier"][0]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "01"
    )
    assert shown["name"] == [{"use": "official", "family": "Marsh", "given": ["Ethel"]}]
    assert (shown["birthDate"], shown["gender"]) == ("1945-03-02", "female")
    assert shown["address"][0]["postalCode"] == "HP19 7AA"


def test_what_is_held_already_is_not_sent_again(reader: Reader) -> None:
    tag = reader.get(f"Patient/{ethel().pk}")["ETag"]

    again = reader.get(f"Patient/{ethel().pk}", **{"If-None-Match": f'"x", {tag}'})
    changed = reader.get(f"Patient/{ethel().pk}", **{"If-None-Match": 'W/"99"'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert changed.status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"identifier": f"{NHS}|{ETHEL}"},
        {"identifier": ETHEL},
        {"identifier": f"https://other.example|1,{NHS}|{ETHEL}"},
        {"family": "marsh", "birthdate": "1945-03-02"},
        {"family": "Mar", "given": "eth", "birthdate": "eq1945-03-02"},
    ],
)
def test_a_person_is_found_by_what_is_certain(reader: Reader, asked: dict[str, str]) -> None:
    bundle = reader.search("Patient", **asked)

    assert (bundle["total"], [one["id"] for one in build.found(bundle)]) == (1, [str(ethel().pk)])
    assert bundle["entry"][0]["fullUrl"] == f"http://testserver/fhir/Patient/{ethel().pk}"


@pytest.mark.parametrize(
    "asked",
    [
        {"identifier": "https://fhir.nhs.uk/Id/nhs-number|9990000999"},
        {"identifier": f"https://other.example|{ETHEL}"},
        {"family": "Marsh", "birthdate": "1945-03-03"},
        {"family": "Holt", "birthdate": "1945-03-02"},
        {"family": "Marsh", "given": "Arthur", "birthdate": "1945-03-02"},
        {"identifier": ETHEL, "family": "Holt", "birthdate": "1945-03-02"},
    ],
)
def test_nobody_else_is_found(reader: Reader, asked: dict[str, str]) -> None:
    somebody_else(born_on=date(1945, 3, 2))

    bundle = reader.search("Patient", **asked)

    assert (bundle["total"], build.found(bundle)) == (0, [])
    assert "entry" not in bundle
    assert Reading.objects.latest("id").outcome == "nothing_found"


def test_a_number_of_another_system_finds_its_person(reader: Reader) -> None:
    Identifier.objects.create(person=ethel(), system="https://council.example", value="C-7")

    bundle = reader.search("Patient", identifier="https://council.example|C-7")

    (shown,) = build.found(bundle)
    assert {"system": "https://council.example", "value": "C-7"} in shown["identifier"]


def test_somebody_without_a_reason_is_not_shown(reader: Reader) -> None:
    other = somebody_else(born_on=date(1945, 3, 2))

    answer = reader.get(f"Patient/{other}")

    assert (answer.status_code, build.codes(answer)) == (403, ["no_care_relationship"])
    assert Reading.objects.latest("id").outcome == "refused"
    names = [
        one["name"][0]["given"]
        for one in build.found(reader.search("Patient", family="Marsh", birthdate="1945-03-02"))
    ]
    assert names == [["Ethel"]]


def test_another_partner_sees_none_of_it(reader: Reader) -> None:
    other = Reader("bcc")

    assert other.get(f"Patient/{ethel().pk}").status_code == 403
    assert other.search("Patient", identifier=ETHEL)["total"] == 0
    assert other.search("ServiceRequest")["total"] == 0
    assert other.search("Task")["total"] == 0
    assert other.get(f"ServiceRequest/{Referral.objects.get().pk}").status_code == 403
    assert other.get(f"Task/{Line.objects.get().pk}").status_code == 403


def test_a_restricted_record_is_refused_and_not_found(reader: Reader) -> None:
    by = scope.system("tests")
    care.restrict(ethel().pk, kind=scope.ACCESS, reason="asked", at=instant.now(), by=by)

    answer = reader.get(f"Patient/{ethel().pk}")

    assert (answer.status_code, build.codes(answer)) == (403, ["access_restricted"])
    assert reader.search("Patient", identifier=ETHEL)["total"] == 0
    assert reader.search("ServiceRequest")["total"] == 0
    assert reader.get(f"Task/{Line.objects.get().pk}").status_code == 403


def test_restricted_whereabouts_are_left_out(reader: Reader) -> None:
    referrals.triage(Line.objects.get().pk)
    tag = reader.get(f"Patient/{ethel().pk}")["ETag"]
    person = ethel().pk
    care.restrict(
        person, kind=scope.LOCATION, reason="asked", at=instant.now(), by=scope.system("tests")
    )

    answers = [
        reader.get(f"Patient/{person}"),
        reader.get(f"ServiceRequest/{Referral.objects.get().pk}"),
        reader.get(f"Task/{Line.objects.get().pk}"),
    ]

    shown = [build.body(one) for one in answers]
    said = json.dumps(shown)
    assert shown[0]["meta"]["security"][0]["code"] == "R"
    assert "HP19" not in said
    assert "Orchard" not in said
    assert "960020" not in said
    assert "owner" not in shown[2]
    assert answers[0]["ETag"] != tag


def test_whoever_was_merged_is_told_as_who_they_are_now(reader: Reader) -> None:
    absorbed, by = somebody_else(nhs_number=NhsNumber("9990000999")), scope.system("tests")
    anchors.merge(absorbed, ethel().pk, reason="same", at=instant.now(), by=by)

    shown = build.body(reader.get(f"Patient/{absorbed}"))

    assert (shown["id"], shown["active"]) == (str(absorbed), False)
    assert shown["link"] == [
        {"other": {"reference": f"Patient/{ethel().pk}"}, "type": "replaced-by"}
    ]
    assert "name" not in shown
    (found,) = build.found(reader.search("Patient", identifier="9990000999"))
    assert found["id"] == str(ethel().pk)


def test_somebody_not_identified_is_told_by_their_description(reader: Reader) -> None:
    person = people.register_unidentified(
        "Man, grey coat", key=uuid4(), at=instant.now(), by=scope.system("tests")
    )
    holder = care.partner("demo_partner")
    care.begin(person, holder, because="episode", at=instant.now(), by=scope.system("tests"))

    shown = build.body(reader.get(f"Patient/{person}"))

    assert shown["name"] == [{"use": "temp", "text": "Man, grey coat"}]
    assert "identifier" not in shown


def test_every_detail_that_is_held_is_told(reader: Reader) -> None:
    sent.taken(
        an_ethel(
            telecom=[
                {"system": "phone", "value": "07700 900001"},
                {"system": "email", "value": "ethel@example.org"},
            ],
            communication=[{"language": {"coding": [{"code": "pl"}]}}],
            deceasedDateTime="2026-11-20",
        )
    )
    Person.objects.update(known_as="Effie", needs_interpreter=True)

    shown = build.body(reader.get(f"Patient/{ethel().pk}"))

    assert shown["telecom"] == [
        {"system": "phone", "value": "07700 900001"},
        {"system": "email", "value": "ethel@example.org"},
    ]
    assert shown["name"][1] == {"use": "nickname", "given": ["Effie"]}
    assert shown["communication"][0]["language"]["coding"][0]["code"] == "pl"
    assert shown["extension"][0]["valueBoolean"] is True
    assert shown["deceasedDateTime"] == "2026-11-20"


def test_a_look_by_a_system_is_told_as_such(reader: Reader) -> None:
    reader.get(f"Patient/{ethel().pk}")

    told = presenters.page_name(Reading.objects.latest("id").route)

    assert told == "A partner's system, over FHIR: Patient read"
