"""Rows written by the thousand stand as if each had been written by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from joinedup.foundation import bulk, instant, journey, verify
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor, Entry, Received
from tests.builders import foundation as build
from tests.builders.queries import at_most

NAMES = ("id", "kind", "code", "seq", "digest", "sealed_seq")


def test_rows_written_at_once_are_read_as_they_were_given() -> None:
    ids = [new_id() for _ in range(3)]

    bulk.insert(Anchor, NAMES, [(one, "person", "", 7, "ab\tc\\N", 0) for one in ids])

    found = Anchor.objects.filter(id__in=ids).order_by("id").values_list("id", "seq", "digest")
    assert list(found) == [(one, 7, "ab\tc\\N") for one in ids]


def test_instants_and_empty_values_come_back_as_they_were() -> None:
    at, one = instant.now() + timedelta(microseconds=3), new_id()
    kept = Received.objects.create(
        sender="gp", message_key="1", format="fhir", body=b"{}", received_at=at, received_by=one
    )

    names = [str(field.attname) for field in Received._meta.concrete_fields]
    row = [getattr(kept, name) for name in names]
    row[names.index("id")], row[names.index("message_key")] = one, "2"
    bulk.insert(Received, names, [row])

    copied = Received.objects.get(id=one)
    assert (copied.received_at, copied.answered_at, bytes(copied.body)) == (at, None, b"{}")


def test_what_the_store_refuses_is_refused_of_many_too() -> None:
    row = (new_id(), "person", "", 0, "", 0)

    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: TID251
        bulk.insert(Anchor, NAMES, [row, row])


def test_rows_are_changed_by_their_key() -> None:
    one, other = build.a_person(), build.a_person()

    bulk.update(Anchor, ("seq", "digest"), [(3, "abc", one)], key="id")

    assert Anchor.objects.get(id=one).digest == "abc"
    assert Anchor.objects.get(id=other).seq == 0


def test_many_facts_of_one_change_verify_in_few_questions() -> None:
    people = [build.a_person() for _ in range(journey.MANY)]
    actor = build.an_actor()

    with at_most(5):
        build.note(*people, by=actor)
    build.note(people[0], words="Fell at home", by=actor)

    assert Entry.objects.count() == journey.MANY + 1
    assert verify.report().is_sound
