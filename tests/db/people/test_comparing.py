"""Pairs are found by the job that compares what is new or changed, and by nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.foundation import instant
from joinedup.people import jobs, services
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.pairs import Answer
from joinedup.people.models import PossibleDuplicate, ToCompare
from joinedup.people.services import ToRegister, comparing
from joinedup.people.services.comparing import MOST_ALIKE
from tests.builders import duplicates
from tests.builders import people as build

pytestmark = pytest.mark.usefixtures("clock")


def answers() -> list[str]:
    """What is said of every pair."""
    return list(PossibleDuplicate.objects.values_list("answer", flat=True))


def test_somebody_entered_again_is_a_pair_with_its_signs() -> None:
    first = build.a_person()
    again = duplicates.entered_again(family_name="Pargiter")

    jobs.compare(build.the_office())

    pair = PossibleDuplicate.objects.get()
    assert {pair.one_id, pair.other_id} == {first, again}
    assert pair.signs.split()[:3] == ["family_similar", "given_same", "born_same"]
    assert (pair.answer, pair.found_at) == ("open", instant.now())
    assert not ToCompare.objects.exists()


def test_born_on_figures_changed_over_is_a_pair() -> None:
    build.a_person()
    duplicates.entered_again(born_on=date(1945, 12, 3))

    duplicates.compared()

    assert answers() == ["open"]


def test_twins_and_father_and_son_are_no_pair() -> None:
    build.a_person()
    duplicates.entered_again(given_name="Ada May", known_as="")
    duplicates.entered_again(born_on=date(1971, 3, 12))

    duplicates.compared()

    assert answers() == []


def test_one_number_of_two_systems_is_a_pair() -> None:
    again = duplicates.entered_again(family_name="Smith", born_on=date(1945, 3, 13))
    people = [build.a_person(), again]
    for number, person in enumerate(people):
        services.link_identifier(
            person,
            seen=None,
            system=f"urn:system:{number}",
            value="RXQ123456",
            at=instant.now(),
            by=build.the_office(),
        )

    duplicates.compared()

    assert "source_number_same" in PossibleDuplicate.objects.get().signs


def test_a_pair_that_was_corrected_is_asked_no_more_and_again() -> None:
    build.a_person()
    details = build.some_details(**duplicates.UNVERIFIED)
    again = build.registered(details)
    duplicates.compared()

    for given_name, answer in (("Ada", Answer.UNLIKE_NOW), ("Ethel", Answer.OPEN)):
        services.correct_details(
            again,
            seen=None,
            details=replace(details, given_name=given_name, known_as=""),
            at=instant.now(),
            by=build.the_office(),
        )
        duplicates.compared()
        assert answers() == [answer]


def test_two_people_are_never_asked_about_again() -> None:
    first, again = build.a_person(), duplicates.entered_again()
    pair = duplicates.pair_of(first, again)
    services.say_two_people(
        pair.id, seen=None, words="Cousins", at=instant.now(), by=build.the_office()
    )

    services.to_be_compared([first, again])
    duplicates.compared()

    assert answers() == [Answer.TWO_PEOPLE]


def test_whoever_was_joined_answers_for_the_survivor(clock: instant.Hands) -> None:
    first, again = build.a_person(postcode="HP11 2QQ"), duplicates.entered_again()
    duplicates.joined(again, first)
    clock.tick(timedelta(minutes=1))

    third = duplicates.entered_again(family_name="Pargiter")

    assert duplicates.pair_of(first, third).answer == Answer.OPEN
    assert not PossibleDuplicate.objects.filter(one_id=again, other_id=third).exists()


def test_of_two_told_apart_neither_is_asked_about_through_a_join() -> None:
    first, again, third = (
        build.a_person(),
        duplicates.entered_again(),
        duplicates.entered_again(),
    )
    services.say_two_people(
        duplicates.pair_of(again, third).id,
        seen=None,
        words="Cousins",
        at=instant.now(),
        by=build.the_office(),
    )
    duplicates.joined(again, first)
    duplicates.compared()

    assert not any(
        {pair.one_id, pair.other_id} == {first, third} and pair.answer == Answer.OPEN
        for pair in PossibleDuplicate.objects.all()
    )


NO_DAY = date(1900, 1, 1)


def load(*details: PersonDetails) -> None:
    """Bring many at once, as an extract does."""
    wanted = (ToRegister(build.a_key(), one) for one in details)
    services.load_people(wanted, at=instant.now(), by=build.the_office())


def test_a_day_and_a_name_that_hundreds_have_make_no_pairs() -> None:
    nobody = build.some_details(family_name="Unknown", born_on=NO_DAY, known_as="", nhs_number=None)
    given = ("Dora", "Dora", *["Baby"] * 100)
    load(*(replace(nobody, given_name=one) for one in given))

    duplicates.compared()

    # A hundred of one name would be 4,950 pairs; the two Doras among them are one.
    assert PossibleDuplicate.objects.count() == 1


def test_a_pair_that_was_noted_stays_as_their_name_grows_common() -> None:
    first = build.a_person()
    duplicates.entered_again()
    duplicates.compared()
    assert answers() == ["open"]
    load(*(build.some_details() for _ in range(MOST_ALIKE)))

    comparing.to_be_compared([first])
    duplicates.compared()

    assert answers() == ["open"]


def test_many_are_compared_in_a_few_questions() -> None:
    services.load_people(
        (
            ToRegister(build.a_key(), build.some_details(born_on=date(1940, 5, 1 + day)))
            for day in range(30)
        ),
        at=instant.now(),
        by=build.the_office(),
    )

    with CaptureQueriesContext(connection) as asked:
        duplicates.compared()

    assert len(asked) < 25
    assert answers() == []
