"""What the store itself refuses, on whichever store the ring runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from joinedup.foundation import guards
from joinedup.foundation.models import (
    Account,
    Anchor,
    Care,
    Clock,
    ClockPause,
    Content,
    Membership,
    Merge,
    Restriction,
    Seal,
)

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
ELEVEN = NINE + timedelta(hours=2)


def a_person() -> Anchor:
    return Anchor.objects.create(kind="person")


def some_care(person: Anchor, **said: object) -> Care:
    given = {"team_code": "urgent", "because": "episode", "since": NINE, "begun_by": uuid4()}
    return Care.objects.create(person=person, **(given | said))


@contextmanager
def refusal() -> Iterator[None]:
    """The store refuses what is done inside, and the test's own transaction goes on."""
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: TID251
        yield


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def a_seal() -> Seal:
    return Seal.objects.create(seq=1, at=NINE, heads="[]", digest="d" * 64)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE foundation_seal SET heads = '[1]'",
        "UPDATE foundation_seal SET seq = 2",
        "DELETE FROM foundation_seal",
    ],
)
def test_append_only_refuses_change_and_removal(a_seal: Seal, statement: str) -> None:
    with refusal():
        by_hand(statement)

    assert Seal.objects.get().heads == "[]"


def test_append_only_refuses_truncate(a_seal: Seal) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")

    with refusal():
        by_hand("TRUNCATE foundation_seal")


def test_a_save_that_changes_nothing_is_let_through(a_seal: Seal) -> None:
    a_seal.save()

    assert Seal.objects.count() == 1


def test_content_can_be_destroyed_but_not_rewritten() -> None:
    content = Content.objects.create(salt="s" * 32, text="fell at home")
    words = Content.objects.filter(id=content.id)

    with refusal():
        words.update(text="never fell")
    words.update(text=None, salt="", destroyed_at=NINE)
    with refusal():
        words.update(text="fell at home", salt="s" * 32, destroyed_at=None)

    assert words.get().text is None


def test_content_is_not_half_destroyed() -> None:
    content = Content.objects.create(salt="s" * 32, text="fell at home")

    with refusal():
        Content.objects.filter(id=content.id).update(text=None, destroyed_at=NINE)


def test_a_filled_column_is_filled_once() -> None:
    restriction = Restriction.objects.create(
        person=a_person(), kind="location", since=NINE, reason="asked", set_by=uuid4()
    )
    row = Restriction.objects.filter(id=restriction.id)
    row.update(until=TEN)

    with refusal():
        row.update(until=ELEVEN)


def test_the_same_care_does_not_run_twice_at_once() -> None:
    person = a_person()
    some_care(person, until=TEN)
    some_care(person, since=TEN)

    with refusal():
        some_care(person, since=ELEVEN)


def test_care_that_was_ended_may_meet_what_follows_it() -> None:
    person = a_person()
    some_care(person, until=ELEVEN, ended_by=uuid4(), ended_because="closed")

    assert some_care(person, since=TEN).pk


def test_care_for_different_things_may_meet() -> None:
    person = a_person()
    some_care(person, about_kind="referrals.line", about_id=uuid4())

    assert some_care(person, about_kind="referrals.line", about_id=uuid4()).pk


def test_an_interval_moved_into_another_is_refused() -> None:
    person = a_person()
    some_care(person, until=TEN)
    later = some_care(person, since=TEN)

    with refusal():
        Care.objects.filter(id=later.id).update(since=NINE)


@pytest.mark.parametrize("second_since", [NINE, NINE + timedelta(minutes=30)])
def test_other_intervals_refuse_to_overlap(second_since: datetime) -> None:
    person, other, who = a_person(), a_person(), uuid4()
    account = Account.objects.create(username="a", display_name="A", made_at=NINE)
    clock = Clock.objects.create(
        about_kind="x", about_id=who, rule_code="r", limit=timedelta(hours=3), started_at=NINE
    )
    rows: list[tuple[Any, dict[str, object]]] = [
        (Merge, {"absorbed": person, "into": other, "merged_by": who}),
        (Restriction, {"person": person, "kind": "access", "set_by": who}),
        (ClockPause, {"clock": clock, "reason": "asked", "paused_by": who}),
        (Membership, {"account": account, "role": "referrer", "given_by": who}),
    ]

    for model, said in rows:
        model.objects.create(**said, since=NINE, until=TEN)
        with refusal():
            model.objects.create(**said, since=second_since)


def test_an_empty_interval_meets_nothing() -> None:
    person = a_person()
    some_care(person)

    assert some_care(person, since=TEN, until=TEN).pk


def test_what_is_declared_is_installed() -> None:
    assert guards.differences() == []


def _spoil(table: str) -> None:
    name = {"sqlite": "guard_delete_foundation_seal", "postgresql": "guard_row_foundation_seal"}
    ways = {
        "sqlite": f"DROP TRIGGER {name['sqlite']}",
        "postgresql": f"ALTER TABLE {table} DISABLE TRIGGER {name['postgresql']}",
    }
    by_hand(ways[connection.vendor])


def test_a_spoilt_guard_is_told_and_mended(a_seal: Seal) -> None:
    _spoil("foundation_seal")

    told = guards.differences()
    mended = guards.install()

    assert [one.table for one in told] == ["foundation_seal"]
    assert mended == told
    assert guards.differences() == []
    with refusal():
        by_hand("DELETE FROM foundation_seal")


def test_a_guard_that_nobody_declares_is_told_and_dropped() -> None:
    made = {
        "sqlite": "CREATE TRIGGER guard_old BEFORE DELETE ON foundation_clock BEGIN SELECT 1; END",
        "postgresql": "CREATE TRIGGER guard_old BEFORE DELETE ON foundation_clock FOR EACH ROW"
        " EXECUTE FUNCTION guard_foundation_clock()",
    }
    by_hand(made[connection.vendor])

    assert [one.what for one in guards.install()] == ["undeclared"]
    assert guards.differences() == []


@pytest.mark.django_db(transaction=True)
def test_guards_come_back_after_a_table_is_rebuilt() -> None:
    old = Seal._meta.get_field("digest")
    new = models.CharField(max_length=65)
    new.set_attributes_from_name("digest")
    with connection.schema_editor() as editor:
        editor.alter_field(Seal, old, new)
    lost = guards.differences()
    with connection.schema_editor() as editor:
        editor.alter_field(Seal, new, old)

    call_command("migrate", verbosity=0)

    assert bool(lost) == (connection.vendor == "sqlite")
    assert guards.differences() == []


def test_every_table_of_the_foundation_refuses_to_lose_rows() -> None:
    spared = {"Account", "Allowance", "AppLaunch", "TimedJob"}
    declared = {guard.model.__name__ for guard in guards.declared()}

    assert {m.__name__ for m in apps.get_app_config("foundation").get_models()} - spared <= declared


def test_guards_are_lifted_in_a_test_store_only(a_seal: Seal) -> None:
    with guards.lifted():
        Seal.objects.all().delete()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "joinedup"
    try:
        with pytest.raises(ValueError, match="test store"), guards.lifted():
            pass
    finally:
        connection.settings_dict["NAME"] = name

    assert not Seal.objects.exists()
