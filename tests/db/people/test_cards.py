"""What each viewer is shown of a person, and that it is written down."""

from datetime import date

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Restriction
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import queries, services
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.queries import Card
from tests.builders import foundation
from tests.builders import people as build
from tests.builders.queries import at_most
from tests.rules import rule

pytestmark = pytest.mark.usefixtures("clock")

HOW_TO_REACH = ("phone", "address", "postcode")


def card_of(scope: Scope, person: PersonId) -> Card:
    """Somebody's card, as a viewer sees it."""
    return queries.cards(scope, [person])[person]


@rule("What a card shows to whoever may open the person")
def test_who_may_open_somebody_is_shown_how_to_reach_them() -> None:
    person = build.a_person(nhs_number=NhsNumber("9434765919"))
    scope = build.somebody_at(build.LARKMEAD).scope

    card = card_of(scope, person)

    assert card == Card(
        person_id=person,
        name="PARGETER, Ethel May",
        family_name="Pargeter",
        given_name="Ethel May",
        known_as="Etty",
        born_on=date(1945, 3, 12),
        age=81,
        gender=card.gender,
        nhs_number="943\u00a0476\u00a05919",
        is_nhs_number_verified=True,
        phone="01632960001",
        practice_code=build.LARKMEAD,
        practice_name="Larkmead Surgery",
        locality_code="vale_north",
        address="14 Station Road, Aylesbury",
        postcode="HP19 8AB",
        language="en",
        is_open=True,
    )
    assert scope.shown == {person: "practice_registration"}


@pytest.mark.parametrize("role", [Role.REFERRER, Role.TEAM_MEMBER, Role.PRIVACY_OFFICER])
@rule("What a card shows to whoever may find the person but not open them")
def test_who_may_only_find_somebody_is_not_shown_how_to_reach_them(role: Role) -> None:
    person = build.a_person()
    scope = foundation.a_scope(role, teams={build.CORNCRAKE})

    card = card_of(scope, person)

    assert (card.name, card.born_on, card.practice_name, card.is_open) == (
        "PARGETER, Ethel May",
        date(1945, 3, 12),
        "Larkmead Surgery",
        False,
    )
    assert [getattr(card, field) for field in HOW_TO_REACH] == [None, None, None]
    assert scope.shown == {person: "found"}


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.PLACE_ADMINISTRATOR])
@rule("What a card shows to whoever sees figures and settings only")
def test_who_may_not_find_people_is_shown_no_name(role: Role) -> None:
    person = build.a_person()
    scope = foundation.a_scope(role, teams={build.LARKMEAD})

    assert card_of(scope, person) == Card(person_id=person, name="Name not shown to your role")
    assert scope.shown == {}


def test_a_record_that_is_restricted_shows_no_more_than_that() -> None:
    person = build.a_person()
    _restrict_access(person)

    card = card_of(build.somebody_at(build.LARKMEAD).scope, person)

    assert (card.is_access_restricted, card.nhs_number, card.born_on) == (True, None, None)
    assert card.name == "Restricted: ask the privacy officer"


def test_somebody_merged_has_the_card_of_who_they_are() -> None:
    described, known = build.somebody_described(), build.a_person()
    scope = build.somebody_at(build.LARKMEAD).scope
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )

    shown = queries.cards(scope, [described, known])

    assert shown[described] == shown[known]
    assert shown[described].person_id == known
    assert scope.shown == {known: "practice_registration"}


def test_somebody_described_is_known_by_it_to_whoever_may_open_them() -> None:
    person = build.somebody_described("Man, grey beard")
    clinician = build.a_clinician()
    build.in_care_of(clinician, [person])

    inside, outside = card_of(clinician.scope, person), card_of(build.somebody_at().scope, person)

    assert (inside.name, inside.is_identified) == ("Not yet identified", False)
    assert (inside.description, outside.description) == ("Man, grey beard", "")


def test_of_somebody_with_a_number_only_the_card_says_so() -> None:
    number = NhsNumber("9434765919")
    person = build.registered(PersonDetails(nhs_number=number))

    card = card_of(build.a_clinician().scope, person)

    assert (card.name, card.age, card.practice_name) == ("Name not known", None, None)


def test_the_age_of_the_dead_is_the_age_they_reached() -> None:
    person = build.a_person()
    services.record_death(
        person, seen=None, died_on=date(2025, 3, 11), at=instant.now(), by=build.the_office()
    )

    assert card_of(build.somebody_at().scope, person).age == 79


