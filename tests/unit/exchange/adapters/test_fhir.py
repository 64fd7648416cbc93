"""A resource is R4 by the schema and by our own rules, or every reason is named with its path."""

from typing import Any

import pytest

from joinedup.exchange.adapters import fhir
from tests.builders.exchange import ETHEL, ON, a_message, a_request, an_ethel, as_bytes, without

NHS = "https://fhir.nhs.uk/Id/nhs-number"


def found_in(tree: Any) -> list[tuple[str, str]]:
    parsed, findings = fhir.validate(as_bytes(tree), source="a.json", on=ON)
    assert (parsed is None) == bool(findings)
    return [(f.at, f.code) for f in findings]


def test_a_whole_message_is_valid():
    parsed, findings = fhir.validate(as_bytes(a_message()), source="a.json", on=ON)

    assert findings == ()
    assert parsed is not None
    assert (parsed.type_name, parsed.repaired) == ("Bundle", ())


@pytest.mark.parametrize(
    ("patient", "at", "code"),
    [
        (an_ethel(gender="woman"), "Patient.gender", "code_not_allowed"),
        (an_ethel(name=[{"use": "now"}]), "Patient.name[0].use", "code_not_allowed"),
        (an_ethel(id="x" * 80), "Patient.id", "id_not_valid"),
        (an_ethel(id="[1]"), "Patient.id", "id_not_valid"),
        (an_ethel(birthDate="2026-11-25"), "Patient.birthDate", "birth_date_future"),
        (an_ethel(birthDate="1890-01-01"), "Patient.birthDate", "birth_date_too_long_ago"),
        (an_ethel(birthDate="1945-02-30"), "Patient.birthDate", "no_such_day"),
        (an_ethel(birthDate="2/3/1945"), "Patient.birthDate", "value_not_valid"),
        (
            an_ethel(deceasedDateTime="1930-01-01"),
            "Patient.deceasedDateTime",
            "death_before_birth",
        ),
        (an_ethel(deceasedDateTime="2030-01-01"), "Patient.deceasedDateTime", "death_date_future"),
        (an_ethel(name=[{"family": "  "}]), "Patient.name[0].family", "blank"),
        (an_ethel(age=81), "Patient.age", "unknown_element"),
        (an_ethel(name={"family": "Marsh"}), "Patient.name", "wrong_shape"),
        (an_ethel(active=None), "Patient.active", "null_not_allowed"),
        (
            an_ethel(identifier=[{"system": NHS, "value": "9990000108"}]),
            "Patient.identifier[0].value",
            "nhs_number_check",
        ),
        (
            an_ethel(identifier=[{"system": NHS, "value": "999"}]),
            "Patient.identifier[0].value",
            "nhs_number_length",
        ),
        (
            an_ethel(
                identifier=[
                    {"system": NHS, "value": ETHEL},
                    {"system": NHS, "value": "9990000212"},
                ]
            ),
            "Patient.identifier",
            "nhs_number_twice",
        ),
        (
            an_ethel(generalPractitioner=[{"reference": "Patient/1"}]),
            "Patient.generalPractitioner[0]",
            "reference_wrong_kind",
        ),
        (
            an_ethel(managingOrganization={"type": "Practitioner", "display": "A"}),
            "Patient.managingOrganization",
            "reference_wrong_kind",
        ),
        (
            an_ethel(text={"status": "generated", "div": "<div><script>x</script></div>"}),
            "Patient.text.div",
            "narrative_not_safe",
        ),
        (
            an_ethel(contained=[{"resourceType": "Task", "status": "odd", "intent": "order"}]),
            "Patient.contained[0].status",
            "code_not_allowed",
        ),
        (
            an_ethel(extension=[{"url": "https://a.example", "valueIdentifier": {"use": "odd"}}]),
            "Patient.extension[0].valueIdentifier.use",
            "code_not_allowed",
        ),
        (
            an_ethel(managingOrganization={"identifier": {"system": NHS, "value": "9990000108"}}),
            "Patient.managingOrganization.identifier.value",
            "nhs_number_check",
        ),
    ],
)
def test_each_fault_of_a_person_is_named(patient: Any, at: str, code: str):
    assert (at, code) in found_in(patient)


@pytest.mark.parametrize(
    ("changes", "at", "code"),
    [
        ({"status": "banana"}, "status", "code_not_allowed"),
        ({"intent": "wish"}, "intent", "code_not_allowed"),
        ({"priority": "soon"}, "priority", "code_not_allowed"),
        ({"intent": None}, "intent", "required_missing"),
        ({"subject": {"reference": "Task/1"}}, "subject", "reference_wrong_kind"),
        ({"occurrencePeriod": {}, "occurrenceDateTime": "2026"}, "occurrence", "choice_twice"),
        ({"note": []}, "note", "empty_element"),
    ],
)
def test_each_fault_of_a_request_is_named(changes: dict[str, Any], at: str, code: str):
    faults = found_in(a_request(**changes))

    assert any(where.startswith(f"ServiceRequest.{at}") and what == code for where, what in faults)


