"""What a referral must answer."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals.domain.request import (
    NOT_KNOWN,
    Agreement,
    AgreementKind,
    AskedService,
    Caller,
    ForThisVisit,
    Observation,
    PersonContact,
    Request,
    UnidentifiedPerson,
    Urgency,
    WhatChanged,
    Where,
    missing,
    unknown_codes,
)
from tests.builders.referrals import a_request
from tests.rules import rule

EVERYTHING_COMPULSORY = [
    "referrer.direct_number",
    "person",
    "where.kind",
    "where.until",
    "contact.number",
    "change.words",
    "change.since_words",
    "asked",
    "urgency.response_class",
    "urgency.if_nobody_comes",
    "agreement.kind",
]
PLACE = {
    "services": {"rapid_response", "reablement"},
    "response_classes": {"rapid", "fast", "normal"},
    "leads": {"nurse", "therapist", "social_care"},
    "observations": {"pulse": (), "consciousness": ("alert", "voice")},
    "organisations": {"K99001"},
}


def unanswered(request: Request) -> list[str]:
    return [finding.at for finding in missing(request)]


@rule("Eight things are compulsory")
def test_everything_unanswered_is_said_at_once():
    assert unanswered(Request()) == EVERYTHING_COMPULSORY


@rule("Eight things are compulsory")
def test_the_rest_never_blocks_sending():
    assert missing(a_request()) == []


@rule("Not known is an answer")
def test_not_known_answers_every_compulsory_thing():
    request = Request(
        referrer=Caller(direct_number=NOT_KNOWN),
        person=UnidentifiedPerson(description="Woman in a blue coat"),
        where=Where(kind=WhereKind.NOT_KNOWN),
        contact=PersonContact(number=NOT_KNOWN),
        change=WhatChanged(words=NOT_KNOWN, since_words=NOT_KNOWN),
        asked=(AskedService(service_code="not_sure"),),
        urgency=Urgency(response_class=NOT_KNOWN, if_nobody_comes=NOT_KNOWN),
        agreement=Agreement(kind=AgreementKind.NOT_KNOWN),
    )

    assert missing(request) == []


def test_a_blank_is_not_an_answer():
    request = a_request(change=WhatChanged(words="  ", since_words="Today"))

    assert unanswered(request) == ["change.words"]


def test_somebody_not_yet_identified_is_described():
    assert unanswered(a_request(person=UnidentifiedPerson(description=" "))) == [
        "person.description"
    ]


@rule("A number, or who is with them")
def test_who_is_with_them_answers_instead_of_a_number():
    request = a_request(contact=PersonContact(who_is_with_them="Her neighbour, Ann"))

    assert missing(request) == []


def test_where_they_are_is_until_some_time():
    request = a_request(where=Where(kind=WhereKind.RELATIVE))

    assert unanswered(request) == ["where.until"]


@rule("What an agreement must add")
@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        (AgreementKind.LACKS_CAPACITY, "by_whom"),
        (AgreementKind.NOT_ASKED, "reason"),
        (AgreementKind.REFUSES, "explained"),
    ],
)
def test_an_agreement_says_the_one_thing_more(kind, needs):
    bare = Agreement(kind=kind)

    assert unanswered(a_request(agreement=bare)) == [f"agreement.{needs}"]
    assert missing(a_request(agreement=replace(bare, **{needs: "Said"}))) == []
    assert missing(a_request(agreement=replace(bare, **{needs: NOT_KNOWN}))) == []


def test_every_finding_has_a_plain_sentence():
    assert all(finding.message[0].isupper() for finding in missing(Request()))


def test_every_unknown_code_is_found_where_it_stands():
    request = a_request(
        referrer=Caller(organisation_code="hogwarts", direct_number="1"),
        asked=(
            AskedService(service_code="reablement", lead="wizard"),
            AskedService(service_code="alchemy"),
        ),
        urgency=Urgency(response_class="soonish", if_nobody_comes=NOT_KNOWN),
        observations=(observed("aura", Decimal(1)),),
    )

    found = [(finding.at, finding.code) for finding in unknown_codes(request, **PLACE)]

    assert found == [
        ("referrer.organisation_code", "unknown_code"),
        ("asked.0.lead", "unknown_code"),
        ("asked.1.service_code", "unknown_code"),
        ("urgency.response_class", "unknown_code"),
        ("observations.0.code", "unknown_code"),
    ]


def test_a_number_or_one_of_the_choices_is_a_measurement():
    taken = (observed("pulse", Decimal(88)), observed("consciousness", "voice"))

    assert unknown_codes(a_request(observations=taken), **PLACE) == []


def test_the_same_service_is_not_asked_for_twice():
    twice = (AskedService(service_code="reablement"), AskedService(service_code="reablement"))

    found = [finding.code for finding in unknown_codes(a_request(asked=twice), **PLACE)]

    assert found == ["asked_twice"]


def observed(code: str, value: Decimal | str) -> Observation:
    return Observation(code=code, value=value, taken_at=datetime.now(UTC))


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("pulse", Decimal("NaN")),
        ("pulse", Decimal("Infinity")),
        ("pulse", Decimal("1e12")),
        ("pulse", "fast"),
        ("consciousness", "asleep"),
        ("consciousness", Decimal(3)),
    ],
)
def test_what_is_no_measurement_is_found(code, value):
    taken = observed(code, value)

    found = unknown_codes(a_request(observations=(taken,)), **PLACE)

    assert [finding.code for finding in found] == ["not_a_measurement"]


def test_a_complete_request_has_no_unknown_codes():
    assert unknown_codes(a_request(), **PLACE) == []


def test_details_for_the_visit_know_whether_they_were_given():
    assert not ForThisVisit().is_given
    assert ForThisVisit(key_safe_code="1066").is_given
