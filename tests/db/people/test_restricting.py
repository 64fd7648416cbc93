"""Where somebody is, shown to nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import queries, services
from joinedup.people.domain.details import WHERE_FIELDS
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.models import Person, SearchKey
from tests.builders import foundation
from tests.builders import people as build
from tests.rules import rule

pytestmark = pytest.mark.usefixtures("clock")

PLACE_WORDS = ("01632", "Station Road", "HP19", "Larkmead", "K99001", "vale_north", "nephew", "MK1")


def somebody_restricted() -> PersonId:
    """Ethel, with her nephew for a time, of whom nobody may say where she is."""
    person = build.a_person()
    stay = Stay(kind=WhereKind.RELATIVE, words="Her nephew's", postcode="MK1 1AA")
    services.move_to(person, seen=None, stay=stay, at=instant.now(), by=build.the_office())
    services.restrict_location(
        person, seen=None, reason="at_risk_from_somebody", at=instant.now(), by=build.a_clinician()
    )
    return person


def test_a_telephone_finds_whose_it_is_and_nobody_restricted() -> None:
    person, restricted = build.a_person(given_name="Edith"), somebody_restricted()
    build.a_person(given_name="Una", phone="01632960002")

    found = queries.find(build.a_clinician().scope, "01632 960 001")

    assert [one.card.person_id for one in found] == [person]
    assert SearchKey.objects.filter(kind="phone", key="01632960001").get().person_id == person
    assert restricted != person


@rule("What is shown of somebody whose whereabouts are restricted")
def test_nothing_that_is_read_says_where_they_are() -> None:
    person = somebody_restricted()
    worker = build.somebody_at(build.LARKMEAD).scope

    read = [
        queries.cards(worker, [person]),
        queries.person_page(worker, person),
        queries.details(worker, person),
        queries.find(worker, "Ethel Pargeter 12/3/1945"),
        queries.locality_of(worker, [person]),
    ]

    assert not [word for word in PLACE_WORDS if word in repr(read)]
    assert queries.cards(worker, [person])[person].is_location_restricted


def test_nothing_that_was_read_in_corrections_says_where_they_were() -> None:
    details = build.some_details()
    person = build.registered(details)
    worker = build.somebody_at(build.LARKMEAD)
    moved = replace(details, address_lines=("2 Mill Lane",), postcode="MK1 1AA", known_as="")
    services.correct_details(person, seen=None, details=moved, at=instant.now(), by=worker)
    services.restrict_location(
        person, seen=None, reason="court_order", at=instant.now(), by=build.the_office()
    )

    former = queries.details(worker.scope, person).former

    assert [one.field for one in former] == ["known_as"]


NO_NUMBER = {"nhs_number": None, "is_nhs_number_verified": False}


def registered_again() -> PersonId:
    return build.a_person(**NO_NUMBER)


def loaded_again() -> PersonId:
    to_register = services.ToRegister(build.a_key(), build.some_details(**NO_NUMBER))
    return services.load_people([to_register], at=instant.now(), by=build.the_office()).person_ids[
        0
    ]


def identified_as_new_again() -> PersonId:
    described = build.somebody_described()
    details, office = build.some_details(**NO_NUMBER), build.the_office()
    return services.identify_as_new(
        described, seen=None, details=details, at=instant.now(), by=office
    )


def corrected_to_be_the_same() -> PersonId:
    person = build.a_person(**NO_NUMBER, born_on=date(1954, 3, 12))
    services.correct_details(
        person,
        seen=None,
        details=build.some_details(**NO_NUMBER),
        at=instant.now(),
        by=build.the_office(),
    )
    return person


@pytest.mark.parametrize(
    "again",
    [registered_again, loaded_again, identified_as_new_again, corrected_to_be_the_same],
)
@rule("What is shown of somebody whose whereabouts are restricted")
def test_a_second_entry_that_may_be_theirs_shows_no_more(again: Callable[[], PersonId]) -> None:
    somebody_restricted()

    second = again()

    worker = build.somebody_at(build.LARKMEAD).scope
    read = [queries.cards(worker, [second]), queries.find(build.a_clinician().scope, "HP19 8AB")]
    assert not [word for word in PLACE_WORDS if word in repr(read)]
    last = Entry.objects.filter(subject_id=second).latest("seq")
    assert '"reason":"may_be_somebody_restricted"' in last.body


def test_an_entry_that_may_be_theirs_is_hidden_with_them() -> None:
    twin, other = build.a_person(**NO_NUMBER), build.a_person()
    namesake = build.a_person(**NO_NUMBER, given_name="Joan", known_as="")

    restricted = somebody_restricted()

    assert care.restricted_ids([twin, other, namesake, restricted]) == {twin, restricted}
    assert Person.objects.get(pk=twin).version == 2


def test_somebody_judged_to_be_another_stays_shown() -> None:
    somebody_restricted()
    second = registered_again()
    office = build.the_office()
    services.lift_restriction(
        second, seen=None, reason="somebody_else", at=instant.now(), by=office
    )

    moved = build.some_details(**NO_NUMBER, postcode="MK1 1AA")
    services.correct_details(second, seen=None, details=moved, at=instant.now(), by=office)

    assert not care.restricted_ids([second])


@pytest.mark.parametrize("text", ["HP19 8AB", "Pargeter HP19 8AB", "Pargeter HP19", "MK1 1AA"])
@rule("Nobody is found by where they are while that is restricted")
def test_they_are_not_found_by_where_they_are(text: str) -> None:
    somebody_restricted()

    assert queries.find(build.a_clinician().scope, text) == []


def test_a_wrong_postcode_tells_as_little_as_the_right_one() -> None:
    person = somebody_restricted()
    clinician = build.a_clinician().scope

    right, wrong = (
        queries.find(clinician, f"Ethel Pargeter 12/3/1945 {postcode}")
        for postcode in ("HP19 8AB", "SW1A 1AA")
    )

    assert right == wrong
    assert [one.card.person_id for one in right] == [person]


def test_a_correction_leaves_hidden_what_was_not_shown() -> None:
    person = somebody_restricted()
    worker = build.somebody_at(build.LARKMEAD)
    shown = queries.details(worker.scope, person)

    services.correct_details(
        person,
        seen=shown.version,
        details=replace(shown.details, phone="2"),
        at=instant.now(),
        by=worker,
    )

    row = Person.objects.get(pk=person)
    assert (row.phone, row.postcode, row.details().practice_code) == (
        "2",
        "HP19 8AB",
        build.LARKMEAD,
    )
    assert list(row.former_details.values_list("field", flat=True)) == ["phone"]
    assert not set(WHERE_FIELDS) & set(row.former_details.values_list("field", flat=True))


def test_lifted_it_is_shown_and_found_again() -> None:
    person = somebody_restricted()
    clinician = build.a_clinician()

    services.lift_restriction(person, seen=None, reason="risk_over", at=instant.now(), by=clinician)

    card = queries.cards(build.somebody_at().scope, [person])[person]
    assert (card.postcode, card.is_location_restricted) == ("HP19 8AB", False)
    assert [one.card.person_id for one in queries.find(clinician.scope, "MK1 1AA")] == [person]
    assert [e.kind for e in Entry.objects.filter(subject_id=person).order_by("seq")][2:] == [
        "people.location_restricted",
        "people.location_shown_again",
    ]


def test_a_reason_that_the_place_has_not_is_refused() -> None:
    person = build.a_person()

    with pytest.raises(Refused) as refused:
        services.restrict_location(
            person, seen=None, reason="because", at=instant.now(), by=build.the_office()
        )

    assert refused.value.refusal_code == "restriction_reason_unknown"


@pytest.mark.parametrize("role", [Role.REFERRER, Role.TEAM_MEMBER, Role.TEAM_MANAGER])
def test_who_may_not_restrict_is_refused(role: Role) -> None:
    person = build.a_person()

    with pytest.raises(NotPermitted):
        services.restrict_location(
            person,
            seen=None,
            reason="person_asked",
            at=instant.now(),
            by=foundation.an_actor(role, teams={build.LARKMEAD}),
        )


def test_whoever_they_had_been_taken_for_is_not_found_by_postcode_either() -> None:
    described, ethel = build.somebody_described(), build.a_person()
    stay = Stay(kind=WhereKind.OTHER, words="The night shelter", postcode="MK1 1AA")
    office = build.the_office()
    services.move_to(described, seen=None, stay=stay, at=instant.now(), by=office)
    services.identify(described, seen=None, as_person=ethel, at=instant.now(), by=office)
    by_postcode = SearchKey.objects.filter(kind="postcode")
    assert by_postcode.filter(person_id=described).exists()

    services.restrict_location(
        ethel, seen=None, reason="person_asked", at=instant.now(), by=build.a_clinician()
    )
    assert not by_postcode.exists()

    services.lift_restriction(ethel, seen=None, reason="risk_over", at=instant.now(), by=office)
    assert set(by_postcode.values_list("person_id", flat=True)) == {described, ethel}
