"""Which resources become entries of the record, which are set aside, and which are refused."""

from typing import Final

from joinedup.exchange.domain.kept import EntryKind

K = EntryKind

ENTRIES: Final = {
    "AdverseEvent": K.OTHER,
    "AllergyIntolerance": K.ALLERGY,
    "CarePlan": K.CARE_PLAN,
    "CareTeam": K.CARE_TEAM,
    "ClinicalImpression": K.OTHER,
    "Communication": K.OTHER,
    "CommunicationRequest": K.REQUEST,
    "Composition": K.DOCUMENT,
    "Condition": K.CONDITION,
    "Consent": K.CONSENT,
    "DetectedIssue": K.OTHER,
    "DeviceRequest": K.REQUEST,
    "DeviceUseStatement": K.OTHER,
    "DiagnosticReport": K.REPORT,
    "DocumentReference": K.DOCUMENT,
    "Encounter": K.ENCOUNTER,
    "EpisodeOfCare": K.ENCOUNTER,
    "FamilyMemberHistory": K.OTHER,
    "Flag": K.FLAG,
    "Goal": K.GOAL,
    "ImagingStudy": K.REPORT,
    "Immunization": K.IMMUNISATION,
    "MedicationAdministration": K.MEDICATION,
    "MedicationDispense": K.MEDICATION,
    "MedicationRequest": K.MEDICATION,
    "MedicationStatement": K.MEDICATION,
    "NutritionOrder": K.REQUEST,
    "Observation": K.OBSERVATION,
    "Procedure": K.PROCEDURE,
    "QuestionnaireResponse": K.QUESTIONNAIRE,
    "RelatedPerson": K.RELATED_PERSON,
    "RiskAssessment": K.OTHER,
    "ServiceRequest": K.REQUEST,
    "Task": K.TASK,
}
"""Each type of resource that is an entry about a person, and what it is called here."""

NAMES: Final = frozenset(
    {
        "Device",
        "HealthcareService",
        "Location",
        "Medication",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Substance",
    }
)
"""What other resources refer to: read for its name, and kept nowhere by itself."""

MONEY: Final = frozenset(
    {
        "Account",
        "ChargeItem",
        "Claim",
        "ClaimResponse",
        "Contract",
        "Coverage",
        "CoverageEligibilityRequest",
        "CoverageEligibilityResponse",
        "EnrollmentRequest",
        "EnrollmentResponse",
        "ExplanationOfBenefit",
        "Invoice",
        "PaymentNotice",
        "PaymentReconciliation",
    }
)
"""Who pays: no part of care."""

TRACES: Final = frozenset({"AuditEvent", "Provenance"})
"""How a record came about: the message itself is kept as it came."""

PARTS: Final = frozenset({"Group", "List", "Media", "Specimen", "SupplyDelivery"})
"""What only holds or gathers other resources."""

_WHY: Final = (
    (NAMES, "is read for its name where an entry refers to it"),
    (MONEY, "is about who pays, which is no part of care"),
    (TRACES, "says how a record came about; the message is kept as it came"),
    (PARTS, "gathers or accompanies other entries; those are kept"),
)


def is_set_aside(type_name: str) -> bool:
    """Whether a type is accounted for and kept nowhere, which is no fault of the sender."""
    return any(type_name in types for types, _ in _WHY)


def why_set_aside(type_name: str) -> str:
    """Why a type is set aside, as the end of a sentence."""
    return next((why for types, why in _WHY if type_name in types), "")
