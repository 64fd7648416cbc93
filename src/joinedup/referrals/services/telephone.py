"""The telephone system's times are read: a thousand rows a transaction, each accounted for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO, Final, TextIO
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from joinedup.foundation import instant, journey
from joinedup.foundation.journey import change
from joinedup.foundation.models import Anchor
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import Refused
from joinedup.referrals import events
from joinedup.referrals.domain import telephone, wording
from joinedup.referrals.domain.telephone import MOST_TOLD, FileRead, Overlap, TelephoneRow, Turned
from joinedup.referrals.models import TelephoneCall, TelephoneFile
from joinedup.referrals.services.holding import here

ROWS_AT_A_TIME: Final = 1000
LONGEST_SOURCE: Final = 60
_LATER: Final = ("extension", "answered_at", "ended_at", "abandoned_at")


class SourceMissing(Refused):
    """A file says which telephone system it comes from."""

    code = "telephone_source_missing"


def read_telephone_file(
    stream: BinaryIO,
    *,
    source: str,
    name: str,
    fold: int | None = None,
    by: Actor,
    say: Callable[[FileRead], None] = lambda read: None,
) -> FileRead:
    """Read a file of the telephone system; what was kept before stays kept, whatever comes later.

    The same file again changes nothing. A call that was still going on when the last file was made
    is completed by the next; one whose times have changed since is refused by name.
    """
    require_permission(by.scope, Permission.TELEPHONE_READ)
    source = wording.printable(source)
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise SourceMissing()
    # With or without a byte order mark. Whoever opened the file closes it.
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        return _read(text, source, name, fold=fold, by=by, say=say)
    finally:
        text.detach()


@change
def begin_telephone_file(source: str, *, name: str, at: datetime, by: Actor) -> UUID:
    """Write down that a file is being read, so that one which was cut short is seen to be."""
    file = TelephoneFile.objects.create(
        source=source, name=wording.printable(name), account_id=by.account_id, began_at=at
    )
    return file.id


@change
def keep_telephone_rows(
    file_id: UUID, *, rows: Sequence[TelephoneRow], read: FileRead, at: datetime, by: Actor
) -> None:
    """Keep some rows in one transaction: new ones, those completed, and those that differ."""
    del at, by
    _wait_for_others()
    source = TelephoneFile.objects.values_list("source", flat=True).get(id=file_id)
    held = {
        one.call_id: one
        for one in TelephoneCall.objects.select_for_update(no_key=True).filter(
            source=source, call_id__in=[row.call_id for row in rows]
        )
    }
    new: dict[str, TelephoneCall] = {}
    completed: dict[str, TelephoneCall] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        before = held.get(row.call_id) or new.get(row.call_id)
        if before is None:
            new[row.call_id] = _made(file_id, source, row)
            numbers[row.call_id] = row.row
        elif not _agrees(before, row):
            _turn(read, Turned(row.row, "telephone_differs", {"call": row.call_id}))
        elif _complete(before, row):
            if row.call_id in held:
                completed[row.call_id] = before
            numbers[row.call_id] = row.row
        else:
            read.unchanged_count += 1
    TelephoneCall.objects.bulk_create(new.values())
    TelephoneCall.objects.bulk_update(completed.values(), _LATER)
    read.accepted_count += len(new)
    read.completed_count += len(completed)
    _note_overlaps(source, numbers, read)


@change
def end_telephone_file(file_id: UUID, *, read: FileRead, at: datetime, by: Actor) -> None:
    """Write down what became of a file."""
    file = TelephoneFile.objects.select_for_update(no_key=True).get(id=file_id)
    file.ended_at = at
    file.accepted_count = read.accepted_count + read.completed_count
    file.unchanged_count, file.refused_count = read.unchanged_count, read.refused_count
    file.overlapping_count = read.overlapping_count
    file.save()
    fact = events.TelephoneFileRead(
        source=file.source.replace(" ", "_"),
        accepted_count=file.accepted_count,
        unchanged_count=read.unchanged_count,
        refused_count=read.refused_count,
    )
    journey.record(fact, about=file, place=True, at=at, by=by)


def _read(
    text: TextIO,
    source: str,
    name: str,
    *,
    fold: int | None,
    by: Actor,
    say: Callable[[FileRead], None],
) -> FileRead:
    read = FileRead()
    zone = ZoneInfo(str(here().zone))
    told = _sorted_out(telephone.rows(_lines(text), zone=zone, now=instant.now(), fold=fold), read)
    # Asked for before anything is written: a file that is no such file leaves no trace.
    batches = iter(lambda: tuple(islice(told, ROWS_AT_A_TIME)), ())
    first = next(batches, ())
    file_id = begin_telephone_file(source, name=name[:200], at=instant.now(), by=by)
    for rows in chain((first,), batches):
        if rows:
            keep_telephone_rows(file_id, rows=rows, read=read, at=instant.now(), by=by)
        say(read)
    end_telephone_file(file_id, read=read, at=instant.now(), by=by)
    return read


def _wait_for_others() -> None:
    # Two files read at once wait for each other here: the second finds what the first kept.
    held = Anchor.objects.select_for_update(no_key=True).filter(id=journey.place_anchor_id())
    list(held.values_list("id"))


def _lines(text: TextIO) -> Iterator[str]:
    """The lines of a file; an endless one in pieces."""
    while line := text.readline(telephone.LONGEST_ROW):
        yield line


def _sorted_out(found: Iterable[TelephoneRow | Turned], read: FileRead) -> Iterator[TelephoneRow]:
    for one in found:
        if isinstance(one, Turned):
            _turn(read, one)
        else:
            yield one


def _turn(read: FileRead, turned: Turned) -> None:
    read.refused_count += 1
    if len(read.turned) < MOST_TOLD:
        read.turned.append(turned)


def _made(file_id: UUID, source: str, row: TelephoneRow) -> TelephoneCall:
    return TelephoneCall(
        file_id=file_id,
        source=source,
        call_id=row.call_id,
        queue=row.queue,
        extension=row.extension,
        began_at=row.began_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        abandoned_at=row.abandoned_at,
    )


def _agrees(held: TelephoneCall, row: TelephoneRow) -> bool:
    """Whether a row says nothing else than what is held, but for what was not known yet."""
    if (held.began_at, held.queue) != (row.began_at, row.queue):
        return False
    return all(
        getattr(held, name) in (None, "", getattr(row, name)) or not getattr(row, name)
        for name in _LATER
    ) and not ((held.answered_at or row.answered_at) and (held.abandoned_at or row.abandoned_at))


def _complete(held: TelephoneCall, row: TelephoneRow) -> bool:
    """Fill in what is known by now; say whether anything was."""
    filled = [name for name in _LATER if getattr(row, name) and not getattr(held, name)]
    for name in filled:
        setattr(held, name, getattr(row, name))
    return bool(filled)


def _note_overlaps(source: str, numbers: dict[str, int], read: FileRead) -> None:
    """Note calls that met another which their extension had answered or answered meanwhile."""
    answered = TelephoneCall.objects.filter(
        source=source, answered_at__isnull=False, ended_at__isnull=False
    ).exclude(extension="")
    # No call is longer than half a day, so what met it was answered at most so long before.
    beside = answered.filter(
        extension=OuterRef("extension"),
        answered_at__gte=OuterRef("answered_at") - telephone.LONGEST_CALL,
        ended_at__gt=OuterRef("answered_at"),
    ).exclude(pk=OuterRef("pk"))
    before = beside.filter(answered_at__lte=OuterRef("answered_at")).order_by("-answered_at", "pk")
    # Of two rows read together the later one says it.
    after = beside.filter(
        answered_at__gt=OuterRef("answered_at"), answered_at__lt=OuterRef("ended_at")
    ).exclude(call_id__in=list(numbers))
    found = answered.filter(call_id__in=list(numbers)).annotate(
        before_id=Subquery(before.values("call_id")[:1]),
        after_id=Subquery(after.order_by("answered_at", "pk").values("call_id")[:1]),
    )
    for one in found.order_by("began_at", "pk"):
        for other in filter(None, (one.before_id, one.after_id)):
            _note(read, Overlap(numbers[one.call_id], one.call_id, other, one.extension))


def _note(read: FileRead, overlap: Overlap) -> None:
    read.overlapping_count += 1
    if len(read.overlaps) < MOST_TOLD:
        read.overlaps.append(overlap)