def test_whoever_is_not_in_the_index_has_no_card() -> None:
    assert queries.cards(build.a_clinician().scope, [foundation.a_person()]) == {}


@pytest.mark.parametrize("count", [1, 25])
def test_cards_take_as_many_queries_for_many_as_for_one(count: int) -> None:
    people = [build.a_person() for _ in range(count)]
    scope = build.somebody_at().scope

    with at_most(5):
        queries.cards(scope, people)


def test_the_page_of_a_person_needs_a_ground_to_open_it() -> None:
    person = build.a_person()

    page = queries.person_page(build.somebody_at(build.LARKMEAD).scope, person)

    assert (page.card.person_id, page.version, page.where_now) == (person, 1, None)
    assert page.decision.grounds == ("practice_registration",)
    with pytest.raises(NotPermitted):
        queries.person_page(build.somebody_at(build.CORNCRAKE).scope, person)
    with pytest.raises(NotFound):
        queries.person_page(build.somebody_at().scope, foundation.a_person())


def test_the_page_says_where_they_are_and_what_others_call_them() -> None:
    person, office = build.a_person(email="etty@example.org"), build.the_office()
    services.link_identifier(
        person, seen=None, system="urn:bht", value="A1", at=instant.now(), by=office
    )
    stay = Stay(kind=WhereKind.HOSPITAL, words="Ward 9")
    services.move_to(person, seen=None, stay=stay, at=instant.now(), by=office)

    scope = build.somebody_at().scope

    with at_most(12):
        page = queries.person_page(scope, person)

    assert (page.email, page.ids) == ("etty@example.org", (person,))
    assert page.where_now is not None
    assert (page.where_now.kind, page.where_now.words) == ("hospital", "Ward 9")


def test_details_to_correct_come_with_the_version_they_had() -> None:
    details = build.some_details()
    person = build.registered(details)

    held = queries.details(build.somebody_at().scope, person)

    assert (held.details, held.version) == (details, 1)


def test_those_not_identified_wait_in_the_order_they_came() -> None:
    people = [build.somebody_described(f"Somebody {n}") for n in range(3)]
    clinician = build.a_clinician()
    build.in_care_of(clinician, people)
    build.a_person()

    with at_most(7):
        first = queries.unidentified(clinician.scope, limit=2)
    second = queries.unidentified(clinician.scope, after=first.next_key, limit=2)

    assert [row.card.description for row in (*first.rows, *second.rows)] == [
        "Somebody 0",
        "Somebody 1",
        "Somebody 2",
    ]
    assert (first.total, first.total_is_capped, second.next_key) == (3, False, None)
    assert set(clinician.scope.shown) == set(people)


def test_those_not_identified_are_shown_to_whoever_may_open_them_only() -> None:
    described, known = build.somebody_described(), build.a_person()
    clinician = build.a_clinician()

    assert queries.unidentified(clinician.scope).rows == ()
    build.in_care_of(clinician, [described])
    assert len(queries.unidentified(clinician.scope).rows) == 1
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )
    assert queries.unidentified(clinician.scope).rows == ()


def test_locality_follows_the_practice_of_registration() -> None:
    here, central, nowhere, abroad = (
        build.a_person(practice_code=code)
        for code in (build.LARKMEAD, build.CORNCRAKE, "", "Z00000")
    )

    scope = build.the_office().scope

    with at_most(3):
        found = queries.locality_of(scope, [here, central, nowhere, abroad])

    assert found == {here: "vale_north", central: "vale_central", nowhere: None, abroad: None}


def test_somebody_is_known_by_number_and_by_what_others_call_them() -> None:
    number = build.a_number()
    person = build.a_person(nhs_number=number)
    office = build.the_office()
    services.link_identifier(
        person, seen=None, system="urn:bht", value="A1", at=instant.now(), by=office
    )

    by_identifier = [
        queries.by_identifier(office.scope, system, value)
        for system, value in (
            (queries.NHS_NUMBER, number.value),
            ("urn:bht", "A1"),
            ("urn:bht", "A2"),
        )
    ]

    assert by_identifier == [person, person, None]


def _restrict_access(person: PersonId) -> None:
    Restriction.objects.create(
        person_id=person, kind="access", since=instant.now(), reason="tests", set_by=person
    )
