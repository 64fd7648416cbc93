"""Holds seals against the chains, the readings and the file outside."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from joinedup.foundation import chain, instant, seal_file, seals
from joinedup.foundation.fault import (
    CHANGED,
    CUT_OFF,
    INSERTED,
    NOT_AS_SEALED,
    REMOVED,
    Fault,
)
from joinedup.foundation.models import Entry, Reading, ReadingOf, ReadingSeal, Seal
from joinedup.foundation.verify_chains import ENTRIES, Tally, fault_at

AT_ONCE = 200
# For so long a seal may stand in the store alone: the worker died between the store and the file.
FILE_MAY_LAG = timedelta(minutes=1)

READINGS = Reading._meta.db_table


def faults(tally: Tally, *, began: datetime, is_of_readings_alone: bool = False) -> Iterator[Fault]:
    """Faults of the seals, of what they cover, and of their file.

    `began` is when the store was looked at; the file may hold seals made since.
    """
    for model in (ReadingSeal,) if is_of_readings_alone else (Seal, ReadingSeal):
        previous, expected = "", 1
        for seal in model.objects.order_by("seq").iterator(AT_ONCE):
            tally.seals += 1
            if seal.seq > expected:
                yield _seal_fault(model, None, expected, REMOVED)
                expected = seal.seq
            line = seals.line_of(seal)
            linked = seals.link(previous, seq=seal.seq, at=seal.at, sealed=line.sealed)
            if linked != seal.digest:
                yield _seal_fault(model, seal.id, seal.seq, CHANGED)
            elif isinstance(seal, Seal):
                yield from _faults_of_heads(tally, seal)
            else:
                yield from _faults_of_readings(tally, seal)
            previous, expected = seal.digest, seal.seq + 1
    yield from _faults_of_unsealed_readings(tally)
    yield from _faults_of_file(began)


def _seal_fault(
    model: type[Seal] | type[ReadingSeal], row_id: UUID | None, seq: int, what: str
) -> Fault:
    return Fault(model._meta.db_table, row_id, None, seq, "", what)


def _faults_of_heads(tally: Tally, seal: Seal) -> Iterator[Fault]:
    heads = [(UUID(one), seq, digest) for one, (seq, digest) in json.loads(seal.heads).items()]
    for batch in batched(heads, AT_ONCE):
        found = {
            (entry.subject_id, entry.seq): entry
            for entry in Entry.objects.filter(
                subject_id__in=[subject for subject, _, _ in batch],
                seq__in={seq for _, seq, _ in batch},
            ).only("id", "subject_id", "seq", "kind", "digest")
        }
        for subject_id, seq, digest in batch:
            if subject_id in tally.faulty_subjects:
                continue
            entry = found.get((subject_id, seq))
            if entry is None:
                tally.faulty_subjects.add(subject_id)
                yield Fault(ENTRIES, None, subject_id, seq, "", CUT_OFF)
            elif entry.digest != digest:
                tally.faulty_subjects.add(subject_id)
                yield fault_at(entry, NOT_AS_SEALED)


def _faults_of_readings(tally: Tally, seal: ReadingSeal) -> Iterator[Fault]:
    listed = dict(line.split(" ", 1) for line in seal.readings.split("\n"))
    rows = list(Reading.objects.filter(seal_seq=seal.seq).order_by("id"))
    tally.readings += len(rows)
    for reading, is_right in _checked(rows):
        sealed = listed.pop(reading.id.hex, None)
        if sealed is None:
            yield Fault(READINGS, reading.id, None, None, reading.route, INSERTED)
        elif not is_right or sealed != reading.digest:
            yield Fault(READINGS, reading.id, None, None, reading.route, CHANGED)
    for gone in listed:
        yield Fault(READINGS, UUID(gone), None, None, "", REMOVED)


def _faults_of_unsealed_readings(tally: Tally) -> Iterator[Fault]:
    last = ReadingSeal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    for reading in Reading.objects.filter(seal_seq__gt=last).order_by("id").iterator(AT_ONCE):
        yield Fault(READINGS, reading.id, None, None, reading.route, INSERTED)
    waiting = Reading.objects.filter(seal_seq__isnull=True).order_by("id").iterator(AT_ONCE)
    for batch in batched(waiting, AT_ONCE):
        tally.readings += len(batch)
        for reading, is_right in _checked(list(batch)):
            if not is_right:
                yield Fault(READINGS, reading.id, None, None, reading.route, CHANGED)


def _checked(readings: list[Reading]) -> Iterator[tuple[Reading, bool]]:
    people: dict[UUID, list[tuple[UUID, str]]] = {reading.id: [] for reading in readings}
    for ids in batched(people, AT_ONCE):
        shown = ReadingOf.objects.filter(reading_id__in=ids)
        for reading_id, person_id, ground in shown.values_list("reading", "person", "ground"):
            people[reading_id].append((person_id, ground))
    for reading in readings:
        yield reading, chain.reading_digest(reading, people[reading.id]) == reading.digest


def _faults_of_file(began: datetime) -> Iterator[Fault]:
    """The file and the store hold the same seals, in the same order."""
    name = seal_file.path().name
    seals_of: dict[str, Iterator[Seal] | Iterator[ReadingSeal]] = {
        seal_file.HEADS: Seal.objects.order_by("seq").iterator(AT_ONCE),
        seal_file.READINGS: ReadingSeal.objects.order_by("seq").iterator(AT_ONCE),
    }
    waiting = {kind: next(stored, None) for kind, stored in seals_of.items()}
    for number, text in enumerate(seal_file.texts(), start=1):
        line = seal_file.parsed(text)
        if line is None or line.kind not in waiting:
            yield Fault(name, None, None, number, "line", CHANGED)
            continue
        seal = waiting[line.kind]
        while seal is not None and seal.seq < line.seq:
            yield Fault(name, seal.id, None, seal.seq, line.kind, REMOVED)
            seal = next(seals_of[line.kind], None)
        if seal is None and _is_newer(line, began):
            continue
        if seal is None or seal.seq > line.seq:
            yield Fault(_table(line.kind), None, None, line.seq, line.kind, REMOVED)
        else:
            if seals.line_of(seal) != line:
                yield Fault(name, seal.id, None, line.seq, line.kind, CHANGED)
            seal = next(seals_of[line.kind], None)
        waiting[line.kind] = seal
    for kind, seal in waiting.items():
        if seal is not None and instant.now() - seal.at > FILE_MAY_LAG:
            yield Fault(name, seal.id, None, seal.seq, kind, CUT_OFF)


def _is_newer(line: seal_file.Line, began: datetime) -> bool:
    """Whether a seal was made after the store was looked at: the worker goes on sealing."""
    with suppress(ValueError):
        return began - FILE_MAY_LAG < datetime.fromisoformat(line.at) <= instant.now()
    return False


def _table(kind: str) -> str:
    model = Seal if kind == seal_file.HEADS else ReadingSeal
    return str(model._meta.db_table)
