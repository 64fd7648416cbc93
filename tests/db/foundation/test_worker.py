"""Hand-offs: leased, tried again, kept in order, applied once, and never lost."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from joinedup.foundation import (
    accounts,
    deliveries,
    events,
    instant,
    journey,
    leases,
    listening,
    scope,
)
from joinedup.foundation.deliveries import SENDERS, Parcel
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.listening import LISTENERS, TIMED, Timed
from joinedup.foundation.models import Delivery, Entry, TimedJob
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.foundation.worker import GIVE_UP_AFTER, GIVE_UP_AFTER_TRIES, Worker
from joinedup.kernel.errors import NotPermitted, Refused, Unavailable
from joinedup.kernel.ids import AccountId, DeliveryId, PersonId
from tests.builders import foundation as build


@dataclass
class Room:
    """A room whose one listener records a fact, and fails as often as it is told to."""

    failures: list[Exception] = field(default_factory=list)
    heard: list[UUID] = field(default_factory=list)

    def hear(self, entry: EntryRow, by: Actor) -> None:
        build.note(PersonId(entry.subject_id), by=by)
        self.heard.append(entry.id)
        if self.failures:
            raise self.failures.pop(0)


@dataclass
class Post:
    """An outside channel that takes what it is given, and fails as often as it is told to."""

    failures: list[Exception] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    is_in_transaction: bool = False

    def send(self, parcel: Parcel) -> str:
        self.sent.append(parcel.key)
        self.is_in_transaction = connection.in_atomic_block
        if self.failures:
            raise self.failures.pop(0)
        return f"receipt {parcel.key}"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    made = Room()
    monkeypatch.setitem(LISTENERS, "test.hear", made.hear)
    return made


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setitem(SENDERS, "test", made.send)
    return made


@pytest.fixture(autouse=True)
def _no_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(TIMED):
        monkeypatch.delitem(TIMED, name)


def to_room(person: PersonId, *, order_key: str = "") -> Delivery:
    """A hand-off of a new fact about somebody to the room."""
    (entry_id,) = build.note(person)
    now = instant.now()
    return Delivery.objects.create(
        entry_id=entry_id,
        channel="room",
        listener="test.hear",
        key=str(entry_id),
        order_key=order_key,
        made_at=now,
        next_at=now,
    )


def to_outside(key: str = "k1", *, order_key: str = "") -> DeliveryId:
    """A hand-off to the outside."""
    return deliveries.post(
        "test",
        address="folder:x",
        payload="{}",
        key=key,
        about=build.an_account(),
        order_key=order_key,
    )


def the(delivery_id: UUID) -> Delivery:
    return Delivery.objects.get(id=delivery_id)


def entries_of(person: PersonId) -> int:
    return Entry.objects.filter(subject_id=person).count()


def test_a_fact_is_handed_to_its_listener_once(room: Room) -> None:
    person = build.a_person()
    delivery = to_room(person)

    worker = Worker()
    assert (worker.work_once(), worker.work_once()) == (1, 0)

    assert the(delivery.id).delivered_at is not None
    assert entries_of(person) == 2


def test_what_a_failing_listener_changed_is_undone(room: Room, clock: instant.Hands) -> None:
    person = build.a_person()
    delivery = to_room(person)
    room.failures = [ValueError("Ethel Smith fell")]

    Worker().work_once()

    kept = the(delivery.id)
    assert (kept.delivered_at, kept.attempt_count, kept.leased_by) == (None, 1, "")
    assert kept.last_error.startswith("ValueError at worker.py:")
    assert entries_of(person) == 1
    clock.tick(timedelta(seconds=6))
    Worker().work_once()
    assert the(delivery.id).delivered_at is not None
    assert entries_of(person) == 2


def test_waiting_doubles_up_to_an_hour(post: Post, clock: instant.Hands) -> None:
    delivery_id = to_outside()
    post.failures = [Unavailable("away")] * 14
    waits = []
    for _ in range(14):
        Worker().work_once()
        kept = the(delivery_id)
        waits.append((kept.next_at - instant.now()).total_seconds())
        clock.tick(timedelta(hours=1))

    assert all(2.5 * 2**n <= wait <= 5 * 2**n for n, wait in enumerate(waits[:9]))
    assert all(1800 <= wait <= 3600 for wait in waits[10:])
    assert the(delivery_id).last_error == "Unavailable: away"


def test_what_is_sent_outside_is_sent_in_no_transaction_and_receipted(post: Post) -> None:
    delivery_id = to_outside()

    Worker().work_once()

    assert the(delivery_id).receipt == "receipt k1"


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_sending(post: Post) -> None:
    to_outside()

    Worker().work_once()

    assert post.sent == ["k1"]
    assert not post.is_in_transaction


def test_posting_the_same_key_again_changes_nothing(post: Post) -> None:
    assert to_outside("k1") == to_outside("k1")
    Worker().work_once()

    assert post.sent == ["k1"]


def test_what_failed_keeps_back_what_must_follow_it(post: Post, clock: instant.Hands) -> None:
    for key in ("first", "second"):
        to_outside(key, order_key="referral 1")
    to_outside("other", order_key="referral 2")
    post.failures = [Unavailable("away")]

    Worker().work_once()
    assert sorted(post.sent) == ["first", "other"]

    clock.tick(timedelta(seconds=6))
    Worker().work_once()
    assert post.sent[2:] == ["first", "second"]


def test_what_is_held_keeps_back_what_must_follow_it(post: Post) -> None:
    first = to_outside("first", order_key="referral 1")
    to_outside("second", order_key="referral 1")
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)
    deliveries.hold(first, at=instant.now(), by=by)

    Worker().work_once()
    assert post.sent == []

    deliveries.release(first, at=instant.now(), by=by)
    Worker().work_once()
    assert post.sent == ["first", "second"]


def test_what_was_given_up_keeps_nobody_back_and_stays_to_be_seen(post: Post) -> None:
    first = to_outside("first", order_key="referral 1")
    to_outside("second", order_key="referral 1")
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)

    deliveries.give_up(first, at=instant.now(), by=by)
    Worker().work_once()

    assert post.sent == ["second"]
    assert [row.id for row in deliveries.undelivered()] == [first]
    deliveries.retry(first, at=instant.now(), by=by)
    Worker().work_once()
    assert post.sent == ["second", "first"]
    kinds = Entry.objects.filter(about_id=first).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["foundation.delivery_given_up", "foundation.delivery_retried"]


def test_it_is_given_up_after_days_and_many_tries(post: Post, clock: instant.Hands) -> None:
    delivery_id = to_outside()
    post.failures = [Unavailable("away")] * 100
    for _ in range(GIVE_UP_AFTER_TRIES - 1):
        Worker().work_once()
        clock.tick(timedelta(hours=1))
    clock.tick(GIVE_UP_AFTER)
    assert the(delivery_id).given_up_at is None

    Worker().work_once()

    assert the(delivery_id).given_up_at is not None
    assert deliveries.undelivered_count() == 1


def test_a_receiver_that_refuses_is_not_asked_again(post: Post) -> None:
    delivery_id = to_outside()
    post.failures = [Refused("patient_unknown")]

    Worker().work_once()

    kept = the(delivery_id)
    assert (kept.given_up_at is None, kept.last_error) == (False, "Refused: patient_unknown")


def test_an_unknown_listener_or_channel_waits_for_its_release() -> None:
    delivery_id = to_outside()

    Worker().work_once()

    assert the(delivery_id).last_error == "Unavailable: no_such_channel"


def test_a_lease_keeps_others_out_until_it_runs_out(post: Post, clock: instant.Hands) -> None:
    delivery_id = to_outside()
    taken = leases.take_delivery("one that is killed now")

    assert taken is not None
    assert leases.take_delivery("another") is None
    clock.tick(leases.DELIVERY_LEASE + timedelta(seconds=1))
    Worker().work_once()
    kept = the(delivery_id)
    assert (kept.delivered_at is None, kept.attempt_count) == (False, 1)


def test_what_a_dead_process_of_this_machine_held_is_taken_back_at_once(post: Post) -> None:
    to_outside("dead")
    to_outside("alive")
    to_outside("elsewhere")
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    here = leases.worker_name()
    for name in (here.replace(f":{os.getpid()}:", f":{gone.pid}:"), here, "far:away"):
        assert leases.take_delivery(name) is not None

    assert leases.take_back_from_the_dead() == 1
    Worker().work_once()

    assert post.sent == ["dead"]


def test_a_worker_that_lost_its_lease_applies_nothing(room: Room, clock: instant.Hands) -> None:
    person = build.a_person()
    to_room(person)
    slow = Worker("slow")
    taken = leases.take_delivery("slow")
    assert taken is not None
    clock.tick(leases.DELIVERY_LEASE + timedelta(seconds=1))
    Worker("quick").work_once()

    slow._deliver(taken)  # noqa: SLF001

    assert entries_of(person) == 2


def test_only_who_may_review_hand_offs_changes_them() -> None:
    delivery_id = to_outside()

    for change in (deliveries.retry, deliveries.hold, deliveries.give_up, deliveries.release):
        with pytest.raises(NotPermitted):
            change(delivery_id, at=instant.now(), by=build.an_actor(Role.REFERRER))


def test_what_arrived_is_not_held_or_given_up(post: Post) -> None:
    delivery_id = to_outside()
    Worker().work_once()
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)

    for change in (deliveries.retry, deliveries.hold, deliveries.give_up, deliveries.release):
        with pytest.raises(Refused):
            change(delivery_id, at=instant.now(), by=by)


def test_a_timed_job_comes_round(monkeypatch: pytest.MonkeyPatch, clock: instant.Hands) -> None:
    calls: list[UUID] = []
    job = Timed("test.job", timedelta(minutes=1), lambda by: calls.append(by.account_id))
    monkeypatch.setitem(TIMED, "test.job", job)
    leases.note_jobs()
    leases.note_jobs()

    worker = Worker()
    for _ in range(3):
        worker.work_once()
    clock.tick(timedelta(minutes=1))
    worker.work_once()

    assert len(calls) == 2
    assert TimedJob.objects.get().last_done_at == instant.now()


def test_a_job_that_fails_says_so_and_comes_round(
    monkeypatch: pytest.MonkeyPatch, clock: instant.Hands
) -> None:
    def fail(by: Actor) -> None:
        raise Unavailable("store_busy")

    monkeypatch.setitem(TIMED, "test.job", Timed("test.job", timedelta(minutes=1), fail))
    leases.note_jobs()

    Worker().work_once()

    kept = TimedJob.objects.get()
    assert (kept.last_error, kept.leased_until) == ("Unavailable: store_busy", None)
    assert kept.next_at == instant.now() + timedelta(minutes=1)


def test_a_job_that_is_leased_is_done_by_one(
    monkeypatch: pytest.MonkeyPatch, clock: instant.Hands
) -> None:
    job = Timed("test.job", timedelta(minutes=1), lambda by: None)
    monkeypatch.setitem(TIMED, "test.job", job)
    leases.note_jobs()

    assert leases.take_job("one") == job
    assert leases.take_job("another") is None
    clock.tick(leases.JOB_LEASE + timedelta(seconds=1))
    assert leases.take_job("another") == job


@pytest.fixture
def heard() -> Iterator[list[str]]:
    kinds: list[str] = []

    @listening.listen(events.AccountReactivated, name="test.reactivated")
    def hear(entry: EntryRow, by: Actor) -> None:
        kinds.append(f"{entry.kind} by {scope.system('test.reactivated') == by}")

    yield kinds
    listening.forget("test.reactivated")


def test_recording_a_fact_hands_it_to_whoever_listens(heard: list[str]) -> None:
    account = AccountId(build.an_account().id)
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)

    accounts.deactivate(account, seen=1, at=instant.now(), by=by)
    accounts.reactivate(account, seen=2, at=instant.now(), by=by)
    Worker().work_once()

    assert [kind.split()[0] for kind in heard] == ["foundation.account_reactivated"]


@pytest.mark.django_db(transaction=True)
def test_several_workers_apply_each_hand_off_once_and_in_order(room: Room) -> None:
    people = [build.a_person() for _ in range(6)]
    made = [to_room(person, order_key=str(person)) for _ in range(5) for person in people]
    made_at = {delivery.entry_id: number for number, delivery in enumerate(made)}
    owner = {delivery.entry_id: delivery.order_key for delivery in made}
    workers = [Worker(f"worker {number}") for number in range(4)]

    def work(worker: Worker) -> None:
        while Delivery.objects.filter(delivered_at__isnull=True).exists():
            worker.work_once()
        connection.close()

    threads = [threading.Thread(target=work, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sum(entries_of(person) for person in people) == 60
    for person in people:
        applied = [made_at[one] for one in room.heard if owner[one] == str(person)]
        assert applied == sorted(set(applied))


def test_a_change_outside_a_service_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="@change"):
        journey.record(
            events.DeliveryHeld(channel="x"),
            about=build.an_account(),
            person=uuid4(),
            at=instant.now(),
            by=build.an_actor(),
        )
