"""Words as they are kept."""

import pytest

from joinedup.people.domain.details import PersonDetails
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.request import (
    NOT_KNOWN,
    AskedService,
    Caller,
    NewPerson,
    UnidentifiedPerson,
    WhatChanged,
)
from tests.builders.referrals import a_request


def test_text_is_trimmed_and_made_printable_everywhere():
    request = a_request(
        referrer=Caller(name=" Joan\x00 ", direct_number=NOT_KNOWN),
        change=WhatChanged(words="\x07Fell\nhere ", since_words="today"),
        asked=(AskedService(service_code=" reablement "),),
    )

    tidy = wording.tidied(request)

    assert tidy.referrer == Caller(name="Joan", direct_number=NOT_KNOWN)
    assert tidy.change.words == "Fell\nhere"
    assert tidy.asked[0].service_code == "reablement"


def test_a_persons_details_are_left_to_the_people_room():
    details = PersonDetails(family_name=" Marsh ")

    assert wording.tidied(a_request(person=NewPerson(details=details))).person.details is details


def test_everything_too_long_is_found_where_it_stands():
    request = a_request(
        referrer=Caller(name="x" * 151, direct_number="1"),
        person=UnidentifiedPerson(description="y" * 301),
        other_words="z" * 10_001,
    )

    assert [finding.at for finding in wording.too_long(request)] == [
        "referrer.name",
        "person.description",
        "other_words",
    ]


def test_a_request_of_usual_length_is_not_too_long():
    assert wording.too_long(a_request()) == []


def test_words_with_a_step_are_trimmed():
    assert wording.words("  Seen\x00 at home ") == "Seen at home"


def test_words_that_must_be_said_are_refused_when_missing():
    with pytest.raises(wording.WordsMissing):
        wording.words(" \x00 ", must=True)


def test_too_many_words_are_refused():
    with pytest.raises(wording.WordsTooLong):
        wording.words("x" * 10_001)


def test_another_kind_of_space_is_a_space():
    assert (
        wording.printable("Not\u00a0drinking,\u2003dizzy\u202fnow\u200b")
        == "Not drinking, dizzy now"
    )
