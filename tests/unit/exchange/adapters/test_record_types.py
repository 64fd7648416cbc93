"""What each type of resource says as an entry: words, value, who, and what stands beside."""

from datetime import date
from typing import Any

import pytest

from joinedup.exchange.adapters import record
from joinedup.exchange.adapters.record_parts import Names
from joinedup.people.domain.record import EntryKind, EntrySent, tidied
from tests.builders.entries import SNOMED, a_concept

SUBJECT = {"reference": "Patient/p1"}


def a(kind: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": "r1", "subject": SUBJECT, **elements}


def coded(code: str, words: str) -> dict[str, Any]:
    return a_concept(words, code, SNOMED)


def entry(resource: dict[str, Any]) -> EntrySent:
    reading = record.read(resource, Names(), at="Bundle.entry[0].resource")
    assert reading.entry is not None, reading
    assert tidied(reading.entry).words
    return reading.entry


OTHERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        a(
            "Encounter",
            status="in-progress",
            **{"class": {"code": "IMP"}},
            period={"start": "2026-11-20T08:00:00Z"},
            serviceProvider={"display": "Stoke Mandeville"},
            participant=[{"type": [{"text": "Consultant"}], "individual": {"display": "Dr Fox"}}],
            reasonReference=[{"display": "Fall"}],
            location=[{"location": {"display": "Ward 8"}}],
            hospitalization={"admitSource": {"text": "Home"}},
        ),
        {
            "words": "Stay in hospital",
            "value": "there now",
            "organisation": "Stoke Mandeville",
            "author": "Dr Fox",
            "author_role": "Consultant",
            "details": (("Why", "Fall"), ("Where", "Ward 8"), ("Came from", "Home")),
        },
    ),
    (
        a(
            "Encounter",
            status="finished",
            serviceType=coded("500", "500"),
            **{"class": {"code": "SS"}},
        ),
        {"words": "Short stay in hospital", "code": "500"},
    ),
    (a("EpisodeOfCare", status="active"), {"words": "Period of care by a team"}),
    (
        a(
            "CarePlan",
            status="active",
            title="Falls plan",
            description="Stay upright",
            activity=[
                {"detail": {"description": "Exercise", "status": "in-progress"}},
                {"detail": {"code": {"text": "Rugs"}, "doNotPerform": True}},
                {"reference": {"display": "Rail fitted"}},
                {"outcomeCodeableConcept": [{"text": "Stronger"}]},
            ],
        ),
        {
            "words": "Falls plan",
            "details": (
                ("What for", "Stay upright"),
                ("Activity", "Exercise (in-progress)"),
                ("Activity", "Do not: Rugs"),
                ("Activity", "Rail fitted"),
                ("Activity", "Stronger"),
            ),
        },
    ),
    (
        a(
            "CareTeam",
            participant=[{"role": [{"text": "Lead"}], "member": {"display": "Ann"}}],
            telecom=[{"system": "phone", "value": "01632 960001"}],
        ),
        {"words": "Care team", "details": (("Lead", "Ann"), ("Telephone", "01632 960001"))},
    ),
    (
        a(
            "Goal",
            lifecycleStatus="active",
            description={"text": "Walk to the shop"},
            target=[
                {
                    "measure": {"text": "Steps"},
                    "detailQuantity": {"value": 500},
                    "dueDate": "2027-01-01",
                }
            ],
            startDate="2026-11-01",
        ),
        {
            "words": "Walk to the shop",
            "happened_on": date(2026, 11, 1),
            "details": (("Target", "Steps 500 by 2027-01-01"),),
        },
    ),
    (
        a(
            "DocumentReference",
            status="current",
            type={"text": "Discharge letter"},
            content=[{"attachment": {"title": "letter.pdf", "contentType": "application/pdf"}}],
            date="2026-11-01T10:00:00Z",
        ),
        {"words": "Discharge letter", "details": (("File", "letter.pdf, application/pdf"),)},
    ),
    (
        a("Composition", title="Summary", section=[{"title": "Medicines"}]),
        {"words": "Summary", "details": (("Part", "Medicines"),)},
    ),
    (
        a(
            "DiagnosticReport",
            status="preliminary",
            code={"text": "Blood count"},
            conclusion="Anaemia",
            result=[{"display": "Haemoglobin"}],
            presentedForm=[{"contentType": "application/pdf"}],
        ),
        {
            "words": "Blood count, preliminary",
            "value": "Anaemia",
            "details": (("Results", "Haemoglobin"), ("Attached", "application/pdf")),
        },
    ),
    (a("Flag", status="active", code={"text": "Dog"}), {"words": "Dog", "status": "active"}),
    (
        a("ServiceRequest", status="active", priority="urgent", occurrenceDateTime="2026-12-01"),
        {"words": "Request", "value": "urgent", "details": (("Wanted", "2026-12-01"),)},
    ),
    (
        a(
            "Task",
            description="Ring her",
            restriction={"period": {"end": "2026-12-01"}},
            output=[{"type": {"text": "Answer"}, "valueString": "Done"}],
        ),
        {
            "words": "Ring her",
            "details": (("Done by", "until 2026-12-01"), ("Answer", "Done")),
        },
    ),
    (
        a("Consent", scope={"text": "Treatment"}, provision={"type": "permit"}),
        {"words": "Agreed: Treatment"},
    ),
    (
        a(
            "RelatedPerson",
            active=False,
            name=[{"text": "Joy Smith"}],
            relationship=[{"text": "wife"}],
            telecom=[{"system": "phone", "value": "01632 960002"}],
            address=[{"line": ["1 High St"], "postalCode": "HP19 7AA"}],
        ),
        {
            "words": "Joy Smith, wife",
            "value": "01632 960002",
            "status": "inactive",
            "details": (("Address", "1 High St, HP19 7AA"),),
        },
    ),
    (
        a(
            "QuestionnaireResponse",
            questionnaire="https://a.example/Questionnaire/falls|2",
            item=[
                {"text": "Fallen?", "answer": [{"valueBoolean": True}]},
                {
                    "linkId": "2",
                    "answer": [
                        {
                            "valueCoding": {"display": "Twice"},
                            "item": [{"text": "When?", "answer": [{"valueDate": "2026-11-02"}]}],
                        }
                    ],
                },
                {"text": "Left empty"},
                {"text": "How far?", "answer": [{"valueDecimal": 1.5}]},
            ],
        ),
        {
            "words": "Answers to a form: falls",
            "details": (
                ("Fallen?", "yes"),
                ("2", "Twice"),
                ("When?", "2026-11-02"),
                ("How far?", "1.5"),
            ),
        },
    ),
    (
        a("Immunization", occurrenceString="last autumn", vaccineCode={"text": "Flu"},
          protocolApplied=[{"doseNumberPositiveInt": 2}]),
        {"words": "Flu", "details": (("Dose", "2"), ("When, in words", "last autumn"))},
    ),
    (
        a("Procedure", code={"text": "Hip replaced"}, outcome={"text": "Good"},
          performer=[{"actor": {"display": "Mr Bone"}, "onBehalfOf": {"display": "BHT"}}]),
        {"words": "Hip replaced", "value": "Good", "author": "Mr Bone", "organisation": "BHT"},
    ),
    (
        a("Communication", payload=[{"contentString": "Please ring"}], sent="2026-11-01T10:00:00Z"),
        {"words": "Please ring", "kind": EntryKind.OTHER},
    ),
    (
        a("FamilyMemberHistory", relationship={"text": "mother"},
          condition=[{"code": {"text": "Stroke"}}]),
        {"words": "mother", "details": (("Conditions", "Stroke"),)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "expected"), OTHERS, ids=[one["resourceType"] for one, _ in OTHERS]
)
def test_each_type_says_what_a_reader_needs(resource, expected):
    sent = entry(resource)

    assert {name: getattr(sent, name) for name in expected} == expected
