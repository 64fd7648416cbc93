"""The four places that somebody may have, each with its source and time."""

from datetime import timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.queries.people import person_page
from joinedup.people.queries.places import HIDDEN, UNKNOWN, FourPlaces, four_places_of
from tests.builders import foundation
from tests.builders import people as build

pytestmark = pytest.mark.usefixtures("clock")


def four_places(scope: Scope, person: PersonId) -> FourPlaces:
    return four_places_of(scope, person_page(scope, person).card)


def test_at_home_all_four_follow_from_address_and_practice() -> None:
    person = build.a_person()

    found = four_places(build.the_office().scope, person)

    assert (found.lives.words, found.lives.at) == ("14 Station Road, Aylesbury", instant.now())
    assert found.is_now == found.lives
    assert (found.registered.code, found.registered.source) == (build.LARKMEAD, "Tests")
    assert (found.council.words, found.council.source) == (
        "Aylesbury Vale District Council",
        "HP19",
    )
    assert found.lives.is_ours
    assert found.registered.is_ours


def test_beyond_the_border_who_takes_them_is_named(clock: instant.Hands) -> None:
    person = build.a_person(postcode="MK9 1AB", practice_code="Z99999")
    stay = Stay(kind=WhereKind.RELATIVE, words="Her sister's", postcode="HP19 8AB")
    clock.tick(timedelta(hours=1))
    services.move_to(person, seen=None, stay=stay, at=instant.now(), by=build.the_office())

    found = four_places(build.the_office().scope, person)

    assert (found.lives.is_ours, found.lives.taker) == (
        False,
        "Milton Keynes community services",
    )
    assert (found.council.is_known, found.council.taker) == (False, found.lives.taker)
    assert (found.is_now.words, found.is_now.is_ours, found.is_now.at) == (
        "Her sister's",
        True,
        instant.now(),
    )
    assert found.registered.is_ours is False


def test_what_is_not_held_is_not_known() -> None:
    person = build.a_person(address_lines=(), postcode="", practice_code="")
    stay = Stay(kind=WhereKind.HOSPITAL)
    services.move_to(person, seen=None, stay=stay, at=instant.now(), by=build.the_office())

    found = four_places(build.the_office().scope, person)

    assert [found.lives, found.registered, found.council] == [UNKNOWN] * 3
    assert (found.is_now.words, found.is_now.is_ours) == ("In hospital", None)


def test_a_corrected_address_is_from_whoever_corrected_it(clock: instant.Hands) -> None:
    details = build.some_details(postcode="LS1 4AB")
    person = build.registered(details)
    clock.tick(timedelta(days=1))
    services.correct_details(
        person,
        seen=None,
        details=build.some_details(nhs_number=details.nhs_number, postcode="LS2 4AB"),
        at=instant.now(),
        by=build.the_office(),
    )

    lives = four_places(build.the_office().scope, person).lives

    assert (lives.at, lives.source, lives.is_ours) == (instant.now(), "Tests", None)


def test_of_somebody_hidden_or_not_opened_none_is_told() -> None:
    person = build.a_person()
    with pytest.raises(NotPermitted):
        four_places(foundation.a_scope(), person)

    care.restrict(person, kind="location", reason="r", at=instant.now(), by=build.the_office())

    assert four_places(build.the_office().scope, person) == HIDDEN
