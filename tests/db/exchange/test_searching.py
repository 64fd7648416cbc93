"""How a search answers: its pages, what it does not know, what it refuses, what is logged."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.foundation import care, instant, scope
from joinedup.foundation.models import Reading, ReadingOf
from joinedup.foundation.permissions import Role
from joinedup.kernel.ids import PersonId
from joinedup.referrals.domain.request import KnownPerson
from joinedup.referrals.models import Referral
from tests.builders import partner as sent
from tests.builders import reading as build
from tests.builders import referrals
from tests.builders.exchange import ETHEL, a_message, an_ethel, as_bytes
from tests.builders.reading import NHS, Reader, ethel, somebody_else


@pytest.fixture
def reader(clock: instant.Hands) -> Iterator[Reader]:
    """The system of the demonstration partner, which has sent Ethel's referral."""
    sent.taken(a_message())
    return Reader()


def test_pages_follow_one_another_without_a_gap(reader: Reader) -> None:
    own = {PersonId(ethel().pk)}
    for number in range(6):
        referrals.sent(by=referrals.gp(), person=KnownPerson(person_id=own.copy().pop()))
        del number

    answer, seen = reader.search("ServiceRequest", patient=ethel().pk, _count="3"), []
    pages = 1
    while True:
        seen += [one["id"] for one in build.found(answer)]
        assert answer["total"] == 7
        links = {one["relation"]: one["url"] for one in answer["link"]}
        if "next" not in links:
            break
        assert links["self"].startswith("http://testserver/fhir/ServiceRequest?patient=")
        answer, pages = build.body(reader.get(links["next"])), pages + 1

    expected = Referral.objects.order_by("-pk").values_list("pk", flat=True)
    assert (pages, seen) == (3, [str(one) for one in expected])


def test_people_are_paged_by_key(reader: Reader) -> None:
    others = [somebody_else(born_on=date(1945, 3, 2)) for _ in range(4)]
    for one in others:
        by = scope.system("tests")
        holder = care.partner("demo_partner")
        care.begin(one, holder, because="episode", at=instant.now(), by=by)

    first = reader.search("Patient", family="marsh", birthdate="1945-03-02", _count="3")
    rest = build.body(reader.get(first["link"][1]["url"]))

    seen = [one["id"] for one in build.found(first) + build.found(rest)]
    assert seen == sorted(map(str, [ethel().pk, *others]))
    assert (first["total"], rest["total"], len(rest["link"])) == (5, 5, 1)


def test_a_count_of_nought_asks_for_the_total_alone(reader: Reader) -> None:
    bundle = reader.search("Task", _count="0")

    assert (bundle["total"], "entry" in bundle, len(bundle["link"])) == (1, False, 1)


def test_an_unknown_parameter_is_left_out_and_said(reader: Reader) -> None:
    bundle = build.body(reader.get("Patient", {"identifier": ETHEL, "shoe-size": "7"}))

    assert len(build.found(bundle)) == 1
    (said,) = [one for one in bundle["entry"] if one["search"]["mode"] == "outcome"]
    assert "shoe-size" in said["resource"]["issue"][0]["details"]["text"]
    assert "shoe-size" not in bundle["link"][0]["url"]


def test_a_strict_reader_has_an_unknown_parameter_refused(reader: Reader) -> None:
    answer = reader.get(
        "Patient", {"identifier": ETHEL, "shoe-size": "7"}, Prefer="handling=strict"
    )

    assert (answer.status_code, build.codes(answer)) == (400, ["parameter_unknown"])


