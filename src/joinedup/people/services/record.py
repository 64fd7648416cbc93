"""Entries of the record are kept as sources send them: once each, later versions beside earlier."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from joinedup.foundation import anchors, journey
from joinedup.foundation.models import Entry, Merge
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Actor
from joinedup.kernel import facts
from joinedup.kernel.errors import NotFound, NotPermitted, Reason, Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.people import events
from joinedup.people.domain import record as rules
from joinedup.people.domain.record import EntrySent
from joinedup.people.models import Person, RecordEntry, SourceHeard
from joinedup.people.services import record_rows as rows
from joinedup.people.services.moving import hither, was_moved_away, went_to
from joinedup.people.services.opting_out import follow_type_1
from joinedup.people.services.record_rows import Row

A_TRANSACTION = 1000
HEARD_ANEW_AFTER = timedelta(minutes=1)

type Given = Sequence[tuple[PersonId, Sequence[EntrySent]]]
type Chain = tuple[UUID, str]


class Became(StrEnum):
    """What became of one entry."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class KeptEntries:
    """What came of entries: new ones, those known already, new versions, and what was refused.

    `each` says by its path what became of every entry that was here before.
    """

    accepted: int = 0
    unchanged: int = 0
    corrected: int = 0
    refused: tuple[Finding, ...] = ()
    each: dict[str, Became] = field(default_factory=dict, compare=False)

    def __add__(self, other: "KeptEntries") -> "KeptEntries":
        return KeptEntries(
            self.accepted + other.accepted,
            self.unchanged + other.unchanged,
            self.corrected + other.corrected,
            self.refused + other.refused,
        )


@dataclass(slots=True)
class _Work:
    """What one transaction does, gathered before any of it is written."""

    source: str
    received_id: ReceivedId | None
    at: datetime
    versions: dict[PersonId, int]
    live: dict[Chain, Row]
    said_before: dict[Chain, list[Row]]
    moved: dict[Chain, Chain] = field(default_factory=dict)
    new: dict[UUID, Row] = field(default_factory=dict)
    superseded: list[UUID] = field(default_factory=list)
    unchanged: int = 0
    new_of: dict[PersonId, int] = field(default_factory=lambda: defaultdict(int))
    changed_of: dict[PersonId, int] = field(default_factory=lambda: defaultdict(int))


@journey.change
def keep_entries(
    person_id: PersonId,
    entries: Sequence[EntrySent],
    *,
    source: str,
    received_id: ReceivedId | None,
    at: datetime,
    by: Actor,
) -> KeptEntries:
    """Keep what a source says of somebody, all of it or none.

    The same entry again changes nothing; another version is kept beside the earlier one, which is
    then shown as corrected. What was moved to whoever it is about is kept with them from then on.
    Of a record that was joined to another it is kept with that record: it is read through the join,
    and goes with the record when they are parted.
    """
    _check(by)
    tidy = [rules.tidied(one) for one in entries]
    return _keep([(person_id, tidy)], source=source, received_id=received_id, at=at, by=by)


def keep_many(
    given: Iterable[tuple[PersonId, Sequence[EntrySent]]],
    *,
    source: str,
    received_id: ReceivedId | None,
    at: datetime,
    by: Actor,
) -> KeptEntries:
    """Keep the entries of many by the same rules, a thousand people in a transaction.

    An entry that breaks a rule is refused by its path or key, and stops no other.
    """
    _check(by)
    kept = KeptEntries()
    each: dict[str, Became] = {}
    for thousand in batched(given, A_TRANSACTION):
        good, refused = _tidied(thousand, source)
        done = _keep_thousand(good, source=source, received_id=received_id, at=at, by=by)
        kept += done + KeptEntries(refused=tuple(refused))
        each |= done.each
    return replace(kept, each=each)


