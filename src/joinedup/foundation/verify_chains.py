"""Goes through every chain and says which row is the first that is not as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from joinedup.foundation import chain
from joinedup.foundation.fault import (
    CHANGED,
    CUT_OFF,
    HEAD_CHANGED,
    INSERTED,
    REMOVED,
    REORDERED,
    WRONG_CONTENT,
    Fault,
)
from joinedup.foundation.models import Anchor, Entry

AT_ONCE = 2000
# How far from its place a row is looked for before it is called changed.
NEIGHBOURS = 40

ENTRIES = Entry._meta.db_table
ANCHORS = Anchor._meta.db_table


@dataclass
class Tally:
    """How much was gone through."""

    chains: int = 0
    entries: int = 0
    seals: int = 0
    readings: int = 0
    faulty_subjects: set[UUID] = field(default_factory=set)


def faults(tally: Tally) -> Iterator[Fault]:
    """At most one fault a chain: the first row that is wrong."""
    anchors = Anchor.objects.order_by("id").iterator(AT_ONCE)
    anchor = next(anchors, None)
    rows = Entry.objects.select_related("content").order_by("subject_id", "seq").iterator(AT_ONCE)
    for subject_id, entries in groupby(rows, key=lambda entry: entry.subject_id):
        while anchor is not None and anchor.id < subject_id:
            yield from _told(tally, _fault_of(tally, anchor, iter(())))
            anchor = next(anchors, None)
        if anchor is None or anchor.id != subject_id:
            yield from _told(tally, Fault(ANCHORS, subject_id, subject_id, None, "", REMOVED))
            continue
        yield from _told(tally, _fault_of(tally, anchor, entries))
        anchor = next(anchors, None)
    while anchor is not None:
        yield from _told(tally, _fault_of(tally, anchor, iter(())))
        anchor = next(anchors, None)


def fault_at(entry: Entry, what: str) -> Fault:
    """A fault of an entry."""
    return Fault(ENTRIES, entry.id, entry.subject_id, entry.seq, entry.kind, what)


def _told(tally: Tally, fault: Fault | None) -> Iterator[Fault]:
    if fault is not None:
        tally.faulty_subjects.add(fault.subject_id or UUID(int=0))
        yield fault


def _fault_of(tally: Tally, anchor: Anchor, entries: Iterator[Entry]) -> Fault | None:
    tally.chains += 1
    digest, seq = "", 0
    for entry in entries:
        tally.entries += 1
        seq += 1
        if entry.seq > seq:
            return Fault(ENTRIES, None, anchor.id, seq, "", REMOVED)
        if entry.seq < seq:
            return fault_at(entry, INSERTED)
        if chain.link(digest, entry) != entry.digest:
            return fault_at(entry, _what_happened(anchor, entry, digest))
        if not _content_is_right(entry):
            return fault_at(entry, WRONG_CONTENT)
        digest = entry.digest
    if anchor.seq > seq:
        return Fault(ENTRIES, None, anchor.id, seq + 1, "", CUT_OFF)
    if (anchor.seq, anchor.digest) != (seq, digest) or anchor.sealed_seq > seq:
        return Fault(ANCHORS, anchor.id, anchor.id, anchor.seq, "", HEAD_CHANGED)
    return None


def _what_happened(anchor: Anchor, entry: Entry, previous: str) -> str:
    if _stood_elsewhere(entry):
        return REORDERED
    later = Entry.objects.filter(subject_id=anchor.id, seq__gt=entry.seq).order_by("seq").first()
    if later is not None:
        return INSERTED if _fits(later, entry.seq, previous) else CHANGED
    is_beyond_the_head = anchor.seq < entry.seq or anchor.digest == previous
    return INSERTED if is_beyond_the_head else CHANGED


def _stood_elsewhere(entry: Entry) -> bool:
    near = Entry.objects.filter(
        subject_id=entry.subject_id,
        seq__range=(entry.seq - NEIGHBOURS, entry.seq + NEIGHBOURS),
    )
    digests = ["", *near.values_list("digest", flat=True)]
    places = range(max(1, entry.seq - NEIGHBOURS), entry.seq + NEIGHBOURS + 1)
    return any(_fits(entry, place, before) for place in places for before in digests)


def _fits(entry: Entry, seq: int, previous: str) -> bool:
    stands_at, entry.seq = entry.seq, seq
    try:
        return chain.link(previous, entry) == entry.digest
    finally:
        entry.seq = stands_at


def _content_is_right(entry: Entry) -> bool:
    if entry.content_id is None:
        return True
    content = entry.content
    if content is None:
        return False
    if content.destroyed_at is None:
        return chain.content_digest(content) == entry.content_digest
    told = Entry.objects.filter(
        kind="foundation.content_destroyed", about_id=entry.id, subject_id=entry.subject_id
    )
    return content.text is None and told.exists()
