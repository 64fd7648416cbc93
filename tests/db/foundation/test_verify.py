"""What was done by hand to the log is named; what was done lawfully is not."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db.models import F

from joinedup.foundation import (
    anchors,
    chain,
    guards,
    instant,
    retention,
    seal_file,
    seals,
    verify,
)
from joinedup.foundation.models import (
    Anchor,
    Content,
    Entry,
    Reading,
    ReadingOf,
    ReadingSeal,
    Seal,
)
from joinedup.kernel.ids import EntryId, PersonId
from tests.builders import foundation as build

pytestmark = pytest.mark.usefixtures("clock")


@dataclass
class World:
    """Two people with a journey each, sealed in two rounds, and looked at."""

    ethel: PersonId
    frank: PersonId
    file: Path

    def chain(self) -> list[Entry]:
        return list(Entry.objects.filter(subject_id=self.ethel).order_by("seq"))


@pytest.fixture
def world(sealed_file: Path, clock: instant.Hands) -> World:
    ethel = build.a_journey(3)
    seals.seal_everything()
    build.a_journey(2, person=ethel)
    frank = build.a_journey(2)
    build.look_at(ethel, frank)
    build.look_at(frank, route="people:find")
    seals.seal_everything()
    clock.tick(timedelta(minutes=5))
    return World(ethel, frank, sealed_file)


def test_what_was_written_as_it_should_be_verifies(world: World) -> None:
    report = verify.report()

    assert report.faults == ()
    assert (report.entry_count, report.seal_count, report.reading_count) == (7, 3, 2)


def edit_body(world: World) -> None:
    Entry.objects.filter(subject_id=world.ethel, seq=3).update(body='{"channel":"bars"}')


def edit_at(world: World) -> None:
    Entry.objects.filter(subject_id=world.ethel, seq=3).update(at=F("at") - timedelta(hours=1))


def edit_who(world: World) -> None:
    Entry.objects.filter(subject_id=world.ethel, seq=5).update(by_account=uuid4())


def delete_middle(world: World) -> None:
    Entry.objects.filter(subject_id=world.ethel, seq=3).delete()


def delete_first(world: World) -> None:
    Entry.objects.filter(subject_id=world.ethel, seq=1).delete()


def insert_forged(world: World) -> None:
    later = Entry.objects.filter(subject_id=world.ethel, seq__gte=3)
    for entry in later.order_by("-seq"):
        Entry.objects.filter(id=entry.id).update(seq=F("seq") + 1)
    forged = build.entry(world.ethel, 2)
    forged.id, forged.seq, forged.digest = uuid4(), 3, "f" * 64
    forged.save(force_insert=True)


def append_forged(world: World) -> None:
    forged = build.entry(world.ethel, 5)
    forged.id, forged.seq, forged.digest = uuid4(), 6, "f" * 64
    forged.save(force_insert=True)


def swap(world: World) -> None:
    second, third = build.entry(world.ethel, 2), build.entry(world.ethel, 3)
    Entry.objects.filter(id=second.id).update(seq=99)
    Entry.objects.filter(id=third.id).update(seq=2)
    Entry.objects.filter(id=second.id).update(seq=3)


def cut_tail(world: World) -> None:
    Entry.objects.filter(subject_id=world.ethel, seq__gte=4).delete()


def cut_tail_and_reset_head(world: World) -> None:
    cut_tail(world)
    head = build.entry(world.ethel, 3)
    Anchor.objects.filter(id=world.ethel).update(seq=3, digest=head.digest, sealed_seq=3)


def recompute_without_the_key(world: World) -> None:
    edit_body(world)
    previous = ""
    for entry in world.chain():
        said = f"{previous}\n{chain.envelope(entry)}".encode()
        previous = hmac.new(b"another key", said, hashlib.sha256).hexdigest()
        Entry.objects.filter(id=entry.id).update(digest=previous)
    Anchor.objects.filter(id=world.ethel).update(digest=previous)


def recompute_from_the_edit_on(world: World) -> None:
    edit_body(world)
    previous = build.entry(world.ethel, 2).digest
    for entry in world.chain()[2:]:
        said = f"{previous}\n{chain.envelope(entry)}".encode()
        previous = hmac.new(b"another key", said, hashlib.sha256).hexdigest()
        Entry.objects.filter(id=entry.id).update(digest=previous)
    Anchor.objects.filter(id=world.ethel).update(digest=previous)


def edit_content(world: World) -> None:
    Content.objects.filter(id=build.entry(world.ethel, 2).content_id).update(text="Never fell.")


def destroy_content_unsaid(world: World) -> None:
    content = Content.objects.filter(id=build.entry(world.ethel, 2).content_id)
    content.update(text=None, salt="", destroyed_at=instant.now())


def edit_head(world: World) -> None:
    Anchor.objects.filter(id=world.ethel).update(digest="0" * 64)


def set_head_back(world: World) -> None:
    Anchor.objects.filter(id=world.ethel).update(seq=3, digest=build.entry(world.ethel, 3).digest)


@pytest.mark.parametrize(
    ("tamper", "seq", "what"),
    [
        (edit_body, 3, "changed"),
        (edit_at, 3, "changed"),
        (edit_who, 5, "changed"),
        (delete_middle, 3, "removed"),
        (delete_first, 1, "removed"),
        (insert_forged, 3, "inserted"),
        (append_forged, 6, "inserted"),
        (swap, 2, "reordered"),
        (cut_tail, 4, "cut off"),
        (cut_tail_and_reset_head, 5, "cut off"),
        (recompute_without_the_key, 1, "changed"),
        (recompute_from_the_edit_on, 3, "changed"),
        (edit_content, 2, "wrong content"),
        (destroy_content_unsaid, 2, "wrong content"),
        (edit_head, 5, "head changed"),
        (set_head_back, 3, "head changed"),
    ],
)
def test_the_first_bad_row_of_a_chain_is_named(
    world: World, tamper: Callable[[World], None], seq: int, what: str
) -> None:
    with guards.lifted():
        tamper(world)

    first = verify.report().faults[0]

    assert (first.subject_id, first.seq, first.what) == (world.ethel, seq, what)


def test_a_whole_chain_gone_with_its_head_is_named(world: World) -> None:
    with guards.lifted():
        Entry.objects.filter(subject_id=world.frank).delete()
        Anchor.objects.filter(id=world.frank).update(seq=0, digest="", sealed_seq=0)

    first = verify.report().faults[0]

    assert (first.subject_id, first.seq, first.what) == (world.frank, 2, "cut off")


def edit_seal(_: World) -> None:
    Seal.objects.filter(seq=1).update(heads="{}")


def remove_first_seal(_: World) -> None:
    Seal.objects.filter(seq=1).delete()


def remove_last_seal(_: World) -> None:
    Seal.objects.filter(seq=2).delete()


def edit_reading(_: World) -> None:
    Reading.objects.filter(route="people:find").update(account_id=uuid4())


def remove_reading(_: World) -> None:
    gone = Reading.objects.get(route="people:find")
    ReadingOf.objects.filter(reading=gone).delete()
    gone.delete()


def hide_whom_a_reading_showed(world: World) -> None:
    ReadingOf.objects.filter(person_id=world.ethel).delete()


def insert_reading(_: World) -> None:
    forged = Reading.objects.get(route="people:find")
    forged.id = uuid4()
    forged.save(force_insert=True)


def edit_reading_seal(_: World) -> None:
    ReadingSeal.objects.update(readings=F("readings"), at=F("at") - timedelta(hours=1))


def cut_file(world: World) -> None:
    lines = world.file.read_text().splitlines(keepends=True)
    world.file.write_text("".join(lines[:-1]))


def cut_file_at_the_front(world: World) -> None:
    lines = world.file.read_text().splitlines(keepends=True)
    world.file.write_text("".join(lines[1:]))


def edit_file(world: World) -> None:
    world.file.write_text(world.file.read_text().replace('"seq":1', '"seq":7', 1))


def lose_file(world: World) -> None:
    world.file.unlink()


@pytest.mark.parametrize(
    ("tamper", "table", "what"),
    [
        (edit_seal, "foundation_seal", "changed"),
        (remove_first_seal, "foundation_seal", "removed"),
        (remove_last_seal, "foundation_seal", "removed"),
        (edit_reading, "foundation_reading", "changed"),
        (remove_reading, "foundation_reading", "removed"),
        (hide_whom_a_reading_showed, "foundation_reading", "changed"),
        (insert_reading, "foundation_reading", "inserted"),
        (edit_reading_seal, "foundation_readingseal", "changed"),
        (cut_file, "seals.jsonl", "cut off"),
        (cut_file_at_the_front, "seals.jsonl", "removed"),
        (edit_file, "seals.jsonl", "removed"),
        (lose_file, "seals.jsonl", "cut off"),
    ],
)
def test_what_was_done_to_seals_and_readings_is_named(
    world: World, tamper: Callable[[World], None], table: str, what: str
) -> None:
    with guards.lifted():
        tamper(world)

    first = verify.report().faults[0]

    assert (first.table, first.what) == (table, what)


@pytest.mark.parametrize(
    ("tamper", "table", "what"),
    [
        (edit_reading, "foundation_reading", "changed"),
        (remove_reading, "foundation_reading", "removed"),
        (insert_reading, "foundation_reading", "inserted"),
        (edit_reading_seal, "foundation_readingseal", "changed"),
        (lose_file, "seals.jsonl", "cut off"),
    ],
)
def test_the_log_of_reading_is_verified_alone(
    world: World, tamper: Callable[[World], None], table: str, what: str
) -> None:
    sound = verify.report(is_of_readings_alone=True)
    with guards.lifted():
        edit_body(world)
        tamper(world)

    first = verify.report(is_of_readings_alone=True).faults[0]

    assert (sound.faults, sound.entry_count, sound.reading_count) == ((), 0, 2)
    assert (first.table, first.what) == (table, what)


def test_a_second_chain_is_gone_through_after_a_bad_one(world: World) -> None:
    with guards.lifted():
        edit_body(world)
        Entry.objects.filter(subject_id=world.frank, seq=1).update(kind="foundation.password_set")

    faults = verify.report().faults

    assert {(fault.subject_id, fault.seq) for fault in faults} == {
        (world.ethel, 3),
        (world.frank, 1),
    }


def test_a_lawful_destruction_still_verifies(world: World) -> None:
    second = build.entry(world.ethel, 2)

    retention.destroy_content(
        EntryId(second.id), because="order", at=instant.now(), by=build.an_actor()
    )

    assert Content.objects.get(id=second.content_id).text is None
    assert verify.report().is_sound


def test_a_merge_leaves_both_chains_as_they_were(world: World) -> None:
    anchors.merge(world.frank, world.ethel, reason="same", at=instant.now(), by=build.an_actor())

    assert verify.report().is_sound


def test_what_a_crash_left_unwritten_is_written_next_time(world: World) -> None:
    lines = world.file.read_text().splitlines(keepends=True)
    torn = lines[-1][: len(lines[-1]) // 2]
    world.file.write_text("".join(lines[:-1]) + torn)

    seals.seal_everything()

    assert verify.report().is_sound


def test_a_seal_is_not_missed_in_the_file_at_once(world: World, clock: instant.Hands) -> None:
    build.note(world.ethel)
    seals.seal_everything()
    cut_file(world)

    assert verify.report().is_sound
    clock.tick(timedelta(minutes=2))
    assert [fault.what for fault in verify.report().faults] == ["cut off"]


def test_a_seal_made_after_the_store_was_looked_at_is_no_fault(
    world: World, clock: instant.Hands
) -> None:
    seal_file.append(seal_file.Line("heads", 3, clock.at.isoformat(), "{}", "d" * 64))

    assert verify.report().is_sound
    clock.tick(timedelta(minutes=2))
    assert [fault.what for fault in verify.report().faults] == ["removed"]


def test_many_heads_and_readings_take_several_seals(world: World) -> None:
    for person in [build.a_journey(1) for _ in range(5)]:
        build.look_at(person)

    assert seals.seal_everything(at_once=2) == 6
    assert verify.report().is_sound


def test_nothing_new_makes_no_seal(world: World) -> None:
    assert seals.seal_everything() == 0


def test_lines_are_read_backwards_over_many_blocks(sealed_file: Path) -> None:
    long = "x" * 100_000
    for seq in (1, 2, 3):
        seal_file.append(seal_file.Line("heads", seq, "", long, ""))
    seal_file.append(seal_file.Line("readings", 9, "", "", ""))

    assert seal_file.last_seq("heads") == 3
    assert seal_file.last_seq("readings") == 9
    assert seal_file.last_seq("other") == 0


def test_a_fault_reads_as_a_sentence() -> None:
    fault = verify.Fault("foundation_entry", UUID(int=1), UUID(int=2), 3, "x.y", "changed")

    assert str(fault) == (
        "foundation_entry row 00000000-0000-0000-0000-000000000001"
        " of subject 00000000-0000-0000-0000-000000000002, number 3 (x.y): changed"
    )
