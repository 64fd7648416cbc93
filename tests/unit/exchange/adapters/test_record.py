"""A resource as an entry of a record: what it says, about whom and when, with nothing made up."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from joinedup.exchange.adapters import record
from joinedup.exchange.adapters.record import About
from joinedup.exchange.adapters.record_kinds import ENTRIES, is_set_aside, why_set_aside
from joinedup.exchange.adapters.record_parts import Names, When, concept, moment
from joinedup.kernel.audience import Audience
from joinedup.people.domain.record import EntryKind, EntrySent, tidied
from tests.builders.entries import SNOMED, a_concept, a_condition, an_allergy, an_observation

LOINC = "http://loinc.org"
SUBJECT = {"reference": "Patient/p1"}
NHS = "https://fhir.nhs.uk/Id/nhs-number"
PDS = "https://api.service.nhs.uk/personal-demographics/FHIR/R4/Patient/9000000009"


def a(kind: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": "r1", "subject": SUBJECT, **elements}


def entry(resource: Mapping[str, Any], names: Names | None = None) -> EntrySent:
    reading = record.read(dict(resource), names or Names(), at="Bundle.entry[0].resource")
    assert reading.entry is not None, reading
    assert tidied(reading.entry).words
    return reading.entry


def said(sent: EntrySent) -> dict[str, str]:
    return dict(sent.details)


def coded(code: str, words: str, system: str = SNOMED) -> dict[str, Any]:
    return a_concept(words, code, system)


def status(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "urn:status", "code": code}]}


def test_a_figure_has_its_unit_time_and_mark():
    sent = entry(
        an_observation(
            interpretation=[coded("H", "High", "urn:marks")],
            referenceRange=[{"low": {"value": 60}, "high": {"value": 100}}],
            performer=[{"display": "Ann Lee"}],
        )
    )

    assert (sent.kind, sent.words, sent.value) == (
        EntryKind.OBSERVATION,
        "Pulse",
        "72 /min (High)",
    )
    assert sent.happened_at == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert (sent.code_system, sent.code, sent.author) == (SNOMED, "364075005", "Ann Lee")
    assert said(sent) == {"Usual range": "60 to 100"}
    assert (sent.source_key, sent.path) == ("Observation/pulse-1", "Bundle.entry[0].resource")


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        ({"valueQuantity": {"value": 178.76895936683965, "unit": "cm"}}, "178.77 cm"),
        ({"valueQuantity": {"value": 0.00012, "unit": "g"}}, "0.00012 g"),
        ({"valueQuantity": {"value": 5, "comparator": "<", "unit": "mg"}}, "< 5 mg"),
        ({"valueString": "clear"}, "clear"),
        ({"valueBoolean": True}, "yes"),
        ({"valueCodeableConcept": {"text": "Smoker"}}, "Smoker"),
        ({"dataAbsentReason": {"text": "refused"}}, "no value (refused)"),
        ({"valueSampledData": {"data": "1 2"}}, ""),
        ({}, ""),
    ],
)
def test_every_form_of_value_is_put_in_words(elements, value):
    sent = entry({**an_observation(valueQuantity=None), **elements})

    assert sent.value == value


def test_a_rounded_figure_keeps_what_was_sent_beside_it():
    quantity = {"value": 178.76895936683965, "unit": "cm"}

    assert said(entry(an_observation(valueQuantity=quantity))) == {
        "As sent": "178.76895936683965 cm"
    }


def pressure(systolic: Any, diastolic: Any) -> list[dict[str, Any]]:
    return [
        {
            "code": coded("8480-6", "Systolic", LOINC),
            "valueQuantity": {"value": systolic, "unit": "mm[Hg]"},
        },
        {"code": coded("8462-4", "Diastolic", LOINC), "valueQuantity": {"value": diastolic}},
    ]


def test_blood_pressure_is_one_figure():
    sent = entry(an_observation(valueQuantity=None, component=pressure(142.4, 86)))

    assert sent.value == "142/86 mmHg"


def test_half_a_blood_pressure_is_told_by_its_parts():
    sent = entry(an_observation(valueQuantity=None, component=pressure(142, None)[:1]))

    assert sent.value == "Systolic 142 mm[Hg]"


@pytest.mark.parametrize("code", ["716186003", "no-known-allergies"])
def test_no_known_allergies_is_a_statement(code):
    sent = entry(an_allergy(code=coded(code, "No known allergies"), reaction=None))

    assert (sent.says_none, sent.words) == (True, "No known allergies")


def test_no_known_allergy_to_medicines_says_nothing_of_others():
    assert not entry(an_allergy(code=coded("409137002", "No known drug allergy"))).says_none


def test_an_allergy_shows_its_reaction_and_risk():
    sent = entry(an_allergy(criticality="high", clinicalStatus=status("active")))

    assert (sent.words, sent.value, sent.status) == ("Penicillin (rash)", "high risk", "active")
    assert sent.happened_on == date(2019, 3, 4)
    assert said(sent)["Severity"] == "severe"


@pytest.mark.parametrize(
    ("verification", "words"),
    [
        ("refuted", "Ruled out: Penicillin"),
        ("unconfirmed", "Penicillin (rash), unconfirmed"),
        ("confirmed", "Penicillin (rash)"),
    ],
)
def test_what_is_in_doubt_says_so(verification, words):
    sent = entry(an_allergy(verificationStatus=status(verification)))

    assert sent.words == words


@pytest.mark.parametrize("name", ["status", "verificationStatus"])
def test_what_was_entered_in_error_is_marked(name):
    wrong = "entered-in-error"
    value = status(wrong) if name == "verificationStatus" else wrong

    assert entry(a_condition(**{name: value})).is_entered_in_error
    assert not entry(a_condition()).is_entered_in_error


def test_a_condition_has_its_beginning_and_end():
    sent = entry(a_condition(onsetDateTime="2021-05-03", abatementDateTime="2022-01-01T10:00:00Z"))

    assert sent.happened_on == date(2021, 5, 3)
    assert sent.until == datetime(2022, 1, 1, 10, tzinfo=UTC)


ENDED_ON = {"start": "2021-05-03", "end": "2023-12-31"}


@pytest.mark.parametrize(
    "resource",
    [
        a("Consent", provision={"type": "deny", "period": ENDED_ON}),
        a("CarePlan", title="If I become unwell", period=ENDED_ON),
        a("MedicationStatement", medicationCodeableConcept={"text": "A"}, effectivePeriod=ENDED_ON),
        a("Flag", code={"text": "Two to visit"}, period=ENDED_ON),
        a("CareTeam", name="Heart nurses", period=ENDED_ON),
        a_condition(abatementDateTime="2023-12-31"),
        a_condition(abatementPeriod=ENDED_ON),
    ],
    ids=lambda resource: str(resource["resourceType"]),
)
def test_an_end_given_by_the_day_is_that_day(resource: dict[str, Any]):
    sent = entry(resource)

    assert (sent.ends_on, sent.until) == (date(2023, 12, 31), None)


@pytest.mark.parametrize(
    ("end", "last"),
    [("2023", date(2023, 12, 31)), ("2024-02", date(2024, 2, 29)), ("soon", None), ("", None)],
)
def test_what_ends_in_a_month_or_year_is_over_after_it(end: str, last: date | None):
    sent = entry(a("Flag", code={"text": "Two to visit"}, period={"start": "2021", "end": end}))

    assert sent.ends_on == last


@pytest.mark.parametrize("kind", [an_allergy, a_condition])
def test_what_began_in_a_period_has_not_ended_with_it(kind: Callable[..., dict[str, Any]]):
    sent = entry(kind(onsetDateTime=None, onsetPeriod=ENDED_ON))

    assert (sent.happened_on, sent.ends_on, sent.until) == (date(2021, 5, 3), None, None)


def test_a_consent_says_both_ends_of_its_time():
    ruled = {"type": "deny", "period": ENDED_ON}

    assert said(entry(a("Consent", provision=ruled)))["In force"] == "2021-05-03 until 2023-12-31"


@pytest.mark.parametrize(
    ("elements", "label", "words"),
    [
        ({"onsetDateTime": "2021-05"}, "When", "2021-05"),
        ({"onsetAge": {"value": 40, "unit": "a"}}, "Onset", "at the age of 40 a"),
        (
            {"onsetRange": {"low": {"value": 4}, "high": {"value": 5}}},
            "Onset",
            "at the age of 4 to 5",
        ),
        ({"onsetString": "as a child"}, "Onset", "as a child"),
    ],
)
def test_no_day_is_made_up(elements, label, words):
    sent = entry({**a_condition(onsetDateTime=None), **elements})

    assert (sent.happened_at, sent.happened_on) == (None, None)
    assert said(sent)[label] == words


NOT_DONE = [
    (a("Procedure", status="not-done", code=coded("1", "Biopsy")), "Not done: Biopsy"),
    (
        a("Immunization", status="not-done", vaccineCode=coded("1", "Flu jab")),
        "Not given: Flu jab",
    ),
    (
        a("MedicationStatement", status="not-taken", medicationCodeableConcept={"text": "Iron"}),
        "Not taken: Iron",
    ),
    (
        a("MedicationRequest", doNotPerform=True, medicationCodeableConcept={"text": "Iron"}),
        "Do not give: Iron",
    ),
    (
        a("MedicationRequest", intent="proposal", medicationCodeableConcept={"text": "Iron"}),
        "Proposed, not prescribed: Iron",
    ),
    (a("ServiceRequest", doNotPerform=True, code=coded("1", "Bloods")), "Do not: Bloods"),
    (a("CarePlan", intent="proposal", title="Walk"), "Proposed: Walk"),
    (a("Encounter", status="planned", type=[coded("1", "Review")]), "Planned: Review"),
    (a("Encounter", status="cancelled", type=[coded("1", "Review")]), "Cancelled: Review"),
    (
        a("DocumentReference", status="superseded", description="Letter"),
        "Replaced by a later one: Letter",
    ),
    (
        a("Consent", provision={"type": "deny"}, category=[{"text": "Sharing"}]),
        "Refused: Sharing",
    ),
]


@pytest.mark.parametrize(("resource", "words"), NOT_DONE, ids=lambda one: str(one)[:30])
def test_what_is_not_so_is_never_shown_as_so(resource, words):
    assert entry(resource).words == words


def test_a_medicine_says_how_it_is_taken():
    sent = entry(
        a(
            "MedicationRequest",
            status="active",
            medicationCodeableConcept=coded("1", "Furosemide 40 mg"),
            dosageInstruction=[
                {"text": "One each morning", "patientInstruction": "With water"},
                {
                    "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
                    "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                    "asNeededBoolean": True,
                },
            ],
            dispenseRequest={"quantity": {"value": 28}, "numberOfRepeatsAllowed": 3},
            authoredOn="2026-10-01",
        )
    )

    assert sent.value == "One each morning; 1 tablet, 2 times in 1 d, as needed"
    assert said(sent) == {
        "For the person": "With water",
        "Amount": "28",
        "Repeats allowed": "3",
    }


def named(*resources: tuple[str, dict[str, Any]]) -> Names:
    names = Names()
    for url, resource in resources:
        names.add(url, resource)
    return names


def test_who_is_meant_is_read_from_the_message():
    names = named(
        ("urn:uuid:1", {"resourceType": "Practitioner", "name": [{"text": "Dr Joan Pryce"}]}),
        ("urn:uuid:2", {"resourceType": "Organization", "id": "o2", "name": "Lark Mead"}),
        (
            "urn:uuid:3",
            {
                "resourceType": "PractitionerRole",
                "practitioner": {"reference": "urn:uuid:1"},
                "organization": {"reference": "Organization/o2"},
                "code": [{"text": "GP"}],
            },
        ),
    )

    sent = entry(a_condition(asserter={"reference": "urn:uuid:3"}), names)

    assert (sent.author, sent.author_role) == ("Dr Joan Pryce", "GP")
    assert sent.organisation == "Lark Mead"


def test_a_medicine_may_be_contained_or_stand_beside():
    contained = {"resourceType": "Medication", "id": "m", "code": coded("1", "Warfarin")}
    beside = named(("urn:uuid:9", {"resourceType": "Medication", "code": coded("2", "Iron")}))

    inside = entry(
        a("MedicationStatement", contained=[contained], medicationReference={"reference": "#m"})
    )
    outside = entry(
        a("MedicationStatement", medicationReference={"reference": "urn:uuid:9"}), beside
    )

    assert (inside.words, inside.code) == ("Warfarin", "1")
    assert (outside.words, outside.code) == ("Iron", "2")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a.example/fhir/Organization/o2", "Lark Mead"),
        ("Organization/o2/_history/3", "Lark Mead"),
        ("Organization/other", ""),
    ],
)
def test_an_address_is_known_by_its_end(address, name):
    names = named(("", {"resourceType": "Organization", "id": "o2", "name": "Lark Mead"}))

    assert names.of({"reference": address}) == name


def test_somebody_named_only_by_number_is_shown_by_it():
    reference = {"identifier": {"system": "https://fhir.hl7.org.uk/Id/gmc-number", "value": "C1"}}

    assert Names().of(reference) == "gmc-number C1"
    assert Names().of({}) == ""


@pytest.mark.parametrize(
    ("reference", "about"),
    [
        (SUBJECT, About("Patient/p1")),
        ({"reference": "urn:uuid:1"}, About("urn:uuid:1")),
        ({"identifier": {"system": NHS, "value": "900 000 0009"}}, About("", NHS, "9000000009")),
        ({"reference": PDS}, About(PDS, NHS, "9000000009")),
        ({"reference": "Group/1"}, About("Group/1", is_person=False)),
        ({"type": "Device", "display": "pump"}, About(is_person=False)),
        ({}, About()),
    ],
)
def test_whom_an_entry_is_about(reference, about):
    assert record.about_of({"subject": reference}) == about


def test_what_is_about_no_person_is_refused():
    reading = record.read(an_observation("Group/1"), Names(), at="Observation")

    assert (reading.entry, reading.code) == (None, "subject_not_person")


def marked(code):
    return {
        "security": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": code}
        ]
    }


@pytest.mark.parametrize(
    ("meta", "audience"),
    [
        (marked("R"), Audience.URGENT_TOO),
        (marked("V"), Audience.ORGANISATION),
        (marked("N"), Audience.EVERYBODY),
        ({"security": [None, {"code": "V"}]}, None),
        ({"security": "V"}, None),
        ("V", None),
        (None, None),
    ],
)
def test_a_label_of_its_sender_says_who_an_entry_is_for(meta, audience):
    reading = record.read(an_observation(meta=meta), Names(), at="Observation")

    assert reading.entry is not None
    assert reading.entry.audience is audience


def test_an_allergy_that_is_marked_restricted_is_refused():
    penicillin = {"text": "Penicillin"}
    allergy = {"resourceType": "AllergyIntolerance", "id": "1", "code": penicillin}
    allergy |= {"patient": {"reference": "Patient/1"}, "meta": marked("V")}

    reading = record.read(allergy, Names(), at="AllergyIntolerance")

    assert (reading.entry, reading.code) == (None, "entry_restricted")


def test_what_has_no_words_is_refused():
    reading = record.read(an_observation(code={}), Names(), at="Observation")

    assert (reading.entry, reading.code) == (None, "entry_without_words")


@pytest.mark.parametrize(
    ("kind", "code"), [("Claim", "set_aside"), ("Questionnaire", "resource_not_taken")]
)
def test_what_is_no_entry_says_why(kind, code):
    assert record.read({"resourceType": kind}, Names(), at=kind).code == code


def test_every_kind_is_an_entry_or_set_aside_not_both():
    assert not [kind for kind in ENTRIES if is_set_aside(kind)]
    assert why_set_aside("Claim").startswith("is about who pays")
    assert why_set_aside("Condition") == ""
    assert record.kind_of("Condition") is EntryKind.CONDITION


def test_an_entry_is_known_by_id_then_number_then_what_it_says():
    by_number = a_condition(id=None, identifier=[{"system": "urn:x", "value": "7"}])
    long = a_condition(id=None, identifier=[{"system": "urn:x", "value": "7" * 300}])
    nameless = a_condition(id=None)

    keys = [record.source_key(one) for one in (a_condition(), by_number, long, nameless)]

    assert keys[:2] == ["Condition/heart-1", "Condition|urn:x|7"]
    assert keys[2].startswith("Condition#")
    assert keys[3] == record.source_key({**nameless, "meta": {"lastUpdated": "2026"}})
    assert keys[3] != record.source_key({**nameless, "onsetDateTime": "2020"})
    assert max(map(len, keys)) < 200


def test_a_vaccine_may_be_named_by_its_procedure():
    url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure"
    extension = {"url": url, "valueCodeableConcept": coded("3", "First dose")}

    sent = entry(a("Immunization", vaccineCode={}, extension=[{"url": "x"}, extension]))

    assert (sent.words, sent.code) == ("First dose", "3")


@pytest.mark.parametrize(
    ("tree", "code", "words"),
    [
        ({"coding": [{"system": "x", "code": "1"}, {"system": SNOMED, "code": "2"}]}, "2", "2"),
        ({"coding": [{"code": "1"}, {"code": "2", "userSelected": True}]}, "2", "2"),
        ({"coding": [{"code": "1"}, {"display": "Second"}]}, "1", "Second"),
        ({"text": "Words"}, "", "Words"),
        ({"code": "1", "display": "One"}, "1", "One"),
        ({}, "", ""),
    ],
)
def test_the_code_that_is_kept(tree, code, words):
    found = concept(tree)

    assert (found.code, found.words) == (code, words)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, When()),
        ("", When()),
        ("2021", When(words="2021")),
        ("2021-05-03", When(on=date(2021, 5, 3), words="2021-05-03")),
        ("2021-05-03T10:00:00", When(on=date(2021, 5, 3), words="2021-05-03T10:00:00")),
        (
            "2021-05-03T10:00:00+01:00",
            When(at=datetime(2021, 5, 3, 9, tzinfo=UTC), words="2021-05-03T10:00:00+01:00"),
        ),
    ],
)
def test_a_time_is_as_sure_as_it_was_sent(written, expected):
    assert moment(written) == expected
