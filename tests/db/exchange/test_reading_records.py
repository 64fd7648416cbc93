"""Entries of the record over FHIR: what a source said, whom it is about, and who may read it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.foundation import anchors, care, instant, scope
from joinedup.foundation.models import Reading, Received
from joinedup.foundation.permissions import Role
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.people.domain.record import EntryKind, EntrySent
from joinedup.people.models import RecordEntry
from joinedup.people.services.record import keep_entries
from tests.builders import partner as sent
from tests.builders import reading as build
from tests.builders.exchange import ETHEL, a_message
from tests.builders.reading import NHS, Reader, ethel, somebody_else

SNOMED = "http://snomed.info/sct"
MORNING = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
ENTRIES = {
    "Condition": EntrySent(
        kind=EntryKind.CONDITION,
        source_key="Condition/1",
        words="Heart failure",
        code_system=SNOMED,
        code="84114007",
        status="active",
        happened_on=date(2019, 6, 3),
        author="Dr Joan Pryce",
        author_role="GP",
        details=(("Severity", "moderate"),),
    ),
    "AllergyIntolerance": EntrySent(
        kind=EntryKind.ALLERGY,
        source_key="AllergyIntolerance/1",
        words="Penicillin (rash)",
        code_system=SNOMED,
        code="91936005",
        status="active",
        happened_on=date(1988, 1, 1),
        value="high risk",
    ),
    "Observation": EntrySent(
        kind=EntryKind.OBSERVATION,
        source_key="Observation/1",
        words="Body weight",
        code_system="http://loinc.org",
        code="29463-7",
        status="final",
        value="61.5 kg",
        happened_at=MORNING,
        author="Ann Lee",
        organisation="Larkmead Surgery",
    ),
    "Encounter": EntrySent(
        kind=EntryKind.ENCOUNTER,
        source_key="Encounter/1",
        words="Home visit",
        code_system=SNOMED,
        code="439708006",
        status="finished",
        happened_at=MORNING,
        until=datetime(2026, 11, 20, 9, 40, tzinfo=UTC),
        author="Ann Lee",
        organisation="Larkmead Surgery",
    ),
    "CarePlan": EntrySent(
        kind=EntryKind.CARE_PLAN,
        source_key="CarePlan/1",
        words="Plan for falls",
        code_system=SNOMED,
        code="734163000",
        status="active",
        happened_at=MORNING,
        organisation="Larkmead Surgery",
    ),
}
OF = {"Condition": "onset-date", "Observation": "date", "Encounter": "date", "CarePlan": "date"}
CODE = {"Encounter": "type", "CarePlan": "category"}


@pytest.fixture
def reader(clock: instant.Hands) -> Reader:
    """The system of the demonstration partner, which has sent Ethel's referral."""
    sent.taken(a_message())
    return Reader()


def keep(*entries: EntrySent, person: PersonId | None = None, source: str = "gp-system") -> None:
    """Entries of somebody, Ethel where nobody is named, as a source sends them."""
    keep_entries(
        person or PersonId(ethel().pk),
        entries,
        source=source,
        received_id=None,
        at=instant.now(),
        by=scope.system("tests"),
    )


def the_id(number: int = 0) -> str:
    """What the first version of an entry is called."""
    first = RecordEntry.objects.filter(version=1).order_by("pk")
    return str(first[number].pk)


@pytest.mark.parametrize("kind", sorted(ENTRIES))
def test_each_kind_is_read_and_found(reader: Reader, kind: str) -> None:
    keep(*ENTRIES.values())
    entry = ENTRIES[kind]

    bundle = reader.search(kind, patient=ethel().pk)
    (found,) = build.found(bundle)
    answer = reader.get(f"{kind}/{found['id']}")

    assert (bundle["total"], answer.status_code, answer["ETag"]) == (1, 200, 'W/"1"')
    assert build.body(answer) == found
    about = found.get("subject") or found["patient"]
    assert about["reference"] == f"Patient/{ethel().pk}"
    assert found["meta"]["source"] == "urn:joinedup:source:gp-system"
    assert found["identifier"] == [
        {"system": "urn:joinedup:source-key:gp-system", "value": f"{kind}/1"}
    ]
    assert entry.words in json.dumps(found)


def test_a_condition_says_since_when_and_who_said_so(reader: Reader) -> None:
    keep(ENTRIES["Condition"])

    shown = build.body(reader.get(f"Condition/{the_id()}"))

    assert shown["clinicalStatus"]["coding"][0]["code"] == "active"
    assert shown["code"] == {
        "coding": [{"system": SNOMED, "code": "84114007"}],
        "text": "Heart failure",
    }
    assert (shown["onsetDateTime"], shown["asserter"]["display"]) == (
        "2019-06-03",
        "Dr Joan Pryce, GP",
    )
    assert shown["note"] == [{"text": "Severity: moderate"}]
    assert shown["recordedDate"] == "2026-11-24T09:30:00.000Z"