def test_a_reference_to_nothing_in_its_message_is_named():
    message = a_message(requester={"reference": "urn:uuid:0b6f4d00-0000-4000-8000-00000000ffff"})

    assert found_in(message) == [
        ("Bundle.entry[1].resource.requester.reference", "reference_not_here")
    ]


def test_a_reference_within_its_message_must_be_of_the_right_kind():
    message = a_message()
    request = message["entry"][1]["resource"]
    request["encounter"] = request["subject"]

    assert found_in(message) == [("Bundle.entry[1].resource.encounter", "reference_wrong_kind")]


def test_every_fault_is_told_at_once():
    patient = an_ethel(gender="woman", birthDate="2030-01-01", id="a b")

    assert len(found_in(patient)) == 3


def test_a_concept_needs_one_of_the_required_codes():
    system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    condition = {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/1"},
        "clinicalStatus": {"coding": [{"system": system, "code": "odd"}]},
    }

    assert found_in(condition) == [("Condition.clinicalStatus", "code_not_allowed")]


@pytest.mark.parametrize(
    ("tree", "at"),
    [
        ({"resourceType": "ReferralRequest", "status": "active"}, "ReferralRequest"),
        (
            an_ethel(
                meta={
                    "profile": [
                        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1"
                    ]
                }
            ),
            "Patient",
        ),
        (
            {
                "resourceType": "AllergyIntolerance",
                "clinicalStatus": "active",
                "extension": [{"url": "https://fhir.nhs.uk/STU3/x", "valueString": "a"}],
                "patient": {"reference": "Patient/1"},
            },
            "AllergyIntolerance",
        ),
    ],
)
def test_stu3_is_refused_by_name(tree: Any, at: str):
    assert found_in(tree)[0] == (at, "stu3_not_taken")


def test_an_extension_that_stu3_named_does_not_make_a_resource_stu3():
    patient = an_ethel(extension=[{"url": "https://fhir.nhs.uk/STU3/x", "valueString": "a"}])

    assert found_in(patient) == []


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"resourceType": "Banana"}, "unknown_resource_type"),
        ({"resourceType": 5}, "no_resource_type"),
        ({}, "no_resource_type"),
        ({"resourceType": "Bundle", "type": "message", "entry": 5}, "wrong_shape"),
    ],
)
def test_what_is_no_resource_is_named(tree: Any, code: str):
    assert found_in(tree)[0][1] == code


ALL_REPAIRS = ("one_for_list", "list_of_one", "capital_letter", "broken_address")


def faulty_message() -> dict[str, Any]:
    message = a_message(
        more=({"resourceType": "HealthcareService", "providedBy": [{"display": "Us"}]},)
    )
    request = message["entry"][1]["resource"]
    request["basedOn"] = {"display": "An earlier one"}
    request["PatientInstruction"] = "Ring if worse"
    request["requester"]["reference"] = request["requester"]["reference"].removeprefix("urn")
    return message


def test_known_faults_are_refused_unless_their_repair_is_named():
    parsed, findings = fhir.validate(as_bytes(faulty_message()), source="a.json", on=ON)

    assert parsed is None
    assert {f.at.removeprefix("Bundle.entry[1].resource.") for f in findings} == {
        "Bundle.entry[6].resource.providedBy",
        "basedOn",
        "PatientInstruction",
        "requester.reference",
    }


def test_what_was_repaired_is_recorded():
    parsed, findings = fhir.validate(
        as_bytes(faulty_message()), source="a.json", on=ON, repairs_allowed=ALL_REPAIRS
    )

    assert findings == ()
    assert parsed is not None
    assert {f.code for f in parsed.repaired} == set(ALL_REPAIRS)
    assert parsed.resource["entry"][1]["resource"]["basedOn"] == [{"display": "An earlier one"}]


@pytest.mark.parametrize(
    "tree",
    [
        an_ethel(Gender="female"),
        an_ethel(managingOrganization=[{"display": "A"}, {"display": "B"}]),
        without(a_request(), "intent"),
        a_request(AnythingElse="x"),
    ],
)
def test_a_repair_makes_nothing_up(tree: Any):
    parsed, findings = fhir.validate(
        as_bytes(tree), source="a.json", on=ON, repairs_allowed=ALL_REPAIRS
    )

    assert parsed is None
    assert findings


def test_a_long_complaint_is_cut():
    _, findings = fhir.validate(as_bytes(an_ethel(birthDate="x" * 1_000)), source="a.json", on=ON)

    assert len(findings[0].message) < 300
