"""Resources of a record as tests need them: what is said of somebody, and Bundles of it."""

from collections.abc import Mapping
from typing import Any

SNOMED = "http://snomed.info/sct"


def a_concept(words: str, code: str = "", system: str = SNOMED) -> dict[str, Any]:
    """A concept with a code, or words alone."""
    coding = {"coding": [{"system": system, "code": code, "display": words}]} if code else {}
    return {**coding, "text": words}


def an_observation(about: str = "Patient/p1", **changes: Any) -> dict[str, Any]:
    """A pulse that was taken."""
    resource = {
        "resourceType": "Observation",
        "id": "pulse-1",
        "status": "final",
        "code": a_concept("Pulse", "364075005"),
        "subject": {"reference": about},
        "effectiveDateTime": "2026-11-20T08:30:00+00:00",
        "valueQuantity": {"value": 72, "unit": "/min"},
    }
    return _changed(resource, changes)


def a_condition(about: str = "Patient/p1", **changes: Any) -> dict[str, Any]:
    """A condition that goes on."""
    clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    resource = {
        "resourceType": "Condition",
        "id": "heart-1",
        "clinicalStatus": {"coding": [{"system": clinical, "code": "active"}]},
        "code": a_concept("Heart failure", "84114007"),
        "subject": {"reference": about},
        "onsetDateTime": "2021-05",
    }
    return _changed(resource, changes)


def an_allergy(about: str = "Patient/p1", **changes: Any) -> dict[str, Any]:
    """An allergy with its reaction."""
    resource = {
        "resourceType": "AllergyIntolerance",
        "id": "allergy-1",
        "code": a_concept("Penicillin", "764146007"),
        "patient": {"reference": about},
        "reaction": [{"manifestation": [{"text": "rash"}], "severity": "severe"}],
        "recordedDate": "2019-03-04",
    }
    return _changed(resource, changes)


def a_bundle(kind: str, *entries: Any) -> dict[str, Any]:
    """A Bundle of resources, each alone or with its address in the Bundle."""
    made = []
    for entry in entries:
        url, resource = entry if isinstance(entry, tuple) else ("", entry)
        one: dict[str, Any] = {"fullUrl": url} if url else {}
        if resource:
            one["resource"] = dict(resource)
            one["request"] = {"method": "POST", "url": resource["resourceType"]}
        made.append(one)
    return {"resourceType": "Bundle", "type": kind, "entry": made}


def _changed(resource: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**resource, **changes}.items() if value is not None}
