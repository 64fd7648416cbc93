"""A death goes with a record that is joined, back with it, and stays taken back."""

from datetime import date, timedelta

import pytest

from joinedup.foundation import instant
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.models import Person
from tests.builders import duplicates
from tests.builders import people as build

DAY, NEXT = date(2026, 11, 10), date(2026, 11, 11)
HOUR = timedelta(hours=1)

type Two = tuple[PersonId, PersonId]


@pytest.fixture
def two(clock: instant.Hands) -> Two:
    """Ethel, and Ethel entered again; an hour ago, so that what follows is after it."""
    found = build.a_person(), duplicates.entered_again()
    clock.tick(HOUR)
    return found


def told(record: PersonId, day: date = DAY) -> bool:
    return services.tell_death(record, died_on=day, at=instant.now(), by=build.the_office())


def lives(person: PersonId) -> None:
    services.take_back_death(
        person, seen=None, because="Spoke to her", at=instant.now(), by=build.the_office()
    )


def joined(absorbed: PersonId, into: PersonId) -> None:
    duplicates.joined(absorbed, into, words="Same signature")


def identified(described: PersonId, known: PersonId) -> None:
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )


def died(person: PersonId) -> date | None:
    return Person.objects.get(pk=person).died_on


def test_a_death_goes_with_a_record_that_is_joined_and_back(two: Two) -> None:
    ethel, again = two
    told(again)

    joined(again, ethel)

    assert died(ethel) == DAY
    assert not told(again)
    duplicates.parted(again)
    assert (died(ethel), died(again)) == (None, DAY)


def test_a_death_goes_with_whoever_is_identified_and_back() -> None:
    described, known = build.somebody_described(), build.a_person()
    told(described)

    identified(described, known)

    assert died(known) == DAY
    duplicates.parted(described)
    assert (died(known), died(described)) == (None, DAY)


def test_a_day_that_is_held_already_stays(two: Two) -> None:
    ethel, again = two
    told(ethel)
    told(again, NEXT)

    joined(again, ethel)

    assert died(ethel) == DAY
    duplicates.parted(again)
    assert (died(ethel), died(again)) == (DAY, NEXT)


def test_a_death_goes_along_through_two_joins(two: Two, clock: instant.Hands) -> None:
    ethel, again = two
    third = duplicates.entered_again()
    told(third)
    joined(third, again)
    clock.tick(HOUR)

    joined(again, ethel)

    assert died(ethel) == DAY
    clock.tick(HOUR)
    duplicates.parted(again)
    assert (died(ethel), died(again)) == (None, DAY)
    duplicates.parted(third)
    assert (died(again), died(third)) == (None, DAY)


def test_a_death_that_came_with_a_join_is_taken_back_for_both(two: Two) -> None:
    ethel, again = two
    told(again)
    joined(again, ethel)

    lives(ethel)

    assert not told(again)
    duplicates.parted(again)
    assert not told(again)
    assert (died(ethel), died(again)) == (None, None)


def test_a_death_taken_back_is_not_brought_by_a_join(two: Two) -> None:
    ethel, again = two
    told(ethel)
    lives(ethel)
    told(again)

    joined(again, ethel)

    assert died(ethel) is None
    assert not told(again)
    duplicates.parted(again)
    assert died(again) == DAY


def test_a_death_before_the_birth_of_the_other_refuses_the_join(two: Two) -> None:
    _, again = two
    told(again)
    younger = build.a_person(born_on=NEXT)
    services.ask_about(again, other=younger, at=instant.now(), by=build.the_office())

    with pytest.raises(Refused) as refused:
        joined(again, younger)

    assert refused.value.refusal_code == "died_before_birth"


def test_each_death_that_was_taken_back_stays_taken_back(clock: instant.Hands) -> None:
    person = build.a_person()
    for day in (DAY, NEXT):
        clock.tick(HOUR)
        told(person, day)
        lives(person)

    assert not any(told(person, day) for day in (DAY, NEXT))
    assert died(person) is None


def test_a_death_taken_back_of_a_joined_record_is_old_of_the_survivor(two: Two) -> None:
    ethel, again = two
    joined(again, ethel)
    told(again)
    lives(ethel)

    assert not told(ethel)
    assert died(ethel) is None
