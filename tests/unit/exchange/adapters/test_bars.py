"""A message is a new referral, a change, one taken back, an appointment, an answer, or findings."""

from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.exchange.adapters import bars
from joinedup.exchange.domain.message import (
    AppointmentMessage,
    Message,
    Priority,
    ReferralCancel,
    ReferralRequest,
    ReferralUpdate,
    Requester,
    Response,
    SentCode,
    SentIdentifier,
)
from tests.builders.exchange import ON, a_message, an_ethel, without

REQUEST_AT = "Bundle.entry[1].resource"


def read(message: dict[str, Any]) -> Message:
    taken, findings = bars.read_message(message, source="a.json", on=ON)
    assert findings == ()
    assert taken is not None
    return taken


def faults(message: dict[str, Any]) -> list[tuple[str, str]]:
    taken, findings = bars.read_message(message, source="a.json", on=ON)
    assert taken is None
    return [(f.at, f.code) for f in findings]


@pytest.mark.parametrize(
    ("reason", "status", "kind"),
    [
        ("new", "active", ReferralRequest),
        ("update", "active", ReferralUpdate),
        ("update", "on-hold", ReferralUpdate),
        ("update", "revoked", ReferralCancel),
        ("update", "entered-in-error", ReferralCancel),
    ],
)
def test_reason_and_status_together_say_what_it_is(reason: str, status: str, kind: type):
    assert type(read(a_message(reason=reason, status=status))) is kind


def test_one_taken_back_says_whether_it_was_a_mistake():
    mistaken = read(a_message(reason="update", status="entered-in-error"))
    revoked = read(a_message(reason="update", status="revoked"))

    assert isinstance(mistaken, ReferralCancel)
    assert isinstance(revoked, ReferralCancel)
    assert (mistaken.was_mistake, revoked.was_mistake) == (True, False)


@pytest.mark.parametrize("event", ["booking-request", "booking-response"])
def test_a_booking_is_an_appointment_and_never_a_referral(event: str):
    assert isinstance(read(a_message(event=event)), AppointmentMessage)


def test_an_answer_to_us_is_an_answer():
    message = a_message(event="servicerequest-response")
    header = message["entry"][0]["resource"]
    header["response"] = {"identifier": "m-1", "code": "ok"}

    answer = read(message)

    assert isinstance(answer, Response)
    assert (answer.answers, answer.code) == ("m-1", "ok")


def test_code_systems_of_earlier_examples_are_known():
    message = a_message()
    header = message["entry"][0]["resource"]
    header["eventCoding"]["system"] = "https://fhir.nhs.uk/CodeSystem/message-event-servicerequest"
    header["reason"]["coding"][0]["system"] = (
        "https://fhir.nhs.uk/CodeSystem/message-reason-servicerequest"
    )

    assert isinstance(read(message), ReferralRequest)


def test_the_whole_of_a_referral_is_read():
    taken = read(a_message())

    assert isinstance(taken, ReferralRequest)
    assert taken.sent.requester == Requester(
        name="Dr Joan Pryce",
        phone="01632 960010",
        identifiers=(SentIdentifier("https://fhir.hl7.org.uk/Id/gmc-number", "G7654321"),),
    )
    assert taken.sent.identifiers == (
        SentIdentifier("https://gp.example/referral", "R-2026-1124-01"),
    )
    assert taken.sent.priority is Priority.STAT
    assert taken.sent.authored_at == datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
    assert taken.sent.words == (
        "Not drinking, dizzy on standing since yesterday evening",
        "Would go to hospital if nobody comes",
    )
    assert taken.sent.performer_ods == ("RZ9",)
    assert taken.sent.not_read == ()
    assert taken.sent.person.family_name == "Marsh"


def test_what_was_not_sent_stays_empty():
    taken = read(
        a_message(
            priority=None,
            reasonCode=None,
            note=None,
            requester=None,
            performer=None,
            authoredOn=None,
        )
    )

    assert isinstance(taken, ReferralRequest)
    assert taken.sent.requester == Requester()
    assert (taken.sent.priority, taken.sent.words, taken.sent.authored_at) == (None, (), None)


def test_the_envelope_says_who_and_which():
    envelope = read(a_message()).envelope

    assert envelope.message_key == "header|b2c0a3f4-0001-4c00-8000-000000000001"
    assert envelope.message_id == "b2c0a3f4-0001-4c00-8000-00000000b0b0"
    assert envelope.subject_key == "https://gp.example/referral|R-2026-1124-01"
    assert envelope.sequence == "2026-11-24T09:25:00.000000Z"
    assert (envelope.sender_ods, envelope.sender_name) == ("W12345", "Orchard Surgery")
    assert envelope.reply_to == "https://gp.example/fhir"


