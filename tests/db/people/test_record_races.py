"""Two messages at once about one person: each entry is kept once, each version after the other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.people import services
from joinedup.people.models import RecordEntry
from tests.builders import duplicates
from tests.builders import people as build
from tests.builders.record import GP, an_entry, kept
from tests.db.people.test_moving import moved, somebody, the_entry
from tests.db.people.test_races import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_entry_sent_at_once_is_kept_once() -> None:
    person, sent, office = build.a_person(), an_entry(), build.the_office()

    came = all_at_once(lambda _: kept(person, sent, by=office))

    assert sum(one.accepted for one in came) == RecordEntry.objects.count() == 1
    assert sum(one.unchanged for one in came) == AT_ONCE - 1


def test_versions_sent_at_once_follow_one_another() -> None:
    person, office, at = build.a_person(), build.the_office(), instant.now() - timedelta(hours=1)
    versions = [an_entry(source_key="a/1", words=f"Version {n}") for n in range(AT_ONCE)]

    all_at_once(lambda number: kept(person, versions[number], at=at, by=office))

    numbers = RecordEntry.objects.order_by("version").values_list("version", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 1))
    assert RecordEntry.objects.filter(superseded_at=None).count() == 1


def test_what_is_sent_while_two_are_parted_stays_with_its_record() -> None:
    ethel, other, office = build.a_person(), duplicates.entered_again(), build.the_office()
    duplicates.joined(other, ethel)
    sent = [an_entry(source_key=f"a/{n}") for n in range(AT_ONCE)]

    def work(number: int) -> object:
        if number == 0:
            kept(other, sent[number], by=office)
            return services.part_people(
                other, seen=None, words="Two sisters", at=instant.now(), by=office
            )
        return kept(other if number % 2 else ethel, sent[number], by=office)

    all_at_once(work)

    whose = dict(RecordEntry.objects.values_list("source_key", "person_id"))
    assert whose == {f"a/{n}": other if n % 2 or n == 0 else ethel for n in range(AT_ONCE)}


def test_words_of_what_was_moved_follow_one_another() -> None:
    wrong, right, office = somebody(), somebody(), build.the_office()
    sent = an_entry(source_key="a/1")
    kept(wrong, sent)
    moved(the_entry(wrong), right)
    versions = [replace(sent, words=f"Version {n}") for n in range(AT_ONCE)]

    all_at_once(lambda n: kept(right if n == AT_ONCE - 1 else wrong, versions[n], by=office))

    there = RecordEntry.objects.filter(person_id=right, source_key="a/1").order_by("version")
    numbers = list(there.values_list("version", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert there.filter(superseded_at=None).count() == 1
    assert the_entry(wrong).is_entered_in_error


def test_loads_that_share_people_at_once_wait_for_each_other() -> None:
    people, office = [build.a_person() for _ in range(6)], build.the_office()
    given = [(one, [an_entry(source_key=f"a/{n}")]) for n, one in enumerate(people)]

    came = all_at_once(
        lambda number: services.keep_many(
            given[:: 1 if number % 2 else -1],
            source=GP,
            received_id=None,
            at=instant.now(),
            by=office,
        )
    )

    assert sum(one.accepted for one in came) == RecordEntry.objects.count() == len(people)
