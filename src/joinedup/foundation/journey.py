"""The journey log: every change of state is one service call that records what happened."""

import functools
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.db.models import OuterRef, Q, Subquery

from joinedup.foundation import bulk, chain, instant
from joinedup.foundation.entries import EntryRow, row
from joinedup.foundation.ids import new_id
from joinedup.foundation.listening import listeners_to
from joinedup.foundation.models import Account, Anchor, Content, Delivery, Entry, Subject
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Actor
from joinedup.kernel import facts
from joinedup.kernel.errors import Conflict, NotFound, Refused, Unavailable
from joinedup.kernel.ids import EntryId, PersonId

ALLOWED_SKEW = timedelta(minutes=2)
TRIES_AFTER_DEADLOCK = 3
MANY = 50
DEADLOCK_STATES = {"40P01", "40001"}
_BY_NAME = Subquery(Account.objects.filter(pk=OuterRef("by_account")).values("display_name")[:1])
# Connection lost, out of resources, stopped by its operator, not able to take the lock in time.
GONE_CLASSES = ("08", "53", "57", "55")


@dataclass
class _Pending:
    entry: Entry
    subject_id: UUID
    about: models.Model
    content: Content | None
    is_news: bool


@dataclass
class _Change:
    id: UUID = field(default_factory=new_id)
    pending: list[_Pending] = field(default_factory=list)
    # When what is recorded now was told, where that is not now: a load of what is over.
    told_at: datetime | None = None


_current: ContextVar[_Change | None] = ContextVar("current_change", default=None)


def change[**P, R](service: Callable[P, R]) -> Callable[P, R]:
    """Make a service one transaction, whose facts and deliveries are written last.

    Only the outermost service opens and closes the transaction; a service called by it joins in.
    """

    @functools.wraps(service)
    def changed(*args: P.args, **kwargs: P.kwargs) -> R:
        _refuse_future(kwargs.get("at"))
        if _current.get() is not None:
            return service(*args, **kwargs)
        for attempt in range(1, TRIES_AFTER_DEADLOCK + 1):
            try:
                return _carried_out(service, *args, **kwargs)
            except OperationalError as error:
                if not _is_passing(error):
                    raise
                if not _may_try_again(error) or attempt == TRIES_AFTER_DEADLOCK:
                    raise Unavailable("store_busy") from error
        raise Unavailable("store_busy")

    return changed


def record(
    fact: object,
    *,
    about: models.Model,
    at: datetime,
    by: Actor,
    person: PersonId | UUID | None = None,
    place: bool = False,
    account: UUID | None = None,
    call: UUID | None = None,
    content: str | None = None,
    corrects: EntryId | None = None,
) -> EntryId:
    """Gather a fact about a thing, for the chain of its one subject, written with the change."""
    gathering = _current.get()
    if gathering is None:
        raise ValueError("a fact is recorded inside a service that is a @change")
    kept = chain.new_content(content) if content else None
    entry = Entry(
        id=new_id(),
        kind=facts.kind_of(fact),
        about_kind=about._meta.label_lower,
        about_id=about.pk,
        change_id=gathering.id,
        at=at,
        recorded_at=gathering.told_at or instant.now(),
        by_account=by.account_id,
        by_role=by.scope.role,
        by_organisation=by.scope.organisation,
        body=facts.canonical(facts.body_of(fact)),
        content=kept,
        content_digest=chain.content_digest(kept) if kept else "",
        corrects=corrects,
    )
    subject = _subject(person, place, account, call)
    is_news = gathering.told_at is None
    gathering.pending.append(_Pending(entry, subject, about, kept, is_news))
    return EntryId(entry.id)


@contextmanager
def as_it_happened(at: datetime) -> Iterator[None]:
    """Record facts of a load as a change of their own, told at the time when they happened.

    They are handed to no listener: what was over before it was written here is news to nobody.
    """
    gathering = _current.get()
    if gathering is None:
        raise ValueError("a fact is recorded inside a service that is a @change")
    _refuse_future(at)
    before = gathering.id, gathering.told_at
    gathering.id, gathering.told_at = new_id(), at
    try:
        yield
    finally:
        gathering.id, gathering.told_at = before


def lock[M: models.Model](model: type[M], thing_id: UUID, *, seen: int | None) -> M:
    """A thing, locked for this change, if it is still what the user saw.

    Raises its version by one; the service saves it. `seen=None` is for a service called by a job or
    by another service, which reads the version under this very lock.
    """
    rows: models.QuerySet[M] = models.QuerySet(model).select_for_update(no_key=True)
    thing = rows.filter(pk=thing_id).first()
    if thing is None:
        raise NotFound()
    version: int = thing.version  # type: ignore[attr-defined]
    if seen is not None and version != seen:
        raise Conflict(about_kind=thing._meta.label_lower, about_id=thing_id, seen=seen)
    thing.version = version + 1  # type: ignore[attr-defined]
    return thing