def test_an_organisation_named_only_by_reference_is_still_known():
    message = a_message()
    message["entry"][0]["resource"]["sender"] = {
        "identifier": {
            "system": "https://fhir.nhs.uk/Id/ods-organization-code",
            "value": "W12345",
        },
        "display": "Orchard Surgery",
    }

    envelope = read(message).envelope

    assert (envelope.sender_ods, envelope.sender_name) == ("W12345", "Orchard Surgery")


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        (
            {"resourceType": "Condition", "code": {"text": "Frailty"}, "note": [{"text": "6/9"}]},
            "words",
            ("Frailty", "6/9"),
        ),
        (
            {
                "resourceType": "CarePlan",
                "description": "Seen at home",
                "activity": [{"outcomeCodeableConcept": [{"text": "Needs a nurse"}]}],
            },
            "words",
            ("Seen at home", "Needs a nurse"),
        ),
        (
            {"resourceType": "Flag", "status": "active", "code": {"text": "Dog in the house"}},
            "risks",
            ("Dog in the house",),
        ),
        (
            {"resourceType": "Flag", "status": "inactive", "code": {"text": "Dog in the house"}},
            "risks",
            (),
        ),
        (
            {
                "resourceType": "AllergyIntolerance",
                "code": {"coding": [{"display": "Penicillin"}]},
                "reaction": [{"manifestation": [{"text": "rash"}]}],
            },
            "allergies",
            ("Penicillin (rash)",),
        ),
        (
            {
                "resourceType": "Observation",
                "code": {"text": "Pulse"},
                "valueQuantity": {"value": 104, "unit": "/min"},
                "effectiveDateTime": "2026-11-24T09:00:00Z",
            },
            "observations",
            ("Pulse: 104 /min (at 2026-11-24T09:00:00Z)",),
        ),
        (
            {"resourceType": "Observation", "code": {"text": "Alert"}, "valueString": "yes"},
            "observations",
            ("Alert: yes",),
        ),
        ({"resourceType": "Consent"}, "not_read", ("Consent (1)",)),
        ({"resourceType": "ServiceRequest"}, "not_read", ("ServiceRequest (1)",)),
    ],
)
def test_what_stands_round_the_request_is_read(
    more: dict[str, Any], field: str, said: tuple[str, ...]
):
    taken = read(a_message(reasonCode=None, note=None, more=(more,)))

    assert isinstance(taken, ReferralRequest)
    assert getattr(taken.sent, field) == said


def test_what_is_asked_comes_from_code_service_and_encounter():
    service = {
        "resourceType": "HealthcareService",
        "identifier": [{"system": "https://dos.example", "value": "42"}],
        "name": "Rapid response",
    }
    encounter = {
        "resourceType": "Encounter",
        "serviceType": {"coding": [{"system": "s", "code": "NURSE"}]},
    }
    address = "urn:uuid:0b6f4d00-0000-4000-8000-0000000001"
    message = a_message(
        more=(service, encounter),
        performer=[{"reference": f"{address}00"}],
        encounter={"reference": f"{address}01"},
        code={"coding": [{"system": "c", "code": "1", "display": "Visit"}]},
    )

    taken = read(message)

    assert isinstance(taken, ReferralRequest)
    assert taken.sent.asked == (
        SentCode("c", "1", "Visit"),
        SentCode("https://dos.example", "42", "Rapid response"),
        SentCode("s", "NURSE"),
    )


def test_a_practitioner_role_names_person_and_organisation():
    address = "urn:uuid:0b6f4d00-0000-4000-8000-0000000001"
    role = {
        "resourceType": "PractitionerRole",
        "practitioner": {"reference": f"{address}01"},
        "organization": {"reference": f"{address}02"},
        "code": [{"text": "Paramedic"}],
    }
    practitioner = {"resourceType": "Practitioner", "name": [{"text": "Sam Okoro"}]}
    organisation = {"resourceType": "Organization", "name": "Ambulance Service"}

    taken = read(
        a_message(more=(role, practitioner, organisation), requester={"reference": f"{address}00"})
    )

    assert isinstance(taken, ReferralRequest)
    asked_by = taken.sent.requester
    assert (asked_by.name, asked_by.role, asked_by.organisation_name) == (
        "Sam Okoro",
        "Paramedic",
        "Ambulance Service",
    )


def test_where_to_go_and_when_are_read():
    location = {
        "resourceType": "Location",
        "address": {"line": ["7 Mill Lane"], "city": "Buckingham", "postalCode": "MK18 1AA"},
    }
    taken = read(
        a_message(
            more=(location,),
            locationReference=[{"reference": "urn:uuid:0b6f4d00-0000-4000-8000-000000000100"}],
            occurrencePeriod={"start": "2026-11-24T12:00:00Z"},
        )
    )

    assert isinstance(taken, ReferralRequest)
    assert (taken.sent.where_address, taken.sent.where_postcode) == (
        "7 Mill Lane, Buckingham",
        "MK18 1AA",
    )
    assert taken.sent.wanted_at == datetime(2026, 11, 24, 12, tzinfo=UTC)


