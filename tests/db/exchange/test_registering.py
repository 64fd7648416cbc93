"""People are loaded by NHS number: new, put right, restricted, died; the same again is nothing."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest

from joinedup.exchange.services.arrivals import Outcome
from joinedup.foundation import care, instant
from joinedup.kernel import nhs_number
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people import services as people
from joinedup.people.models import Person
from tests.builders import duplicates, referrals
from tests.builders import partner as build
from tests.builders import people as persons
from tests.builders.exchange import ETHEL, an_ethel, without

NHS = "https://fhir.nhs.uk/Id/nhs-number"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
RESTRICTED = {"security": [{"system": CONFIDENTIALITY, "code": "R"}]}


def load(**changes: Any) -> Outcome:
    return build.taken(an_ethel(**changes)).outcome


def ethel() -> Person:
    return Person.objects.get(nhs_number=ETHEL)


def test_somebody_new_is_registered():
    assert load() is Outcome.ACCEPTED

    person = ethel()
    assert (person.family_name, person.given_name) == ("Marsh", "Ethel")
    assert (person.born_on, person.postcode) == (date(1945, 3, 2), "HP19 7AA")
    assert person.is_nhs_number_verified


def test_the_same_again_changes_nothing():
    load()

    assert load() is Outcome.UNCHANGED
    assert load(language="en") is Outcome.UNCHANGED
    assert Person.objects.count() == 1


def test_what_is_sent_is_put_right_and_what_is_not_sent_stays():
    load()

    taken = build.taken(
        without(
            an_ethel(telecom=[{"system": "phone", "value": "07700 900001"}]), "address", "gender"
        )
    )

    person = ethel()
    assert taken.outcome is Outcome.ACCEPTED
    assert (person.phone, person.postcode, person.gender) == (
        "07700 900001",
        "HP19 7AA",
        "female",
    )


def test_no_file_undoes_what_somebody_here_put_right():
    load()
    held = queries.details(persons.the_office().scope, PersonId(ethel().pk))
    sam = referrals.clinician()
    persons.in_care_of(sam, [PersonId(ethel().pk)])
    right = replace(held.details, phone="07700900555", given_name="Ethelreda")
    people.correct_details(
        PersonId(ethel().pk), seen=held.version, details=right, at=instant.now(), by=sam
    )

    assert load() is Outcome.UNCHANGED
    assert load(telecom=[{"system": "phone", "value": "07700 900777"}]) is Outcome.ACCEPTED

    person = ethel()
    assert (person.given_name, person.phone) == ("Ethelreda", "07700 900777")


def test_a_mark_of_restriction_restricts_and_no_file_lifts_it():
    load()

    assert load(meta=RESTRICTED) is Outcome.ACCEPTED
    person_id = ethel().pk
    assert care.restricted_ids([person_id]) == {person_id}
    assert load(birthDate="1945-03-02", active=True) is Outcome.UNCHANGED
    assert care.restricted_ids([person_id]) == {person_id}


def test_no_file_moves_somebody_who_is_restricted():
    load(meta=RESTRICTED)
    held = ethel().postcode

    moved = load(address=[{"line": ["1 New Road"], "postalCode": "HP20 1UA"}])

    assert moved is Outcome.UNCHANGED
    assert ethel().postcode == held == ""


def test_what_is_sent_for_the_number_of_a_joined_record_leaves_the_survivor_as_they_are():
    load()
    other = next(one for stem in count(999_600_001) if (one := nhs_number.make(str(stem)))).value
    known_as = {"family": "Marshe", "given": ["Ethel"]}
    again = {"identifier": [{"system": NHS, "value": other}], "name": [known_as]}
    load(**again)
    absorbed = Person.objects.get(nhs_number=other)
    duplicates.joined(absorbed.pk, PersonId(ethel().pk), words="Rang the practice")

    sent = load(**again, telecom=[{"system": "phone", "value": "01632 960999"}])

    assert sent is Outcome.UNCHANGED
    assert (ethel().family_name, ethel().phone) == ("Marsh", "01632 960020")


def test_a_death_is_recorded_once():
    load()

    assert load(deceasedDateTime="2026-11-20") is Outcome.ACCEPTED
    assert ethel().died_on == date(2026, 11, 20)
    assert load(deceasedDateTime="2026-11-20T08:00:00Z") is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("patient", "codes"),
    [
        (an_ethel(identifier=[]), ["empty_element"]),
        (without(an_ethel(), "identifier"), ["number_missing"]),
        (an_ethel(deceasedBoolean=True), ["death_without_date"]),
        (an_ethel(deceasedDateTime="2026"), ["death_without_date"]),
        (an_ethel(address=[{"postalCode": "nowhere"}]), ["postcode_form"]),
        (an_ethel(gender="odd"), ["code_not_allowed"]),
    ],
)
def test_each_reason_not_to_load_somebody_is_named(patient: dict[str, Any], codes: list[str]):
    taken = build.taken(patient)

    assert (taken.outcome, build.codes(taken)) == (Outcome.REFUSED, codes)
    assert not Person.objects.exists()
    assert [row.outcome for row in build.kept()] == ["refused"]


def test_a_number_that_is_somebody_elses_is_refused():
    load()
    unverified = [{"system": NHS, "value": ETHEL}]

    taken = build.taken(
        an_ethel(
            identifier=unverified,
            name=[{"family": "Holt", "given": ["Arthur"]}],
            birthDate="1939-07-19",
        )
    )

    assert build.codes(taken) == ["number_of_another"]
    assert ethel().family_name == "Marsh"
