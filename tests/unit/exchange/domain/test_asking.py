"""A message is put as the front door asks; what was not sent is not known."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from joinedup.exchange.domain.asking import details_of, request_of, response_class
from joinedup.exchange.domain.message import (
    PersonSent,
    Priority,
    ReferralSent,
    Requester,
    SentCode,
    SentIdentifier,
)
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain.details import Gender, PersonDetails
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals.domain.request import (
    NOT_KNOWN,
    AgreementKind,
    NewPerson,
    Request,
    UnidentifiedPerson,
    missing,
)
from tests.builders.exchange import ETHEL
from tests.rules import rule

CLASSES = ("rapid", "fast", "normal")


def asked(person: PersonSent | None = None, **changes: Any) -> Request:
    sent = ReferralSent(person=person or PersonSent(nhs_number=ETHEL), **changes)
    return request_of(
        sent,
        organisation_code="demo_partner",
        services=("night_nursing", "not_sure"),
        default_service="not_sure",
        classes=CLASSES,
    )


@rule("A referral by message that says almost nothing")
def test_a_bare_message_answers_everything_with_not_known():
    request = asked()

    assert missing(request) == []
    assert request.change.words is NOT_KNOWN
    assert request.urgency.response_class is NOT_KNOWN
    assert request.where.kind is WhereKind.NOT_KNOWN
    assert request.agreement.kind is AgreementKind.NOT_KNOWN
    assert request.referrer.direct_number is NOT_KNOWN
    assert [one.service_code for one in request.asked] == ["not_sure"]


@rule("A message's priority as a response class")
@pytest.mark.parametrize(
    ("priority", "classes", "expected"),
    [
        (Priority.STAT, CLASSES, "rapid"),
        (Priority.ASAP, CLASSES, "rapid"),
        (Priority.URGENT, CLASSES, "fast"),
        (Priority.ROUTINE, CLASSES, "normal"),
        (None, CLASSES, NOT_KNOWN),
        (Priority.URGENT, ("two_hours", "two_days"), "two_hours"),
        (Priority.URGENT, ("a", "b", "c", "d"), "b"),
        (Priority.URGENT, ("only",), "only"),
        (Priority.ROUTINE, ("only",), "only"),
    ],
)
def test_a_priority_asks_for_a_class(
    priority: Priority | None, classes: tuple[str, ...], expected: Any
):
    assert response_class(priority, classes) == expected


def test_words_keep_their_lines():
    request = asked(words=("Dizzy", "Dry"), risks=("Dog",), allergies=("Penicillin", "Latex"))

    assert request.change.words == "Dizzy\nDry"
    assert (request.risks, request.allergies) == ("Dog", "Penicillin\nLatex")


def test_a_service_of_ours_that_is_named_is_asked_for():
    request = asked(asked=(SentCode("x", "other"), SentCode("y", "night_nursing")))

    assert [one.service_code for one in request.asked] == ["night_nursing"]


def test_details_are_those_that_were_sent():
    person = PersonSent(
        nhs_number=ETHEL,
        is_nhs_number_verified=True,
        family_name="Marsh",
        given_name="Ethel",
        born_on=date(1945, 3, 2),
        gender="female",
        address_lines=("4 Orchard Close",),
        postcode="HP19 7AA",
        practice_ods="K99001",
        language="en",
    )

    assert details_of(person) == PersonDetails(
        family_name="Marsh",
        given_name="Ethel",
        born_on=date(1945, 3, 2),
        gender=Gender.FEMALE,
        nhs_number=NhsNumber(ETHEL),
        is_nhs_number_verified=True,
        address_lines=("4 Orchard Close",),
        postcode="HP19 7AA",
        practice_code="K99001",
        language="en",
    )
    assert asked(person).person == NewPerson(details=details_of(person))


@pytest.mark.parametrize(
    ("person", "description"),
    [
        (
            PersonSent(given_name="Peg", gender="female", born_words="1946"),
            "Sent by message as Peg; female; born 1946",
        ),
        (
            PersonSent(other_identifiers=(SentIdentifier("https://pas.example", "P1"),)),
            "Sent by message without a name; https://pas.example P1",
        ),
    ],
)
def test_somebody_who_cannot_be_told_from_others_is_described(person: PersonSent, description: str):
    assert asked(person).person == UnidentifiedPerson(description=description)


def test_where_they_live_is_not_said_to_be_where_they_are():
    lives = PersonSent(nhs_number=ETHEL, address_lines=("4 Orchard Close",), postcode="HP19 7AA")

    at_home = asked(lives).where
    elsewhere = asked(lives, where_address="7 Mill Lane", where_postcode="MK18 1AA").where

    assert (at_home.kind, at_home.address) == (WhereKind.NOT_KNOWN, "4 Orchard Close")
    assert (elsewhere.kind, elsewhere.address) == (WhereKind.OTHER, "7 Mill Lane")
    assert elsewhere.until is NOT_KNOWN


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (PersonSent(nhs_number=ETHEL), ""),
        (PersonSent(nhs_number=ETHEL, language="ur"), ""),
        (PersonSent(nhs_number=ETHEL, needs_interpreter=True), "Needed"),
        (
            PersonSent(nhs_number=ETHEL, needs_interpreter=True, language="ur"),
            "Needed; speaks ur",
        ),
    ],
)
def test_an_interpreter_is_asked_for_only_when_needed(person: PersonSent, said: str):
    assert asked(person).interpreter == said


def test_the_rest_of_what_was_sent_is_there_to_read():
    request = asked(
        requester=Requester(
            name="Dr Joan Pryce",
            role="GP",
            phone="01632 960010",
            identifiers=(SentIdentifier("https://fhir.hl7.org.uk/Id/gmc-number", "G1"),),
            organisation_name="Orchard Surgery",
        ),
        observations=("Pulse: 104 /min",),
        asked=(SentCode("dhcw/SPEC", "CARDIO"), SentCode("s", "1", "A nurse")),
        authored_at=datetime(2026, 11, 24, 9, 20, tzinfo=UTC),
        wanted_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
        identifiers=(SentIdentifier("s", "R-1"),),
        not_read=("Consent (1)",),
    )

    assert request.referrer.direct_number == "01632 960010"
    assert request.other_words.splitlines() == [
        "Pulse: 104 /min",
        "Asked for: dhcw/SPEC CARDIO, A nurse",
        "Wanted for: 2026-11-24 12:00 UTC",
        "Written: 2026-11-24 09:20 UTC",
        "Sender's reference: R-1",
        "Requester: gmc-number G1",
        "Requester's organisation: Orchard Surgery",
        "The message also holds, not shown here: Consent (1)",
    ]


@pytest.mark.parametrize(
    ("phone", "number", "note"),
    [
        ("01632 960020", NOT_KNOWN, "Number to ring: 01632 960020"),
        ("07700 900001", "07700 900001", ""),
    ],
)
def test_a_landline_of_somebody_restricted_is_for_the_visit_only(
    phone: str, number: Any, note: str
):
    person = PersonSent(nhs_number=ETHEL, phone=phone, is_restricted=True)

    request = asked(person)

    assert request.contact.number == number
    assert request.for_this_visit.access_note == note
    assert details_of(person).phone == ("" if note else phone)
