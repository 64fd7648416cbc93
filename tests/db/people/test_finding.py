"""Finding somebody in the store: the right candidates, in the right order, to the right viewers."""

from datetime import date

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Restriction
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import queries, services
from joinedup.people.domain.ranking import Why
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.queries.finding import MOST_CANDIDATES
from tests.builders import foundation
from tests.builders import people as build
from tests.builders.queries import at_most

pytestmark = pytest.mark.usefixtures("clock")


def found(text: str, *, limit: int = 20) -> list[PersonId]:
    """Whom a clinician at the front door finds, the surest first."""
    scope = build.a_clinician().scope
    return [one.card.person_id for one in queries.find(scope, text, limit=limit)]


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5919",
        "pargeter ethel 12/3/1945",
        "PARGETER, Ethel 12 Mar 45",
        "etty pargeter 12031945",
        "Pargiter 12-03-1945",
        "Wrong Name Ethel 12/3/1945",
        "Pargeter 3/12/1945",
        "Pargeter 12/3/1954",
        "Pargeter 12/3/1935",
        "Ethel Pargeter hp198ab",
        "Etel Pargter HP19 8AB",
        "Pargeter HP19",
        "Pargeter HP19 9ZZ",
        "12/3/1945",
        "HP19 8AB",
    ],
)
def test_she_is_found(text: str) -> None:
    ethel = build.a_person(nhs_number=NhsNumber("9434765919"))
    build.a_person(
        family_name="Dale",
        given_name="Colin",
        known_as="",
        born_on=date(1950, 1, 1),
        postcode="MK1 1AA",
    )

    assert found(text) == [ethel]


def test_the_surest_answer_stands_first() -> None:
    swapped = build.a_person(born_on=date(1945, 12, 3))
    slipped = build.a_person(born_on=date(1945, 3, 13))
    exact = build.a_person()
    alike = build.a_person(family_name="Pargiter")

    assert found("Ethel Pargeter 12/3/1945") == [exact, swapped, alike, slipped]


def test_why_and_whether_to_open_are_said() -> None:
    person = build.a_person()

    (inside,) = queries.find(build.somebody_at(build.LARKMEAD).scope, "Pargiter 12/3/1945")
    (outside,) = queries.find(build.somebody_at(build.CORNCRAKE).scope, "Pargiter 12/3/1945")

    assert (inside.card.person_id, inside.can_open) == (person, True)
    assert (outside.why, outside.can_open) == ((Why.NAME_SIMILAR, Why.BORN), False)


def test_no_more_are_shown_than_asked_for() -> None:
    for _ in range(5):
        build.a_person()

    assert len(found("Pargeter 12/3/1945", limit=3)) == 3


def test_whoever_was_merged_is_found_once_as_who_they_are() -> None:
    described, known = build.somebody_described(), build.a_person()
    stay = Stay(kind=WhereKind.RELATIVE, words="Here", postcode="MK1 1AA")
    office = build.the_office()
    services.move_to(described, seen=None, stay=stay, at=instant.now(), by=office)
    services.identify(described, seen=None, as_person=known, at=instant.now(), by=office)

    assert found("MK1 1AA") == [known]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("9434765919", True),
        ("Ethel Pargeter 12/3/1945", True),
        ("Pargeter 12/3/1945", False),
        ("12/3/1945", False),
        ("HP19 8AB", False),
    ],
)
def test_a_restricted_record_is_found_exactly_or_not_at_all(text: str, is_found: bool) -> None:
    person = build.a_person(nhs_number=NhsNumber("9434765919"))
    Restriction.objects.create(
        person_id=person, kind="access", since=instant.now(), reason="tests", set_by=person
    )

    assert found(text) == [person] * is_found


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.PLACE_ADMINISTRATOR])
def test_who_may_not_find_people_is_refused(role: Role) -> None:
    with pytest.raises(NotPermitted):
        queries.find(foundation.a_scope(role), "12/3/1945")


def test_everybody_shown_is_written_down() -> None:
    person, scope = build.a_person(), build.a_clinician().scope

    queries.find(scope, "12/3/1945")

    assert scope.shown == {person: "found"}


def test_the_most_that_can_be_typed_takes_few_queries() -> None:
    for _ in range(30):
        build.a_person()

    scope = build.a_clinician().scope

    with at_most(12):
        queries.find(scope, "943 476 5919 PARGETER, Ethel 12/3/1945 HP19 8AB")


def test_no_more_candidates_are_ranked_than_the_most() -> None:
    people = [
        services.ToRegister(build.a_key(), build.some_details(nhs_number=None))
        for _ in range(MOST_CANDIDATES + 5)
    ]
    services.load_people(people, at=instant.now(), by=build.the_office())

    assert len(found("12/3/1945", limit=1000)) == MOST_CANDIDATES


def test_of_too_many_with_one_birth_those_named_as_typed_are_ranked() -> None:
    strangers = [
        services.ToRegister(
            build.a_key(),
            build.some_details(nhs_number=None, family_name="Wood", given_name="Bob", known_as=""),
        )
        for _ in range(MOST_CANDIDATES + 5)
    ]
    services.load_people(strangers, at=instant.now(), by=build.the_office())
    ethel = build.a_person()

    assert found("Pargeter 12/3/1945") == [ethel]