def changed(path: str, value: Any) -> dict[str, Any]:
    message = a_message()
    part, element = path.split(".")
    message["entry"][{"header": 0, "request": 1}[part]]["resource"][element] = value
    return message


BARS = "https://fhir.nhs.uk/CodeSystem/message-events-bars"


@pytest.mark.parametrize(
    ("message", "at", "code"),
    [
        ({"entry": []}, "Bundle.entry[0]", "message_header_first"),
        (
            {"entry": [{"resource": an_ethel()}]},
            "Bundle.entry[0]",
            "message_header_first",
        ),
        (
            changed("header.eventCoding", {"system": BARS, "code": "tea"}),
            "Bundle.entry[0].resource.eventCoding",
            "event_unknown",
        ),
        (
            changed("header.eventCoding", {"system": "x", "code": "servicerequest-request"}),
            "Bundle.entry[0].resource.eventCoding",
            "event_unknown",
        ),
        (a_message(reason="delete"), "Bundle.entry[0].resource.reason", "reason_unknown"),
        (changed("header.focus", []), "Bundle.entry[0].resource.focus", "focus_not_one"),
        (
            changed("header.focus", [{"reference": "urn:uuid:1"}]),
            "Bundle.entry[0].resource.focus[0].reference",
            "focus_not_here",
        ),
        (
            changed(
                "header.focus", [{"reference": "urn:uuid:0b6f4d00-0000-4000-8000-000000000004"}]
            ),
            "Bundle.entry[0].resource.focus[0].reference",
            "focus_wrong_kind",
        ),
        (a_message(status="draft"), f"{REQUEST_AT}.status", "status_does_not_fit"),
        (
            a_message(reason="update", status="completed"),
            f"{REQUEST_AT}.status",
            "status_does_not_fit",
        ),
        (
            a_message(doNotPerform=True),
            f"{REQUEST_AT}.doNotPerform",
            "must_not_be_done",
        ),
        (a_message(intent="option"), f"{REQUEST_AT}.intent", "intent_does_not_fit"),
        (a_message(intent="proposal"), f"{REQUEST_AT}.intent", "intent_does_not_fit"),
        (a_message(intent="directive"), f"{REQUEST_AT}.intent", "intent_does_not_fit"),
        (
            changed(
                "request.category",
                [
                    {
                        "coding": [
                            {
                                "system": bars.CATEGORY_SYSTEM,
                                "code": "validation",
                            }
                        ]
                    }
                ],
            ),
            f"{REQUEST_AT}.category",
            "category_not_taken",
        ),
        (a_message(category=None), f"{REQUEST_AT}.category", "category_not_taken"),
        (
            changed("request.subject", {"reference": "Patient/1"}),
            f"{REQUEST_AT}.subject",
            "subject_not_here",
        ),
        (
            a_message(patient=without(an_ethel(), "identifier", "name")),
            "Bundle.entry[2].resource",
            "person_not_described",
        ),
    ],
)
def test_each_thing_that_does_not_fit_is_named(message: dict[str, Any], at: str, code: str):
    assert (at, code) in faults(message)


@pytest.mark.parametrize("intent", ["plan", "order", "original-order"])
def test_a_plan_and_an_order_are_taken(intent: str):
    assert isinstance(read(a_message(intent=intent, doNotPerform=False)), ReferralRequest)


def test_a_relative_who_did_not_ask_is_listed_as_not_read():
    son = {"resourceType": "RelatedPerson", "name": [{"text": "Tom"}]}
    asks = {"reference": "urn:uuid:0b6f4d00-0000-4000-8000-000000000100"}

    beside, asking = read(a_message(more=(son,))), read(a_message(more=(son,), requester=asks))

    assert isinstance(beside, ReferralRequest)
    assert isinstance(asking, ReferralRequest)
    assert beside.sent.not_read == ("RelatedPerson (1)",)
    assert (asking.sent.not_read, asking.sent.requester.name) == ((), "Tom")


def test_a_referral_that_later_messages_could_not_name_is_refused():
    message = a_message(identifier=None)
    message["entry"][1].pop("fullUrl")
    message["entry"][1]["resource"]["id"] = ""
    message["entry"][0]["resource"]["focus"] = [{"reference": "ServiceRequest/"}]

    assert (f"{REQUEST_AT}.identifier", "identifier_missing") in faults(message)


def test_an_organisation_may_ask_by_itself():
    message = a_message(requester={"reference": "urn:uuid:0b6f4d00-0000-4000-8000-000000000005"})

    taken = read(message)

    assert isinstance(taken, ReferralRequest)
    assert taken.sent.requester == Requester(
        organisation_ods="W12345", organisation_name="Orchard Surgery"
    )
