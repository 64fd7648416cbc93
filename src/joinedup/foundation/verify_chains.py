"""Goes through every chain and says which row is the first that is not as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched, groupby
from typing import NamedTuple
from uuid import UUID

from joinedup.foundation import chain
from joinedup.foundation.chain import Row
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
from joinedup.foundation.models import Anchor, Content, Entry

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
    heads = Anchor.objects.order_by("id").values_list(*_Head._fields).iterator(AT_ONCE)
    anchors = map(_Head._make, heads)
    anchor = next(anchors, None)
    for subject_id, entries in groupby(_read(), key=lambda read: read[0].subject_id):
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


class _Head(NamedTuple):
    """The head of a chain: how far it goes, and how far it is sealed."""

    id: UUID
    seq: int
    digest: str
    sealed_seq: int


def _read() -> Iterator[tuple[Row, Content | None]]:
    """Every entry in the order of the chains, with what it carried where it carried anything."""
    in_order = Entry.objects.order_by("subject_id", "seq").values_list(*Row._fields)
    for some in batched(map(Row._make, in_order.iterator(AT_ONCE)), AT_ONCE):
        contents = Content.objects.in_bulk({one.content_id for one in some if one.content_id})
        for one in some:
            yield one, contents.get(one.content_id) if one.content_id else None


def fault_at(entry: Entry | Row, what: str) -> Fault:
    """A fault of an entry."""
    return Fault(ENTRIES, entry.id, entry.subject_id, entry.seq, entry.kind, what)


def _told(tally: Tally, fault: Fault | None) -> Iterator[Fault]:
    if fault is not None:
        tally.faulty_subjects.add(fault.subject_id or UUID(int=0))
        yield fault


def _fault_of(
    tally: Tally, anchor: _Head, entries: Iterator[tuple[Row, Content | None]]
) -> Fault | None:
    tally.chains += 1
    digest, seq = "", 0
    for entry, content in entries:
        tally.entries += 1
        seq += 1
        if entry.seq > seq:
            return Fault(ENTRIES, None, anchor.id, seq, "", REMOVED)
        if entry.seq < seq:
            return fault_at(entry, INSERTED)
        if chain.link(digest, entry) != entry.digest:
            return fault_at(entry, _what_happened(anchor, entry, digest))
        if entry.content_id is not None and not _content_is_right(entry, content):
            return fault_at(entry, WRONG_CONTENT)
        digest = entry.digest
    if anchor.seq > seq:
        return Fault(ENTRIES, None, anchor.id, seq + 1, "", CUT_OFF)
    if (anchor.seq, anchor.digest) != (seq, digest) or anchor.sealed_seq > seq:
        return Fault(ANCHORS, anchor.id, anchor.id, anchor.seq, "", HEAD_CHANGED)
    return None


def _what_happened(anchor: _Head, entry: Row, previous: str) -> str:
    if _stood_elsewhere(entry):
        return REORDERED
    after = Entry.objects.filter(subject_id=anchor.id, seq__gt=entry.seq).order_by("seq")
    if later := after.values_list(*Row._fields).first():
        return INSERTED if _fits(Row._make(later), entry.seq, previous) else CHANGED
    is_beyond_the_head = anchor.seq < entry.seq or anchor.digest == previous
    return INSERTED if is_beyond_the_head else CHANGED


def _stood_elsewhere(entry: Row) -> bool:
    near = Entry.objects.filter(
        subject_id=entry.subject_id,
        seq__range=(entry.seq - NEIGHBOURS, entry.seq + NEIGHBOURS),
    )
    digests = ["", *near.values_list("digest", flat=True)]
    places = range(max(1, entry.seq - NEIGHBOURS), entry.seq + NEIGHBOURS + 1)
    return any(_fits(entry, place, before) for place in places for before in digests)


def _fits(entry: Row, seq: int, previous: str) -> bool:
    return chain.link(previous, entry._replace(seq=seq)) == entry.digest


def _content_is_right(entry: Row, content: Content | None) -> bool:
    if content is None:
        return False
    if content.destroyed_at is None:
        return chain.content_digest(content) == entry.content_digest
    told = Entry.objects.filter(
        kind="foundation.content_destroyed", about_id=entry.id, subject_id=entry.subject_id
    )
    return content.text is None and told.exists()
