"""Two at once: one person for one number, one change for one version."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from joinedup.foundation import anchors, instant
from joinedup.foundation.models import Anchor, Entry
from joinedup.kernel.errors import Conflict, Refused
from joinedup.kernel.ids import Version
from joinedup.people import services
from joinedup.people.domain.documents import Ended, EndedHow
from joinedup.people.domain.pairs import Joined, JoinedBecause, MergedMeanwhile, PairAnswered
from joinedup.people.models import Document, DocumentNote, Person, SearchKey
from joinedup.people.services import ToRegister
from tests.builders import documents as papers
from tests.builders import duplicates
from tests.builders import people as build

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def all_at_once(work: Callable[[int], Any]) -> list[Any]:
    """What came of the same work begun by several at one moment, refusals among it."""
    gate = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        gate.wait()
        try:
            return work(number)
        except (Refused, Conflict) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.parametrize("is_verified", [True, False])
def test_one_number_registered_at_once_is_one_person(is_verified: bool) -> None:
    details = build.some_details(is_nhs_number_verified=is_verified)
    office = build.the_office()

    made = all_at_once(
        lambda _: services.register_person(details, key=build.a_key(), at=instant.now(), by=office)
    )

    assert len(set(made)) == 1
    assert [person.pk for person in Person.objects.all()] == made[:1]
    assert Anchor.objects.filter(kind="person").count() == 1
    assert Entry.objects.filter(kind="people.person_registered").count() == 1


def test_one_key_sent_at_once_is_one_person() -> None:
    details, key, office = build.some_details(nhs_number=None), build.a_key(), build.the_office()

    made = all_at_once(
        lambda _: services.register_person(details, key=key, at=instant.now(), by=office)
    )

    assert len(set(made)) == Person.objects.count() == 1


def test_one_description_sent_at_once_is_one_person() -> None:
    key, office = build.a_key(), build.the_office()

    made = all_at_once(
        lambda _: services.register_unidentified("Man", key=key, at=instant.now(), by=office)
    )

    assert len(set(made)) == Anchor.objects.filter(kind="person").count() == 1


def test_loads_that_share_people_at_once_make_each_once() -> None:
    shared, office = [build.some_details() for _ in range(5)], build.the_office()

    loaded = all_at_once(
        lambda number: services.load_people(
            [ToRegister(build.a_key(), one) for one in shared[number % 2 :]],
            at=instant.now(),
            by=office,
        )
    )

    assert not any(one.refused for one in loaded)
    assert Person.objects.count() == len(shared)
    assert SearchKey.objects.count() == len(shared) * 9


def test_one_version_corrected_at_once_is_changed_once() -> None:
    details = build.some_details()
    person, office = build.registered(details), build.the_office()

    came = all_at_once(
        lambda number: services.correct_details(
            person,
            seen=Version(1),
            details=replace(details, phone=str(number)),
            at=instant.now(),
            by=office,
        )
    )

    assert sorted(came, key=str) == [Conflict] * (AT_ONCE - 1) + [None]
    assert Person.objects.get().version == 2


def test_one_number_given_to_several_at_once_is_one_persons() -> None:
    number, office = build.a_number(), build.the_office()
    given = [build.some_details(nhs_number=None) for _ in range(AT_ONCE)]
    people = [build.registered(details) for details in given]

    came = all_at_once(
        lambda one: services.correct_details(
            people[one],
            seen=None,
            details=replace(given[one], nhs_number=number),
            at=instant.now(),
            by=office,
        )
    )

    assert sorted(came, key=str) == [services.NumberOfAnother] * (AT_ONCE - 1) + [None]


def test_one_described_identified_at_once_is_one_other() -> None:
    described, known = build.somebody_described(), [build.a_person() for _ in range(AT_ONCE)]
    office = build.the_office()

    came = all_at_once(
        lambda number: services.identify(
            described, seen=None, as_person=known[number], at=instant.now(), by=office
        )
    )

    assert len([one for one in came if one in known]) == 1


def test_one_pair_joined_at_once_is_joined_once() -> None:
    ethel, again = build.a_person(), duplicates.entered_again()
    pair, office = duplicates.pair_of(ethel, again), build.the_office()
    joined = Joined(survivor=ethel, because=JoinedBecause.DETAILS_CHECKED)

    came = all_at_once(
        lambda _: services.join_people(
            pair.id, seen=Version(pair.version), joined=joined, at=instant.now(), by=office
        )
    )

    assert sorted(came, key=str) == [ethel, *[Conflict] * (AT_ONCE - 1)]
    assert Entry.objects.filter(kind="people.person_joined").count() == 1


def test_a_chain_joined_at_once_ends_in_one_survivor_or_is_refused() -> None:
    people = [build.a_person(), duplicates.entered_again(), duplicates.entered_again()]
    office = build.the_office()
    # The first into the second, the second into the third, the third into the first.
    rings = [
        (duplicates.pair_of(one, people[(place + 1) % 3]).id, people[(place + 1) % 3])
        for place, one in enumerate(people)
    ]

    came = all_at_once(
        lambda number: services.join_people(
            rings[number % 3][0],
            seen=None,
            joined=Joined(survivor=rings[number % 3][1], because=JoinedBecause.DETAILS_CHECKED),
            at=instant.now(),
            by=office,
        )
    )

    survivors = anchors.surviving(people)
    assert len([one for one in came if one in people]) == len(
        [one for one, survivor in survivors.items() if one != survivor]
    )
    assert all(one in people or one in (MergedMeanwhile, PairAnswered) for one in came)
    assert not {*survivors.values()} & {one for one, into in survivors.items() if one != into}


def test_one_document_recorded_at_once_is_one_document() -> None:
    person, key = build.a_person(), build.a_key()

    made = all_at_once(lambda _: papers.recorded(person, key=key, original=papers.a_sight()))

    assert len(set(made)) == Document.objects.count() == DocumentNote.objects.count() == 1
    assert Entry.objects.filter(kind="people.document_recorded").count() == 1


def test_of_several_who_end_a_document_at_once_one_does() -> None:
    one, office = papers.recorded(build.a_person()), build.the_office()
    ended = Ended(how=EndedHow.REVOKED, because="She changed her mind")

    came = all_at_once(
        lambda _: services.end_document(
            one, seen=Version(1), ended=ended, at=instant.now(), by=office
        )
    )

    assert came.count(Conflict) == AT_ONCE - 1
    assert Entry.objects.filter(kind="people.document_ended").count() == 1