@journey.change
def hear(source: str, *, has_failed: bool, at: datetime, by: Actor) -> None:
    """Note that a source's system was asked for something, and whether it did not answer.

    One that answers again has not told us of anybody: what it said of people came as entries, and
    what of it could not be read stays missing until it says more.
    """
    _check(by)
    known = SourceHeard.objects.filter(pk=source)
    if has_failed:
        SourceHeard.objects.bulk_create([SourceHeard(source=source)], ignore_conflicts=True)
        known.update(last_asked_at=at, last_failed_at=at)
    else:
        known.filter(last_failed_at=F("last_asked_at")).update(last_failed_at=None)


@journey.change
def miss(source: str, *, at: datetime, by: Actor) -> None:
    """Note that what a source sent could not be read: it may hold what we were not told."""
    _check(by)
    SourceHeard.objects.bulk_create([SourceHeard(source=source)], ignore_conflicts=True)
    SourceHeard.objects.filter(pk=source).update(last_failed_at=at)


@journey.change
def _keep_thousand(
    given: Given, *, source: str, received_id: ReceivedId | None, at: datetime, by: Actor
) -> KeptEntries:
    return _keep(given, source=source, received_id=received_id, at=at, by=by)


def _check(by: Actor) -> None:
    # A source may tell us of anybody whom it knows, as by post; seeing them is another matter.
    needed = {Permission.MESSAGE_SEND, Permission.RECORD_ADD}
    if by.scope.permissions.isdisjoint(needed):
        reason = Reason("role_may_not", {"permission": Permission.RECORD_ADD.value})
        raise NotPermitted(reasons=(reason,))


def _tidied(given: Given, source: str) -> tuple[Given, list[Finding]]:
    good: list[tuple[PersonId, list[EntrySent]]] = []
    refused = []
    for person_id, entries in given:
        tidy = []
        for one in entries:
            try:
                tidy.append(rules.tidied(one))
            except Refused as refusal:
                where = one.path or one.source_key
                refused.append(Finding(source, where, refusal.refusal_code, str(refusal)))
        good.append((person_id, tidy))
    return good, refused


def _keep(
    given: Given, *, source: str, received_id: ReceivedId | None, at: datetime, by: Actor
) -> KeptEntries:
    people, versions, absorbed = _locked(given)
    live = _live(given, people, absorbed, source=source)
    said = _said_before(given, people, absorbed, source, received_id) if live else {}
    work = _Work(source, received_id, at, versions, live, said)
    each: dict[str, Became] = {}
    _follow_moved(work, {sent.source_key for _, entries in given for sent in entries})
    for one, entries in given:
        # Nobody else's chain takes what is sent for a joined record: it may be parted again.
        others = absorbed.get(one, ()) if people[one] == one else ()
        for sent in entries:
            if (became := _keep_one(work, one, others, sent)) is not Became.NEW:
                each[sent.path] = became
    if work.superseded:
        RecordEntry.objects.filter(pk__in=work.superseded).update(superseded_at=at)
    rows.write(work.new.values())
    follow_type_1(work.new.values(), at=at, by=by)
    _record(work, by)
    _heard(source, at)
    corrected = sum(work.changed_of.values())
    return KeptEntries(sum(work.new_of.values()), work.unchanged, corrected, each=each)


def _locked(
    given: Given,
) -> tuple[dict[PersonId, PersonId], dict[PersonId, int], dict[PersonId, list[PersonId]]]:
    """Who each turned out to be, all their versions locked, and who was absorbed into each."""
    people = anchors.surviving({one for one, _ in given})
    absorbed: dict[PersonId, list[PersonId]] = defaultdict(list)
    for into, gone in _absorbed(set(people.values())):
        absorbed[PersonId(into)].append(PersonId(gone))
    wanted = {
        *people.keys(),
        *people.values(),
        *(gone for each in absorbed.values() for gone in each),
    }
    return people, _versions(wanted), absorbed