@pytest.mark.parametrize(
    ("kind", "asked", "code"),
    [
        ("Patient", {}, "search_too_wide"),
        ("Patient", {"family": "Marsh"}, "search_too_wide"),
        ("Patient", {"birthdate": "1945-03-02"}, "search_too_wide"),
        ("Patient", {"family": "Marsh", "birthdate": "ge1945-03-02"}, "parameter_not_valid"),
        ("Patient", {"family": "Marsh", "birthdate": "1945"}, "parameter_not_valid"),
        ("Patient", {"identifier:of-type": "a|b|c"}, "parameter_modifier"),
        ("Patient", {"identifier": ""}, "parameter_empty"),
        ("Patient", {"identifier": ["1", "2"]}, "parameter_twice"),
        ("Task", {"patient": "Practitioner/7"}, "parameter_not_valid"),
        ("Task", {"patient": "ethel"}, "parameter_not_valid"),
        ("Task", {"_count": "many"}, "parameter_not_valid"),
        ("Task", {"_after": "nowhere"}, "parameter_not_valid"),
        ("Patient", {"identifier": "a\x00b"}, "parameter_not_valid"),
        ("Task", {"group-identifier": "\x00|b"}, "parameter_not_valid"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(
    reader: Reader, kind: str, asked: dict[str, Any], code: str
) -> None:
    answer = reader.get(kind, asked, Prefer="handling=lenient")

    assert (answer.status_code, build.codes(answer)) == (400, [code])


def test_a_search_by_form_finds_the_same(reader: Reader) -> None:
    answer = reader.post("Patient/_search?_count=5", {"identifier": f"{NHS}|{ETHEL}"})

    bundle = build.body(answer)
    assert [one["id"] for one in build.found(bundle)] == [str(ethel().pk)]
    assert reader.get("Patient/_search").status_code == 405


def test_a_form_of_another_kind_is_refused(reader: Reader) -> None:
    answer = reader.client.post(
        "/fhir/Task/_search",
        b"{}",
        content_type=build.FHIR,
        headers={"Authorization": f"Bearer {reader.token}"},
    )

    assert (answer.status_code, build.codes(answer)) == (415, ["media_type"])


@pytest.mark.parametrize(
    ("asked", "headers", "status"),
    [
        ({"_format": "json"}, {}, 200),
        ({"_format": "application/fhir+json"}, {}, 200),
        ({"_format": "xml"}, {}, 406),
        ({}, {"Accept": "application/fhir+xml"}, 406),
        ({}, {"Accept": "application/fhir+json"}, 200),
    ],
)
def test_only_json_is_answered(
    reader: Reader, asked: dict[str, str], headers: dict[str, str], status: int
) -> None:
    one = reader.get(f"Patient/{ethel().pk}", asked, **headers)
    many = reader.get("Task", asked, **headers)

    assert (one.status_code, many.status_code) == (status, status)
    assert build.body(one)["resourceType"] == ("Patient" if status == 200 else "OperationOutcome")


@pytest.mark.parametrize("kind", ["Patient", "ServiceRequest", "Task"])
def test_what_is_not_there_is_told_in_fhir(reader: Reader, kind: str) -> None:
    for address in (f"{kind}/{uuid4()}", f"{kind}/ethel", "Appointment/1"):
        answer = reader.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, build.FHIR)
        assert build.body(answer)["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("token", ["", "jup_wrong"])
def test_nobody_reads_without_a_token(reader: Reader, token: str) -> None:
    reader.token = token

    for address in ("Patient", f"Patient/{ethel().pk}", "Task", "ServiceRequest"):
        assert reader.get(address).status_code == 401


def test_a_commissioner_reads_nobody(reader: Reader) -> None:
    other = Reader("avccg", role=Role.COMMISSIONER)

    answer = other.get(f"Patient/{ethel().pk}")

    assert (answer.status_code, build.codes(answer)) == (403, ["role_may_not"])


def test_every_reading_is_written_down(reader: Reader) -> None:
    reader.get(f"Patient/{ethel().pk}")
    one = Reading.objects.latest("id")
    reader.search("ServiceRequest", patient=ethel().pk)
    many = Reading.objects.latest("id")

    assert (one.route, many.route) == ("exchange:read_patient", "exchange:search_servicerequest")
    assert {one.outcome, many.outcome} == {"shown"}
    shown = ReadingOf.objects.filter(reading__in=[one, many])
    assert {row.person_id for row in shown} == {ethel().pk}


def test_a_page_asks_the_store_few_questions(reader: Reader) -> None:
    for _ in range(5):
        referrals.sent(by=referrals.gp(), person=KnownPerson(person_id=PersonId(ethel().pk)))

    for kind in ("Patient", "ServiceRequest", "Task"):
        asked = {"patient": ethel().pk} if kind != "Patient" else {"_id": ethel().pk}
        with CaptureQueriesContext(connection) as questions:
            reader.get(kind, asked)
        assert len(questions) <= 20, [one["sql"] for one in questions]


def test_what_is_posted_where_others_search_is_taken(reader: Reader) -> None:
    looked = Reading.objects.count()

    answer = reader.client.post(
        "/fhir/Patient",
        as_bytes(an_ethel(id="e-1", language="en")),
        content_type=build.FHIR,
        headers={"Authorization": f"Bearer {reader.token}"},
    )

    assert answer.status_code in (200, 201), answer.content
    assert Reading.objects.count() == looked


def test_what_is_stated_is_what_is_done(reader: Reader) -> None:
    stated = build.body(reader.get("metadata"))["rest"][0]["resource"]

    read = {one["type"]: one for one in stated if "searchParam" in one}
    assert sorted(read) == [
        "AllergyIntolerance",
        "CarePlan",
        "Condition",
        "Encounter",
        "Observation",
        "Patient",
        "ServiceRequest",
        "Task",
    ]
    for kind, one in read.items():
        assert [code["code"] for code in one["interaction"]] == ["read", "search-type", "create"]
        known = ", ".join(parameter["name"] for parameter in one["searchParam"])
        asked = {name: str(ethel().pk) for name in ("_id", "patient") if name in known}
        answer = reader.get(kind, asked, Prefer="handling=strict")
        assert answer.status_code == 200, (kind, answer.content)
    posted = [one for one in stated if one["type"] == "Immunization"]
    assert posted == [{"type": "Immunization", "interaction": [{"code": "create"}]}]


@pytest.mark.parametrize("kind", ["Patient?identifier", "Condition?patient.identifier"])
def test_a_number_that_is_no_nhs_number_is_refused(reader: Reader, kind: str) -> None:
    answer = reader.get(f"{kind}=https://fhir.nhs.uk/Id/nhs-number|9990000213")

    assert answer.status_code == 400
    assert b"the last is a check" in answer.content
