"""Every published example that we have is taken, or refused for the reason it should be."""

from pathlib import Path

import pytest

from joinedup.exchange import presenters, services
from joinedup.exchange.domain.report import FileReport
from joinedup.foundation import care
from joinedup.people.models import Person
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.lines import stage_of
from tests.builders import partner as build

PAYLOADS = Path(__file__).resolve().parents[4] / "shared" / "data" / "payloads"

APPOINTMENT = "appointment_not_taken"
NOT_TAKEN = "resource_not_taken"
BAD_SHAPES = [
    ("ServiceRequest.basedOn", "wrong_shape"),
    ("ServiceRequest.PatientInstruction", "unknown_element"),
]

TAKEN = {
    "bars/process-message-referral-request-bundle.json": "bars_referral",
    "pds/Sensitive_PatientSearch.json": "fhir_collection",
    "pds/patient_9000000009.json": "fhir_patient",
    "pds/patient_9000000025.json": "fhir_patient",
    "ukcore-r4/UKCore-Patient-RichardSmith.json": "fhir_patient",
}
REFUSED = {
    "SOURCES.csv": [("row 1", "csv_not_taken")],
    "bars/Appointment-searchset.json": [
        ("Bundle.entry[0].resource", APPOINTMENT),
        ("Bundle.entry[1].resource", APPOINTMENT),
    ],
    "bars/OperationOutcome-422.json": [("OperationOutcome", NOT_TAKEN)],
    "bars/ServiceRequest-put.json": [("ServiceRequest", NOT_TAKEN), *BAD_SHAPES],
    "bars/ServiceRequest-read.json": [("ServiceRequest", NOT_TAKEN), *BAD_SHAPES],
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
        ("AllergyIntolerance", NOT_TAKEN),
        ("AllergyIntolerance.clinicalStatus", "wrong_shape"),
        ("AllergyIntolerance.verificationStatus", "wrong_shape"),
        ("AllergyIntolerance.assertedDate", "unknown_element"),
    ],
    "careconnect-stu3/Example-Output-UKCore-AllergyIntolerance.json": [
        ("AllergyIntolerance", NOT_TAKEN)
    ],
    **{
        f"nhs-frameworks/Encounter-ADT_A03-{end}.json": [
            ("Encounter", NOT_TAKEN),
            ("Encounter.subject.identifier.value", "nhs_number_check"),
        ]
        for end in ("final", "invalid")
    },
    **{
        f"nhs-frameworks/{name}.R4.json": [("Questionnaire", NOT_TAKEN)]
        for name in ("PRSB-About-Me", "ReSPECT", "Social-context")
    },
    "nhs-frameworks/ServiceRequest-DPP.json": [
        ("ServiceRequest", NOT_TAKEN),
        ("ServiceRequest.subject.identifier.value", "nhs_number_check"),
    ],
    **{
        f"nhs-frameworks/Task-DPP-{end}.json": [
            ("Task", NOT_TAKEN),
            ("Task.for.identifier.value", "nhs_number_check"),
        ]
        for end in ("accepted", "completed", "request")
    },
    **{
        f"open-referral-uk/{name}.json": [("file", "open_referral_not_taken")]
        for name in ("FAIL-service_list", "service_full", "service_list")
    },
    "pds/INVALIDATED_RESOURCE.json": [("OperationOutcome", NOT_TAKEN)],
    "pds/related_person_9000000009.json": [
        ("Bundle.entry[0].resource", NOT_TAKEN),
        ("Bundle.entry[1].resource", NOT_TAKEN),
    ],
    "social-care/cld-release1-fields.csv": [("row 1", "client_level_data_not_taken")],
    "synthea-r4/Stanley_Balistreri_08ce8462-f56a-4fd6-b986-ea75c5c6edb2.json": [
        ("Bundle.type", "bundle_type_not_taken")
    ],
    "synthea-r4/hospitalInformation1559319163815.json": [("Bundle.type", "bundle_type_not_taken")],
    "ukcore-r4/UKCore-CarePlan-WellnessPlan.json": [("CarePlan", NOT_TAKEN)],
    "ukcore-r4/UKCore-CareTeam-WeightManagementTeam.json": [("CareTeam", NOT_TAKEN)],
    "ukcore-r4/UKCore-Consent-ForInformationAccess.json": [("Consent", NOT_TAKEN)],
    "ukcore-r4/UKCore-RelatedPerson-JoySmith.json": [("RelatedPerson", NOT_TAKEN)],
    "ukcore-r4/UKCore-ServiceRequest-ColonoscopyRequest.json": [("ServiceRequest", NOT_TAKEN)],
    "ukcore-r4/UKCore-Task-Colonoscopy.json": [("Task", NOT_TAKEN)],
}

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason=f"the published examples are not beside this checkout: {PAYLOADS}"
)


def load(name: str) -> FileReport:
    (report,) = services.load([PAYLOADS / name], partner=build.demo(), say=presenters.said).files
    return report


def test_every_payload_is_in_the_table():
    there_are = {str(file.relative_to(PAYLOADS)) for file in PAYLOADS.rglob("*") if file.is_file()}

    assert there_are == TAKEN.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_what_this_release_takes(name: str):
    report = load(name)

    assert report.refusals == []
    assert (report.format, report.accepted, report.refused) == (TAKEN[name], 1, 0)
    assert load(name).unchanged == 1


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_this_release_refuses_and_why(name: str):
    report = load(name)

    assert report.accepted == report.unchanged == 0
    assert {(one.at, one.code) for one in report.refusals} == set(REFUSED[name])
    assert all(one.message.endswith(".") for one in report.refusals)


def test_a_load_of_everything_adds_up():
    report = services.load([PAYLOADS], partner=build.demo(), say=presenters.said).as_dict()

    assert report["accepted"] + report["unchanged"] == len(TAKEN)
    assert report["refused"] >= len(REFUSED)
    assert len(report["files"]) == len(TAKEN) + len(REFUSED)


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