def _versions(wanted: AbstractSet[PersonId]) -> dict[PersonId, int]:
    # In id order, as whoever locks several does: two messages about one person keep one version.
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    versions = {PersonId(pk): version for pk, version in locked.values_list("pk", "version")}
    if versions.keys() != wanted:
        raise NotFound()
    return versions


@question
def _absorbed(ids: Collection[PersonId]) -> QuerySet[Any, tuple[UUID, UUID]]:
    merged = Merge.objects.filter(into_id__in=ids, until__isnull=True)
    return merged.order_by("id").values_list("into_id", "absorbed_id")


def _live(
    given: Given,
    people: Mapping[PersonId, PersonId],
    absorbed: Mapping[PersonId, Sequence[PersonId]],
    *,
    source: str,
) -> dict[Chain, Row]:
    ids = {*people.keys(), *(gone for each in absorbed.values() for gone in each)}
    # Of one person, whatever was kept of them before, only what is told of again is read.
    keys = {sent.source_key for _, entries in given for sent in entries}
    told = _held(ids, source) if len(people) > 1 else _held_of_keys(ids, source, keys)
    return {(one.person_id, one.source_key): one for one in map(Row._make, told)}


@question
def _held(ids: Collection[PersonId], source: str) -> QuerySet[Any, Any]:
    held = RecordEntry.objects.filter(person_id__in=ids, source=source, superseded_at__isnull=True)
    return held.values_list(*rows.COLUMNS)


@question
def _held_of_keys(
    ids: Collection[PersonId], source: str, keys: Collection[str]
) -> QuerySet[Any, Any]:
    held = RecordEntry.objects.filter(person_id__in=ids, source=source, superseded_at__isnull=True)
    return held.filter(source_key__in=keys).values_list(*rows.COLUMNS)


def _said_before(
    given: Given,
    people: Mapping[PersonId, PersonId],
    absorbed: Mapping[PersonId, Sequence[PersonId]],
    source: str,
    received_id: ReceivedId | None,
) -> dict[Chain, list[Row]]:
    """What this very message said of these people when it came before."""
    if received_id is None:
        return {}
    ids = {*people.keys(), *(gone for each in absorbed.values() for gone in each)}
    held = RecordEntry.objects.filter(
        person_id__in=ids, source=source, received_id=received_id, superseded_at__isnull=False
    )
    said: dict[Chain, list[Row]] = defaultdict(list)
    for one in map(Row._make, held.values_list(*rows.COLUMNS)):
        said[one.person_id, one.source_key].append(one)
    return said


def _follow_moved(work: _Work, told: AbstractSet[str]) -> None:
    """Find where what is told of was moved to, as often as it was, and hold whoever has it now."""
    away = [one for one in work.live.values() if one.source_key in told and was_moved_away(one)]
    while away:
        now = went_to(away)
        work.versions.update(_versions({*now.values()} - work.versions.keys()))
        reached = {(now[one.id], one.source_key): one for one in away if one.id in now}
        held = RecordEntry.objects.filter(
            person_id__in={*now.values()},
            source=work.source,
            source_key__in={key for _, key in reached},
            superseded_at__isnull=True,
        )
        away = []
        for there in map(Row._make, held.values_list(*rows.COLUMNS)):
            chain = PersonId(there.person_id), there.source_key
            was = reached.get(chain)
            if was is None or chain in work.moved:
                continue
            work.moved[was.person_id, was.source_key] = chain
            work.live[chain] = there
            away += [there] if was_moved_away(there) else []