def test_what_is_over_says_when_it_ended(reader: Reader) -> None:
    ended = datetime(2020, 1, 5, 10, tzinfo=UTC)
    keep(replace(ENTRIES["Condition"], status="resolved", until=ended))

    shown = build.body(reader.get(f"Condition/{the_id()}"))

    assert shown["clinicalStatus"]["coding"][0]["code"] == "resolved"
    assert shown["abatementDateTime"] == "2020-01-05T10:00:00.000Z"


def test_a_plan_whose_last_day_has_passed_is_told_as_over(reader: Reader) -> None:
    keep(replace(ENTRIES["CarePlan"], status="active", until=None, ends_on=date(2025, 12, 31)))

    shown = build.body(reader.get(f"CarePlan/{the_id()}"))

    assert (shown["status"], shown["period"]["end"]) == ("completed", "2025-12-31")


@pytest.mark.parametrize("kind", sorted(ENTRIES))
def test_what_was_entered_in_error_is_marked_so(reader: Reader, kind: str) -> None:
    keep(replace(ENTRIES[kind], is_entered_in_error=True, status="entered-in-error"))

    shown = build.body(reader.get(f"{kind}/{the_id()}"))

    marked = shown.get("status") or shown["verificationStatus"]["coding"][0]["code"]
    assert marked == "entered-in-error"
    assert "clinicalStatus" not in shown


def test_a_corrected_entry_keeps_its_id_and_has_another_version(reader: Reader) -> None:
    keep(ENTRIES["Observation"])
    before = reader.get(f"Observation/{the_id()}")
    keep(replace(ENTRIES["Observation"], value="60 kg"))

    after = reader.get(f"Observation/{the_id()}", **{"If-None-Match": before["ETag"]})

    assert (before["ETag"], after["ETag"], after.status_code) == ('W/"1"', 'W/"2"', 200)
    assert build.body(after)["valueQuantity"]["value"] == 60
    (found,) = build.found(reader.search("Observation", patient=ethel().pk, _id=the_id()))
    assert found["id"] == the_id()
    second = RecordEntry.objects.get(version=2).pk
    assert reader.get(f"Observation/{second}").status_code == 404
    assert reader.search("Observation", patient=ethel().pk, _id=str(second))["total"] == 0


def test_the_message_that_it_came_in_is_named_and_not_given(reader: Reader) -> None:
    kept = Received.objects.latest("id")
    keep_entries(
        PersonId(ethel().pk),
        [ENTRIES["Condition"]],
        source="gp-system",
        received_id=ReceivedId(kept.pk),
        at=instant.now(),
        by=scope.system("tests"),
    )

    shown = build.body(reader.get(f"Condition/{the_id()}"))

    assert shown["meta"]["source"] == f"urn:joinedup:source:gp-system#{kept.pk}"
    assert "contained" not in shown


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"patient.identifier": f"{NHS}|{ETHEL}"}, 2),
        ({"subject": "{ethel}", "code": f"{SNOMED}|84114007"}, 1),
        ({"patient": "{ethel}", "code": "84114007,38341003"}, 2),
        ({"patient": "{ethel}", "code": "http://loinc.org|84114007"}, 0),
        ({"patient": "{ethel}", "onset-date": "2019-06-03"}, 1),
        ({"patient": "{ethel}", "onset-date": "ge2019-06-04"}, 1),
        ({"patient": "{ethel}", "onset-date": ["ge2019-01-01", "le2019-12-31"]}, 1),
        ({"patient": "{ethel}", "subject.identifier": "9990000212"}, 0),
        ({"patient.identifier": "9990000999"}, 0),
        ({"patient": "{ethel}", "onset-date": ["ge0001-01-01", "le9999-12-31"]}, 2),
    ],
)
def test_conditions_are_found_by_code_and_day(
    reader: Reader, asked: dict[str, Any], count: int
) -> None:
    other = replace(
        ENTRIES["Condition"],
        source_key="Condition/2",
        words="Hypertension",
        code="38341003",
        happened_on=date(2021, 2, 1),
    )
    keep(ENTRIES["Condition"], other)
    given = {
        name: value.format(ethel=ethel().pk) if isinstance(value, str) else value
        for name, value in asked.items()
    }

    assert build.body(reader.get("Condition", given))["total"] == count


@pytest.mark.parametrize(("kind", "name"), CODE.items())
def test_each_kind_has_its_own_name_for_its_code(reader: Reader, kind: str, name: str) -> None:
    keep(ENTRIES[kind])

    for code, count in ((ENTRIES[kind].code, 1), ("1", 0)):
        asked = {"patient": ethel().pk, name: code}
        assert build.body(reader.get(kind, asked))["total"] == count


def test_a_record_is_searched_for_one_person_at_a_time(reader: Reader) -> None:
    answer = reader.get("Condition", {"code": "84114007"})

    assert (answer.status_code, build.codes(answer)) == (400, ["search_too_wide"])


