"""Facts: written last, in one commit with what they tell of, whoever else writes at the time."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections

from joinedup.foundation import accounts, events, instant, journey, verify
from joinedup.foundation.models import Account, Anchor, Delivery, Entry
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import Conflict, NotFound, Refused, Unavailable
from joinedup.kernel.ids import AccountId, PersonId
from tests.builders import foundation as build


def test_a_fact_is_read_back_as_it_was_recorded(clock: instant.Hands) -> None:
    person = build.a_person()
    by = build.an_actor(Role.REFERRAL_CLINICIAN)
    (entry_id,) = build.note(person, words="Fell at home.", by=by)

    (read,) = journey.entries_of([person])

    assert (read.id, read.fact, read.content) == (
        entry_id,
        events.DeliveryHeld(channel="folder"),
        "Fell at home.",
    )
    assert (read.by_account, read.by_role) == (by.account_id, Role.REFERRAL_CLINICIAN)
    assert (read.at, read.recorded_at) == (clock.at - timedelta(minutes=1), clock.at)
    assert not read.is_late


def test_numbers_run_on_within_each_chain() -> None:
    ethel, frank = build.a_person(), build.a_person()
    build.note(ethel, frank)
    build.note(frank)

    seqs = Entry.objects.order_by("subject_id", "seq").values_list("subject_id", "seq")

    assert sorted(seqs) == sorted([(ethel, 1), (frank, 1), (frank, 2)])
    assert verify.report().is_sound


def test_facts_of_one_change_share_its_id() -> None:
    build.note(build.a_person(), build.a_person())

    assert Entry.objects.values("change_id").distinct().count() == 1


@journey.change
def _outer(person: PersonId) -> None:
    build.note(person)
    build.note(person)


def test_a_service_called_by_a_service_joins_its_change() -> None:
    _outer(build.a_person())

    assert Entry.objects.values("change_id").distinct().count() == 1


@journey.change
def _failing(person: PersonId) -> None:
    Anchor.objects.create(kind="person")
    build.note(person)
    raise Refused("no")


def test_a_refused_change_leaves_nothing_behind() -> None:
    person = build.a_person()

    with pytest.raises(Refused):
        _failing(person)

    assert Anchor.objects.filter(kind="person").count() == 1
    assert not Entry.objects.exists()
    assert not Delivery.objects.exists()


def test_what_has_not_happened_yet_is_refused() -> None:
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)
    tomorrow = instant.now() + timedelta(days=1)

    with pytest.raises(Refused) as refused:
        accounts.make_account("a", display_name="A", at=tomorrow, by=by)

    assert refused.value.refusal_code == "in_the_future"


def test_a_clock_a_little_ahead_is_forgiven() -> None:
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)

    accounts.make_account("a", display_name="A", at=instant.now() + timedelta(minutes=1), by=by)

    assert Account.objects.filter(username="a").exists()


def test_a_fact_about_nobody_known_is_refused() -> None:
    with pytest.raises(NotFound):
        build.note(PersonId(uuid4()))


@pytest.mark.parametrize("subjects", [{}, {"person": uuid4(), "place": True}])
def test_a_fact_has_one_subject(subjects: dict[str, object]) -> None:
    @journey.change
    def wrong() -> None:
        journey.record(
            events.DeliveryHeld(channel="x"),
            about=build.an_account(),
            at=instant.now(),
            by=build.an_actor(),
            **subjects,  # type: ignore[arg-type]
        )

    with pytest.raises(ValueError, match="one subject"):
        wrong()


def test_a_thing_changed_since_it_was_seen_is_a_conflict() -> None:
    account = AccountId(build.an_account().id)
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)
    accounts.deactivate(account, seen=1, at=instant.now(), by=by)

    with pytest.raises(Conflict) as conflict:
        accounts.reactivate(account, seen=1, at=instant.now(), by=by)

    error = conflict.value
    since = journey.entries_about(error.about_kind, error.about_id, after_version=error.seen)
    assert [entry.kind for entry in since] == ["foundation.account_deactivated"]


def test_a_thing_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        accounts.deactivate(
            AccountId(uuid4()),
            seen=1,
            at=instant.now(),
            by=build.an_actor(Role.PLACE_ADMINISTRATOR),
        )


def together(writers: list[Callable[[], None]]) -> None:
    """Let every writer go at once, each on a connection of its own."""
    gate = threading.Barrier(len(writers))

    def writing(write: Callable[[], None]) -> None:
        gate.wait()
        try:
            write()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=writing, args=[write]) for write in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def _deadlocks() -> int:
    """How many the store has counted: our own retries would hide them."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        # The counts of a session arrive a moment after it ends.
        time.sleep(1.5)
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_about_two_people_each_never_deadlock() -> None:
    people = [build.a_person() for _ in range(5)]
    by = build.an_actor()
    before, failed = _deadlocks(), []

    def writer(number: int) -> Callable[[], None]:
        def write() -> None:
            for step in range(12):
                one = people[(number + step) % 5]
                other = people[(number * 3 + step * 2 + 1) % 5]
                try:
                    build.note(*({one, other} if number % 2 else {other, one}), by=by)
                except Unavailable as error:
                    failed.append(error)

        return write

    together([writer(number) for number in range(8)])

    assert failed == []
    assert _deadlocks() == before
    report = verify.report()
    assert (report.is_sound, report.entry_count >= 96) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_saw_the_same_version_one_changes_it() -> None:
    account = AccountId(build.an_account().id)
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)
    outcomes: list[str] = []

    def write() -> None:
        try:
            accounts.deactivate(account, seen=1, at=instant.now(), by=by)
            outcomes.append("changed")
        except Conflict:
            outcomes.append("conflict")

    together([write] * 6)

    assert sorted(outcomes) == ["changed"] + ["conflict"] * 5
    assert Account.objects.get(id=account).version == 2