def _keep_one(
    work: _Work, whose: PersonId, absorbed: Sequence[PersonId], sent: EntrySent
) -> Became:
    # What is known of an absorbed entry stays with it, so that a merge can be undone.
    owners: Iterator[PersonId] = iter((whose, *absorbed))
    owner = next((one for one in owners if (one, sent.source_key) in work.live), whose)
    chain = owner, sent.source_key
    held = work.live.get(chain)
    made = rows.made(
        sent, person_id=owner, source=work.source, received_id=work.received_id, at=work.at
    )
    if held is None:
        work.new_of[owner] += 1
        work.new[made.id] = work.live[chain] = made
        return Became.NEW
    if any(rows.says_the_same(one, made) for one in (held, *work.said_before.get(chain, ()))):
        work.unchanged += 1
        return Became.UNCHANGED
    if was_moved_away(held):
        return _keep_moved(work, chain, made)
    return _change(work, held, made)


def _keep_moved(work: _Work, chain: Chain, made: Row) -> Became:
    """Keep a new word of what was moved with whom it went to, with who moved it and why.

    Nothing is kept of it once its source itself files it there. It has no pointer into the message,
    which names the other.
    """
    while chain in work.moved:
        chain = work.moved[chain]
    held = work.live[chain]
    why = hither(held)
    details = rows.as_json([*json.loads(made.details or "[]"), *why])
    there = made._replace(person_id=chain[0], received_id=None, path="", details=details)
    is_gone = not why or was_moved_away(held)
    if is_gone or rows.says_the_same(held, there) or _was_said_there(work, there):
        work.unchanged += 1
        return Became.UNCHANGED
    return _change(work, held, there)


def _was_said_there(work: _Work, there: Row) -> bool:
    """Whether this very message said it before of what was moved, and another did since."""
    if work.received_id is None:
        return False
    told = Entry.objects.filter(
        subject_id=there.person_id,
        kind=facts.kind_of(events.RecordReceived),
        body__contains=f'"received_id":"{work.received_id}"',
    )
    earlier = RecordEntry.objects.filter(
        person_id=there.person_id,
        source=work.source,
        source_key=there.source_key,
        superseded_at__isnull=False,
        received_at__in=told.values("at"),
    )
    found = map(Row._make, earlier.values_list(*rows.COLUMNS))
    return any(rows.says_the_same(one, there) for one in found)


def _change(work: _Work, held: Row, made: Row) -> Became:
    whose = PersonId(held.person_id)
    made = rows.following(made, held)
    _supersede(work, held)
    work.changed_of[whose] += 1
    work.new[made.id] = work.live[whose, made.source_key] = made
    is_struck = made.is_entered_in_error and not held.is_entered_in_error
    return Became.STRUCK if is_struck else Became.CORRECTED


def _supersede(work: _Work, held: Row) -> None:
    if held.id in work.new:
        work.new[held.id] = held._replace(superseded_at=work.at)
    else:
        work.superseded.append(held.id)


def _record(work: _Work, by: Actor) -> None:
    for person_id in sorted(work.new_of.keys() | work.changed_of.keys()):
        fact = events.RecordReceived(
            source=work.source,
            received_id=work.received_id,
            new_count=work.new_of.get(person_id, 0),
            changed_count=work.changed_of.get(person_id, 0),
        )
        about = Person(anchor_id=person_id, version=work.versions[person_id])
        journey.record(fact, about=about, person=person_id, at=work.at, by=by)


def _heard(source: str, at: datetime) -> None:
    """Note that a source was heard; not at every message, so that they do not wait for a row."""
    known = SourceHeard.objects.filter(pk=source)
    last, failed = next(iter(_last_heard(source)), (None, None))
    if last is None:
        first = SourceHeard(source=source, first_heard_at=at, last_heard_at=at)
        SourceHeard.objects.bulk_create([first], ignore_conflicts=True)
        known.filter(last_heard_at=None).update(first_heard_at=at, last_heard_at=at)
    elif at - last > HEARD_ANEW_AFTER or (failed is not None and failed >= last):
        known.filter(last_heard_at__lt=at).update(last_heard_at=at)


@question
def _last_heard(source: str) -> QuerySet[Any, tuple[datetime | None, datetime | None]]:
    return SourceHeard.objects.filter(pk=source).values_list("last_heard_at", "last_failed_at")