def test_a_record_of_several_people_is_refused_and_not_half_read(reader: Reader) -> None:
    keep(ENTRIES["Condition"])
    other = somebody_else()
    holder = care.partner("demo_partner")
    care.begin(other, holder, because="episode", at=instant.now(), by=scope.system("tests"))

    answer = reader.get("Condition", {"patient": f"{other},{ethel().pk}"})

    assert (answer.status_code, build.codes(answer)) == (400, ["search_of_several"])


def test_entries_are_paged_the_last_told_first(reader: Reader) -> None:
    keep(*[replace(ENTRIES["Condition"], source_key=f"Condition/{n}") for n in range(5)])

    first = reader.search("Condition", patient=ethel().pk, _count="3")
    rest = build.body(reader.get(first["link"][1]["url"]))

    keys = [one["identifier"][0]["value"] for one in build.found(first) + build.found(rest)]
    assert keys == [f"Condition/{number}" for number in (4, 3, 2, 1, 0)]
    assert (first["total"], len(rest["link"])) == (5, 1)


def test_whose_record_may_not_be_read_is_not_shown(reader: Reader) -> None:
    other = somebody_else()
    keep(ENTRIES["Condition"], person=other)

    answer = reader.get(f"Condition/{the_id()}")

    assert (answer.status_code, build.codes(answer)) == (403, ["no_care_relationship"])
    assert reader.search("Condition", patient=other)["total"] == 0
    assert Reading.objects.latest("id").outcome == "nothing_found"


@pytest.mark.parametrize("kind", sorted(ENTRIES))
def test_an_entry_of_another_kind_is_not_there(reader: Reader, kind: str) -> None:
    keep(EntrySent(kind=EntryKind.GOAL, source_key="Goal/1", words="Walk to the shop"))

    assert reader.get(f"{kind}/{the_id()}").status_code == 404
    assert reader.get(f"{kind}/{uuid4()}").status_code == 404


def test_the_record_of_whoever_was_merged_is_read_together(reader: Reader) -> None:
    absorbed = somebody_else()
    keep(ENTRIES["Condition"], person=absorbed)
    keep(replace(ENTRIES["Condition"], source_key="Condition/9"))
    by = scope.system("tests")
    anchors.merge(absorbed, PersonId(ethel().pk), reason="same", at=instant.now(), by=by)

    found = build.found(reader.search("Condition", patient=absorbed))

    assert len(found) == 2
    assert {one["subject"]["reference"] for one in found} == {f"Patient/{ethel().pk}"}
    assert reader.get(f"Condition/{the_id()}").status_code == 200


@pytest.mark.parametrize("kind", sorted(ENTRIES))
def test_restricted_whereabouts_are_left_out_of_entries(reader: Reader, kind: str) -> None:
    says = "4 Orchard Close HP19 7AA"
    keep(replace(ENTRIES[kind], organisation=says, author=says, details=(("Where", says),)))
    place_said = replace(ENTRIES[kind], source_key="x", words=f"{ENTRIES[kind].words} HP19 7AA")
    keep(place_said)
    by = scope.system("tests")
    care.restrict(ethel().pk, kind=scope.LOCATION, reason="asked", at=instant.now(), by=by)

    found = build.found(reader.search(kind, patient=ethel().pk))

    assert len(found) == 2
    assert "HP19" not in json.dumps(found)
    assert "Orchard" not in json.dumps(found)
    assert {one["meta"]["security"][0]["code"] for one in found} == {"R"}


def test_a_role_without_the_right_reads_no_record(reader: Reader) -> None:
    keep(ENTRIES["Condition"])
    other = Reader("avccg", role=Role.COMMISSIONER)

    for address in (f"Condition/{the_id()}", "Condition"):
        answer = other.get(address)
        assert (answer.status_code, build.codes(answer)) == (403, ["role_may_not"])


def test_a_page_of_entries_asks_few_questions(reader: Reader) -> None:
    keep(*[replace(ENTRIES["Condition"], source_key=f"Condition/{n}") for n in range(20)])
    # Whoever asks for the first time is counted from there.
    reader.search("Condition", patient=ethel().pk)

    with CaptureQueriesContext(connection) as asked:
        reader.search("Condition", patient=ethel().pk)

    assert len(asked) <= 20, [one["sql"] for one in asked]


def test_what_a_message_brought_is_read_back(reader: Reader) -> None:
    resource = {
        "resourceType": "Condition",
        "id": "c-1",
        "clinicalStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                    "code": "active",
                }
            ]
        },
        "code": {"coding": [{"system": SNOMED, "code": "84114007", "display": "Heart failure"}]},
        "subject": {"identifier": {"system": NHS, "value": ETHEL}},
        "onsetDateTime": "2019-06-03",
    }
    sent.taken(resource)

    (shown,) = build.found(reader.search("Condition", patient=ethel().pk))

    assert shown["code"]["coding"][0] == {"system": SNOMED, "code": "84114007"}
    assert shown["onsetDateTime"] == "2019-06-03"
    assert shown["identifier"][0]["value"] == "Condition/c-1"
