"""Every published example that we have is taken, or refused for the reason it should be."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from joinedup.exchange import presenters, services
from joinedup.exchange.domain.report import FileReport
from joinedup.foundation import care
from joinedup.foundation.place_schema import Partner, Repair
from joinedup.people.models import Person
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.lines import stage_of
from tests.builders import partner as build

PAYLOADS = Path(__file__).resolve().parents[4] / "shared" / "data" / "payloads"

APPOINTMENT = "appointment_not_taken"
NOT_TAKEN = "resource_not_taken"
BAD_NUMBER = "nhs_number_check"

# What is taken: its kind, how many things in it are, and what is no part of a record.
TAKEN = {
    "bars/process-message-referral-request-bundle.json": ("bars_referral", 1, {}),
    "pds/Sensitive_PatientSearch.json": ("fhir_collection", 1, {}),
    "pds/patient_9000000009.json": ("fhir_patient", 1, {}),
    "pds/patient_9000000025.json": ("fhir_patient", 1, {}),
    "synthea-r4/Stanley_Balistreri_08ce8462-f56a-4fd6-b986-ea75c5c6edb2.json": (
        "fhir_transaction",
        69,
        {"Claim": 8, "ExplanationOfBenefit": 7, "Organization": 1, "Practitioner": 1},
    ),
    "synthea-r4/hospitalInformation1559319163815.json": (
        "fhir_transaction",
        0,
        {"Organization": 102},
    ),
    "ukcore-r4/UKCore-Patient-RichardSmith.json": ("fhir_patient", 1, {}),
}
# Taken once the person whom they name is here: of whom, and how many things are in it.
TAKEN_AFTER = {
    "pds/related_person_9000000009.json": ("pds/patient_9000000009.json", 2),
    **{
        f"ukcore-r4/UKCore-{name}.json": ("ukcore-r4/UKCore-Patient-RichardSmith.json", 1)
        for name in (
            "CarePlan-WellnessPlan",
            "CareTeam-WeightManagementTeam",
            "Consent-ForInformationAccess",
            "RelatedPerson-JoySmith",
            "ServiceRequest-ColonoscopyRequest",
            "Task-Colonoscopy",
        )
    },
}
NOBODY = "person_not_known"
REFUSED = {
    "SOURCES.csv": [("row 1", "csv_not_taken")],
    "bars/Appointment-searchset.json": [
        ("Bundle.entry[0].resource", APPOINTMENT),
        ("Bundle.entry[1].resource", APPOINTMENT),
    ],
    "bars/OperationOutcome-422.json": [("OperationOutcome", NOT_TAKEN)],
    **{
        f"bars/ServiceRequest-{verb}.json": [
            ("ServiceRequest.basedOn", "wrong_shape"),
            ("ServiceRequest.PatientInstruction", "unknown_element"),
        ]
        for verb in ("put", "read")
    },
    "bars/process-message-booking-request-bundle.json": [
        ("Bundle.entry[0].resource.eventCoding", APPOINTMENT)
    ],
    # Published as a response, it says that it is a booking request, and is not valid R4 besides.
    "bars/process-message-response-bundle.json": [
        ("Bundle.entry[0].resource.eventCoding", APPOINTMENT),
        ("Bundle.entry[1].resource.participant[0].status", "required_missing"),
        ("Bundle.entry[3].resource.schedule", "required_missing"),
        ("Bundle.entry[3].resource.Schedule", "unknown_element"),
        ("Bundle.entry[4].resource.id", "id_not_valid"),
        ("Bundle.entry[5].resource.id", "id_not_valid"),
        ("Bundle.entry[6].resource.id", "id_not_valid"),
        ("Bundle.entry[7].resource.id", "id_not_valid"),
        ("Bundle.entry[8].resource.id", "id_not_valid"),
        ("Bundle.entry[0].resource.destination[0].receiver.reference", "reference_not_here"),
    ],
    "careconnect-stu3/Example-Input-CareConnect-AllergyIntolerance.json": [
        ("AllergyIntolerance", "stu3_not_taken"),
        ("AllergyIntolerance.clinicalStatus", "wrong_shape"),
        ("AllergyIntolerance.verificationStatus", "wrong_shape"),
        ("AllergyIntolerance.assertedDate", "unknown_element"),
    ],
    # Right in itself: the example names a Patient/example whom nobody published.
    "careconnect-stu3/Example-Output-UKCore-AllergyIntolerance.json": [
        ("AllergyIntolerance", NOBODY)
    ],
    # The examples of these frameworks carry NHS numbers whose check digit does not agree.
    **{
        f"nhs-frameworks/Encounter-ADT_A03-{end}.json": [
            ("Encounter.subject.identifier.value", BAD_NUMBER)
        ]
        for end in ("final", "invalid")
    },
    **{
        f"nhs-frameworks/{name}.R4.json": [("Questionnaire", NOT_TAKEN)]
        for name in ("PRSB-About-Me", "ReSPECT", "Social-context")
    },
    "nhs-frameworks/ServiceRequest-DPP.json": [
        ("ServiceRequest.subject.identifier.value", BAD_NUMBER)
    ],
    **{
        f"nhs-frameworks/Task-DPP-{end}.json": [("Task.for.identifier.value", BAD_NUMBER)]
        for end in ("accepted", "completed", "request")
    },
    **{
        f"open-referral-uk/{name}.json": [("file", "open_referral_not_taken")]
        for name in ("FAIL-service_list", "service_full", "service_list")
    },
    "pds/INVALIDATED_RESOURCE.json": [("OperationOutcome", "number_invalidated")],
    "social-care/cld-release1-fields.csv": None,
}
# What a place may have mended for a partner whose system writes so, and what is then left to say.
MENDED = {
    f"bars/ServiceRequest-{verb}.json": ([("ServiceRequest", NOBODY)], 2)
    for verb in ("put", "read")
}

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason=f"the published examples are not beside this checkout: {PAYLOADS}"
)


def load(name: str, partner: Partner | None = None) -> FileReport:
    files = [PAYLOADS / name]
    (report,) = services.load(files, partner=partner or build.demo(), say=presenters.said).files
    return report


def test_every_payload_is_in_the_table():
    there_are = {str(file.relative_to(PAYLOADS)) for file in PAYLOADS.rglob("*") if file.is_file()}

    assert there_are == TAKEN.keys() | TAKEN_AFTER.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_what_this_release_takes(name: str):
    kind, count, not_kept = TAKEN[name]

    report = load(name)

    assert report.refusals == []
    assert (report.format, report.accepted, report.refused) == (kind, count, 0)
    assert report.not_kept == not_kept
    assert load(name).accepted == 0


@pytest.mark.parametrize("name", sorted(TAKEN_AFTER))
def test_what_is_taken_of_somebody_known(name: str):
    whom, count = TAKEN_AFTER[name]
    load(whom)

    report = load(name)

    assert report.refusals == []
    assert (report.accepted, report.refused) == (count, 0)
    again = load(name)
    assert (again.accepted, again.refused) == (0, 0)


@pytest.mark.parametrize("name", sorted(TAKEN_AFTER))
def test_nothing_is_taken_of_somebody_nobody_knows(name: str):
    report = load(name)

    assert {one.code for one in report.refusals} == {NOBODY}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_this_release_refuses_and_why(name: str):
    report = load(name)

    assert report.accepted == report.unchanged == 0
    assert report.refusals
    if (why := REFUSED[name]) is not None:
        assert {(one.at, one.code) for one in report.refusals} == set(why)
    assert all(one.message.endswith(".") for one in report.refusals)


@pytest.mark.parametrize("name", sorted(MENDED))
def test_what_a_place_has_mended_is_judged_by_what_is_left(name: str):
    left, count = MENDED[name]
    partner = replace(build.demo(), repairs=tuple(Repair))

    report = load(name, partner)

    assert [(one.at, one.code) for one in report.refusals] == left
    (kept,) = build.kept()
    assert len(json.loads(kept.repaired)) == count


def test_a_load_of_everything_adds_up():
    report = services.load([PAYLOADS], partner=build.demo(), say=presenters.said).as_dict()

    assert len(report["files"]) == len(TAKEN) + len(TAKEN_AFTER) + len(REFUSED)
    assert report["accepted"] + report["unchanged"] == 82
    assert report["not_kept"] == 119
    assert report["refused"] >= len(REFUSED)


def test_the_referral_supplied_waits_for_triage_with_nothing_made_up():
    load("bars/process-message-referral-request-bundle.json")

    referral, line = build.the_referral(), build.the_line()
    person = Person.objects.get()
    assert (person.nhs_number, person.postcode, person.family_name) == (
        "9449305552",
        "CF14 4XW",
        "",
    )
    assert stage_of(line.id) is Stage.TO_TRIAGE
    assert (line.asked_class, line.service_code) == ("normal", "not_sure")
    assert (referral.change_words, referral.since_words, referral.caller_number) == (
        None,
        None,
        None,
    )
    assert referral.agreement_kind == referral.where_kind == "not_known"
    assert referral.sender_reference == "ReferralUniqueId|2c1c469b-4381-437e-8903-0fb3f7559edb"
    for said in ("REF202502191014", "gmc-number G1234567", "CARDIO", "Appointment (1)"):
        assert said in referral.other_words


def test_the_restricted_person_supplied_is_restricted():
    load("pds/patient_9000000025.json")

    person = Person.objects.get()
    assert care.restricted_ids([person.pk]) == {person.pk}
    assert person.postcode == ""
