"""An entry that was filed with the wrong person goes to the right one; both records say so."""

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from joinedup.foundation import accounts, anchors, entries, journey
from joinedup.foundation import scope as access
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel import facts
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import events
from joinedup.people.domain import record as rules
from joinedup.people.domain.record import HERE, MOVED_AWAY, MOVED_HERE, EntryKind
from joinedup.people.models import RecordEntry
from joinedup.people.queries import record
from joinedup.people.queries.known_by import records_by
from joinedup.people.queries.people import NHS_NUMBER
from joinedup.people.services import record_rows
from joinedup.people.services import rows as people
from joinedup.people.services.opting_out import follow_type_1
from joinedup.people.services.record_rows import Row
from joinedup.people.services.writing import EntryChanged

type Pairs = tuple[tuple[str, str], ...]


class MovedToNobody(Refused):
    """Nobody else whom the mover may open has the number that an entry is moved to."""

    code = "moved_to_nobody"


class EntryThereAlready(Refused):
    """The person whom an entry is moved to has it from the same source already."""

    code = "entry_there_already"


class OursIsStruck(Refused):
    """What was written here about the wrong person is struck out, and written again."""

    code = "entry_ours_not_moved"


@journey.change
def move_entry(
    entry_id: UUID, *, seen: Version, to: NhsNumber, because: str, at: datetime, by: Actor
) -> UUID:
    """Move what a system filed with the wrong person to whoever has an NHS number.

    It stays where it was, struck out, with who moved it and why, and is new where it belongs, with
    the same. What its source says of it from then on is kept where it belongs; its pointer into the
    message stays with the first, since the message names that person.
    """
    found = RecordEntry.objects.filter(pk=entry_id)
    whose = found.values_list("person_id", flat=True).first()
    if whose is None:
        raise NotFound()
    access.require_permission(by.scope, Permission.PERSON_MERGE)
    wrong, right = PersonId(whose), _meant(to, by)
    if right in anchors.resolved(wrong)[1]:
        raise MovedToNobody(at="to")
    locked = {one: people.lock_record(one) for one in sorted((wrong, right))}
    for one in locked:
        access.require(by.scope, one)
    # What is for others is theirs to move.
    record.entry_of(by.scope, entry_id)

    held = Row._make(found.values_list(*record_rows.COLUMNS).get())
    _check(held, right, seen=seen)
    reason, who = rules.tidied_reason(because), accounts.business_card(by.account_id).name
    struck = held._replace(
        id=new_id(),
        version=held.version + 1,
        replaces_id=held.id,
        received_at=at,
        written_by=by.account_id,
        details=_with(held.details, zip(MOVED_AWAY, (reason, who), strict=True)),
        is_entered_in_error=True,
    )
    moved = held._replace(
        id=new_id(),
        person_id=right,
        version=1,
        replaces_id=None,
        received_id=None,
        path="",
        received_at=at,
        written_by=by.account_id,
        details=_with(held.details, zip(MOVED_HERE, (reason, who), strict=True)),
    )
    found.update(superseded_at=at)
    record_rows.write([struck, moved])
    follow_type_1([struck, moved], at=at, by=by)
    kind = EntryKind(held.kind)
    gone = events.EntryMovedAway(entry_id=struck.id, kind=kind, now=moved.id)
    come = events.EntryMovedHere(entry_id=moved.id, kind=kind, was=struck.id)
    for fact, person_id in ((gone, wrong), (come, right)):
        journey.record(fact, about=locked[person_id], person=person_id, at=at, by=by)
    return struck.id


def was_moved_away(row: Row) -> bool:
    """Whether an entry stands struck out because it went to whoever it is about."""
    return row.is_entered_in_error and bool(_named(row, MOVED_AWAY))


def hither(row: Row) -> Pairs:
    """Who moved an entry here and why, as long as its source has not filed it here itself."""
    return _named(row, MOVED_HERE)


def went_to(away: Collection[Row]) -> dict[UUID, PersonId]:
    """With whom entries that were moved away are kept now, by their ids."""
    moves = Entry.objects.filter(
        kind=facts.kind_of(events.EntryMovedAway),
        subject_id__in={one.person_id for one in away},
    )
    wanted = {one.id for one in away}
    told = [entries.row(one).fact for one in moves.select_related("content")]
    now = {one.now: one.entry_id for one in told if one.entry_id in wanted}
    whose = RecordEntry.objects.filter(pk__in=now).values_list("pk", "person_id")
    return {now[first]: PersonId(person) for first, person in whose}


def _meant(to: NhsNumber, by: Actor) -> PersonId:
    named = (NHS_NUMBER, to.value)
    found = records_by(by.scope, [named])
    if named not in found:
        raise MovedToNobody(at="to")
    return found[named].record_id


def _check(held: Row, right: PersonId, *, seen: Version) -> None:
    if held.source == HERE:
        raise OursIsStruck()
    if held.superseded_at is not None or held.is_entered_in_error or held.version != seen:
        raise EntryChanged()
    there = RecordEntry.objects.filter(
        person_id=right, source=held.source, source_key=held.source_key, superseded_at=None
    )
    if there.exists():
        raise EntryThereAlready(at="to")


def _with(details: str, more: "zip[tuple[str, str]]") -> str:
    return record_rows.as_json([*_pairs(details), *more])


def _named(row: Row, names: tuple[str, str]) -> Pairs:
    # The words of a name are looked for first: most entries have neither, and are not read.
    if names[0] not in row.details:
        return ()
    return tuple((name, said) for name, said in _pairs(row.details) if name in names)


def _pairs(details: str) -> Pairs:
    return tuple((name, said) for name, said in json.loads(details)) if details else ()
