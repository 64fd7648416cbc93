"""What is said of a person's state is as sure as it was sent, and nothing of it goes missing."""

from typing import Any

import pytest

from joinedup.exchange.adapters import clinical
from joinedup.exchange.adapters.bundle import Index

PATIENT = {"resourceType": "Patient", "id": "1"}
ANOTHER = {"resourceType": "Patient", "id": "2"}
PRESSURE = {"text": "Blood pressure"}


def heard(one: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What one resource says of the patient, with another patient beside."""
    around = [PATIENT, ANOTHER, one]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in around]}
    return dict(clinical.heard(around, Index(bundle), PATIENT).parts)


def observation(**changes: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "Pulse"}, **changes}


def verified(kind: str, named: str, code: str, **changes: Any) -> dict[str, Any]:
    sure = {"coding": [{"code": code}]}
    return {
        "resourceType": kind,
        "code": {"text": named},
        "verificationStatus": sure,
        **changes,
    }


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            observation(status="entered-in-error", valueInteger=41, effectiveInstant="T1"),
            "Entered in error at the sender: Pulse (at T1)",
        ),
        (observation(status="cancelled"), "Cancelled at the sender: Pulse"),
        (
            verified("AllergyIntolerance", "Penicillin", "entered-in-error"),
            "Entered in error at the sender: Penicillin",
        ),
        (verified("AllergyIntolerance", "Latex", "refuted"), "Ruled out: Latex"),
        (verified("Condition", "Dementia", "refuted"), "Ruled out: Dementia"),
        (
            {"resourceType": "Flag", "status": "entered-in-error", "code": {"text": "Dog"}},
            "Entered in error at the sender: Dog",
        ),
        (
            {"resourceType": "CarePlan", "status": "revoked", "description": "Nurse daily"},
            "Taken back at the sender: Nurse daily",
        ),
        (
            {"resourceType": "CarePlan", "status": "entered-in-error"},
            "Entered in error at the sender: CarePlan without a name",
        ),
    ],
)
def test_what_is_not_so_is_never_said_as_a_fact(one: dict[str, Any], said: str):
    assert heard(one) == {"corrections": (said,)}


@pytest.mark.parametrize(
    ("one", "part", "said"),
    [
        (verified("Condition", "Stroke", "provisional"), "words", "Stroke, provisional"),
        (
            verified("Condition", "Stroke", "differential"),
            "words",
            "Stroke, one of several possible",
        ),
        (
            verified(
                "Condition",
                "Stroke",
                "confirmed",
                clinicalStatus={"coding": [{"code": "resolved"}]},
            ),
            "words",
            "Stroke, resolved",
        ),
        (
            verified("AllergyIntolerance", "Latex", "unconfirmed"),
            "allergies",
            "Latex, unconfirmed",
        ),
        (
            observation(status="preliminary", valueInteger=88),
            "observations",
            "Pulse: 88, preliminary",
        ),
    ],
)
def test_what_is_not_certain_says_so(one: dict[str, Any], part: str, said: str):
    assert heard(one) == {part: (said,)}


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            observation(
                code=PRESSURE,
                component=[
                    {"code": {"text": "Systolic"}, "valueQuantity": {"value": 78, "unit": "mmHg"}},
                    {"code": {"text": "Diastolic"}, "valueInteger": 40},
                ],
            ),
            "Blood pressure: Systolic 78 mmHg; Diastolic 40",
        ),
        (
            observation(
                valueInteger=0,
                interpretation=[{"text": "Critical"}],
                note=[{"text": "Felt at the neck"}],
                effectivePeriod={"start": "T1"},
            ),
            "Pulse: 0; Critical; Felt at the neck (at T1)",
        ),
        (observation(dataAbsentReason={"text": "refused"}), "Pulse: no value (refused)"),
    ],
)
def test_the_whole_of_an_observation_is_said(one: dict[str, Any], said: str):
    assert heard(one) == {"observations": (said,)}


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (observation(), "Observation: Pulse"),
        (observation(valueSampledData={"data": "1 2"}), "Observation: Pulse"),
        (observation(code={}, valueInteger=1), "Observation: without a name"),
        (
            {"resourceType": "AllergyIntolerance", "code": {}},
            "AllergyIntolerance without a name",
        ),
        ({"resourceType": "Condition"}, "Condition without a name"),
        (
            observation(subject={"reference": "Patient/2"}, valueInteger=150),
            "Observation of somebody else",
        ),
        (
            verified("AllergyIntolerance", "Nuts", "confirmed", patient={"reference": "Patient/2"}),
            "AllergyIntolerance of somebody else",
        ),
    ],
)
def test_what_was_not_understood_is_listed(one: dict[str, Any], said: str):
    assert heard(one) == {"not_read": (said,)}


def test_part_of_an_observation_is_said_and_the_rest_listed():
    one = observation(
        code=PRESSURE,
        subject={"reference": "Patient/1"},
        component=[
            {"code": {"text": "Systolic"}, "valueInteger": 78},
            {"code": {"text": "Curve"}, "valueSampledData": {"data": "1 2"}},
        ],
    )

    assert heard(one) == {
        "observations": ("Blood pressure: Systolic 78",),
        "not_read": ("Observation: Blood pressure",),
    }