def _carried_out[**P, R](service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    with transaction.atomic():
        gathering = _Change()
        token = _current.set(gathering)
        try:
            result = service(*args, **kwargs)
        finally:
            _current.reset(token)
        _write(gathering)
    return result


def _refuse_future(at: object) -> None:
    if isinstance(at, datetime) and at > instant.now() + ALLOWED_SKEW:
        raise Refused("in_the_future", at=at)


def _is_passing(error: OperationalError) -> bool:
    # Busy, deadlocked, or gone for a moment; a table that is not there is a fault of ours.
    state = _state(error)
    if state is not None:
        return state in DEADLOCK_STATES or state.startswith(GONE_CLASSES)
    return connection.vendor == "postgresql" or "locked" in str(error)


def _state(error: OperationalError) -> str | None:
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state


def _may_try_again(error: OperationalError) -> bool:
    return _state(error) in DEADLOCK_STATES


def _subject(person: UUID | None, place: bool, account: UUID | None, call: UUID | None) -> UUID:
    given = [subject for subject in (person, account, call) if subject is not None]
    if len(given) + place != 1:
        raise ValueError("a fact has exactly one subject: person, place, account or call")
    return given[0] if given else place_anchor_id()


def place_anchor_id() -> UUID:
    """The anchor of the place that this process serves."""
    anchor, _ = Anchor.objects.get_or_create(kind=Subject.PLACE, code=settings.PLACE)
    return anchor.id


def _write(gathering: _Change) -> None:
    if not gathering.pending:
        return
    heads = _locked_heads({pending.subject_id for pending in gathering.pending})
    for pending in gathering.pending:
        head = heads[pending.subject_id]
        entry = pending.entry
        entry.subject = head
        entry.seq = head.seq + 1
        entry.about_version = getattr(pending.about, "version", None)
        entry.digest = chain.link(head.digest, entry)
        head.seq, head.digest = entry.seq, entry.digest
    Content.objects.bulk_create([p.content for p in gathering.pending if p.content])
    _write_entries([p.entry for p in gathering.pending])
    bulk.update(
        Anchor,
        ("seq", "digest"),
        [(head.seq, head.digest, head.id) for head in heads.values()],
        key="id",
    )
    Delivery.objects.bulk_create(_deliveries([p.entry for p in gathering.pending if p.is_news]))


def _write_entries(entries: Sequence[Entry]) -> None:
    # A load of a thousand people spends most of its time on its facts, unless they go in at once.
    if len(entries) < MANY:
        Entry.objects.bulk_create(entries)
        return
    names = [str(field.attname) for field in Entry._meta.concrete_fields]
    bulk.insert(Entry, names, map(attrgetter(*names), entries))


def _locked_heads(subject_ids: set[UUID]) -> dict[UUID, Anchor]:
    # In ascending id order, and nowhere else: eight writers in order of use deadlocked, in id order
    # none did. `no_key` leaves foreign-key checks of other changes unblocked.
    heads = {anchor.id: anchor for anchor in _in_order(subject_ids)}
    missing = subject_ids - heads.keys()
    if missing:
        raise NotFound()
    return heads


@question
def _in_order(ids: Collection[UUID]) -> models.QuerySet[Anchor]:
    return Anchor.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")


def _deliveries(entries: Sequence[Entry]) -> Iterator[Delivery]:
    now = instant.now()
    for entry in entries:
        for name in listeners_to(entry.kind):
            yield Delivery(
                entry=entry,
                channel="room",
                listener=name,
                key=str(entry.id),
                order_key=f"{name}:{entry.about_id}",
                about_kind=entry.about_kind,
                about_id=entry.about_id,
                made_at=now,
                next_at=now,
            )


def entries_about(about_kind: str, about_id: UUID, *, after_version: int = 0) -> list[EntryRow]:
    """What was recorded about a thing since a version of it, oldest first."""
    found = Entry.objects.filter(
        about_kind=about_kind, about_id=about_id, about_version__gt=after_version
    )
    return [row(entry) for entry in found.select_related("content").order_by("recorded_at", "seq")]


def entries_of(
    subject_ids: Sequence[UUID],
    *,
    before: datetime | None = None,
    before_id: UUID | None = None,
    since: datetime | None = None,
    without: Collection[str] = (),
    only: Collection[str] = (),
    limit: int = 50,
) -> list[EntryRow]:
    """What happened to subjects, newest first; a person's merged anchors are read together.

    With `before_id` what happened at the very instant `before` is read on from that entry.
    """
    found = Entry.objects.filter(subject_id__in=subject_ids)
    if before is not None:
        earlier = Q(at__lt=before)
        same = Q(at=before, id__lt=before_id) if before_id else Q(pk__in=[])
        found = found.filter(earlier | same)
    if since is not None:
        found = found.filter(at__gte=since)
    if without:
        found = found.exclude(kind__in=list(without))
    if only:
        found = found.filter(kind__in=list(only))
    whole = found.select_related("content").annotate(by_name=_BY_NAME)
    return [row(entry) for entry in whole.order_by("-at", "-id")[:limit]]
