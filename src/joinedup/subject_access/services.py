"""Answering a request for a copy: opened, gathered, judged, released, made, taken and closed."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import anchors, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.queries import close
from joinedup.people.queries import own as people
from joinedup.subject_access import adapters, events, queries
from joinedup.subject_access.domain import requests as rules
from joinedup.subject_access.domain import reviewing
from joinedup.subject_access.domain.requests import (
    AccessLater,
    AccessNobody,
    AccessOpen,
    AccessReason,
    AccessStage,
    AccessTaken,
    AccessUnread,
    CheckedHow,
    Requester,
    Stage,
)
from joinedup.subject_access.domain.reviewing import Judgement, Why
from joinedup.subject_access.models import AccessRequest, CopyFile, JudgedRow
from joinedup.subject_access.queries import Held

WORKING = 5
"""Weekdays before this one are worked, Monday being 0."""


@journey.change
def open_request(
    *,
    nhs_number: str,
    born_on: date,
    requester: Requester,
    requester_name: str,
    checked_how: CheckedHow,
    received_on: date,
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Open a request for a copy of all that is held of somebody, by their number and birth."""
    access.require_permission(by.scope, Permission.SUBJECT_ACCESS)
    known = AccessRequest.objects.filter(made_key=key).first()
    if known is not None:
        return known.id
    person_id = people.person_of_number(nhs_number, born_on=born_on)
    if person_id is None or person_id in close.near_to(by.scope):
        raise AccessNobody()
    if received_on > place.today():
        raise AccessLater()
    Anchor.objects.select_for_update(no_key=True).get(pk=person_id)
    if AccessRequest.objects.filter(anchors.theirs([person_id]), closed_at=None).exists():
        raise AccessOpen()
    due = rules.due_on(received_on, _is_working(), is_extended=False)
    made = AccessRequest.objects.create(
        made_key=key,
        person_id=person_id,
        requester=requester,
        requester_name=requester_name,
        checked_how=checked_how,
        received_on=received_on,
        due_on=due,
        opened_at=at,
        opened_by=by.account_id,
    )
    fact = events.AccessRequested(
        request_id=made.id,
        requester=requester,
        checked_how=checked_how,
        received_on=received_on,
        due_on=due,
    )
    _record(fact, made, at=at, by=by)
    return made.id


@journey.change
def gather(request_id: UUID, *, at: datetime, by: Actor) -> int:
    """Find every row that somebody must judge; says how many."""
    row = journey.lock(AccessRequest, request_id, seen=None)
    if rules.stage_of(row.standing()) is not Stage.GATHERING:
        return 0
    found = _find(row, _held(row))
    row.gathered_at = at
    row.save(update_fields=["version", "gathered_at"])
    return found


@journey.change
def judge(
    row_id: UUID,
    *,
    seen: Version | None,
    judgement: Judgement,
    reason: str,
    at: datetime,
    by: Actor,
) -> UUID:
    """Say whether a row is given whole, with what is about others left out, or not at all."""
    access.require_permission(by.scope, Permission.SUBJECT_ACCESS)
    found = JudgedRow.objects.filter(pk=row_id).values_list("request_id", flat=True).first()
    if found is None:
        raise NotFound()
    # The request first, as whatever makes the copy does.
    asked = _asked(found, Stage.TO_REVIEW, seen=None, by=by)
    row = journey.lock(JudgedRow, row_id, seen=seen)
    why = [Why(one) for one in row.why.split(",")]
    row.reason = reviewing.check(judgement, why, reason)
    row.judgement, row.judged_at, row.judged_by = judgement, at, by.account_id
    row.save(update_fields=["version", "reason", "judgement", "judged_at", "judged_by"])
    return asked.id


@journey.change
def judge_as_suggested(request_id: UUID, *, seen: Version | None, at: datetime, by: Actor) -> int:
    """Leave what is about others out of every row that waits for that alone; says how many.

    What was kept back for somebody's safety is judged one by one.
    """
    access.require_permission(by.scope, Permission.SUBJECT_ACCESS)
    asked = _asked(request_id, Stage.TO_REVIEW, seen=seen, by=by)
    safe = Q(why__contains=Why.GUARDED.value) | Q(why__contains=Why.HELD_BACK.value)
    held = JudgedRow.objects.select_for_update(no_key=True).filter(request=asked, judgement="")
    done = 0
    for row in held.exclude(safe).order_by("id"):
        row.version += 1
        row.judgement, row.judged_at, row.judged_by = Judgement.PARTLY, at, by.account_id
        row.save(update_fields=["version", "judgement", "judged_at", "judged_by"])
        done += 1
    return done


@journey.change
def leave_out(
    request_id: UUID, *, seen: Version | None, names: str, at: datetime, by: Actor
) -> None:
    """Leave more names out, one a line: what holds them is gathered anew, and then judged."""
    del at
    row = _asked(request_id, Stage.TO_REVIEW, seen=seen, by=by)
    row.names, row.gathered_at = names.strip(), None
    row.save(update_fields=["version", "names", "gathered_at"])


@journey.change
def extend(
    request_id: UUID, *, seen: Version | None, because: str, at: datetime, by: Actor
) -> None:
    """Take two more months, as the law allows; whoever asked is to be told why within the first."""
    row = _asked(request_id, None, seen=seen, by=by)
    if row.extended_because or row.taken_at:
        raise AccessStage()
    row.extended_because = _reason(because)
    row.due_on = rules.due_on(row.received_on, _is_working(), is_extended=True)
    row.save(update_fields=["version", "extended_because", "due_on"])
    _record(events.AccessExtended(request_id=row.id, due_on=row.due_on), row, at=at, by=by)


@journey.change
def release(request_id: UUID, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Let the copy be made: every row that must be judged is."""
    row = _asked(request_id, Stage.TO_REVIEW, seen=seen, by=by)
    if row.rows.filter(judgement="").exists():
        raise AccessUnread()
    row.released_at, row.released_by = at, by.account_id
    row.save(update_fields=["version", "released_at", "released_by"])
    withheld = row.rows.filter(judgement=Judgement.WITHHOLD).count()
    fact = events.AccessReleased(request_id=row.id, withheld_count=withheld)
    _record(fact, row, at=at, by=by)


@journey.change
def make(request_id: UUID, *, at: datetime, by: Actor) -> bool:
    """Make the copy; where more is held by now that nobody has judged, it is reviewed again."""
    row = journey.lock(AccessRequest, request_id, seen=None)
    if rules.stage_of(row.standing()) is not Stage.MAKING:
        return False
    held = _held(row)
    if _find(row, held):
        row.released_at = row.released_by = None
        row.save(update_fields=["version", "released_at", "released_by"])
        _record(events.AccessReturned(request_id=row.id), row, at=at, by=by)
        return False
    body = adapters.zipped(_told(row, held, at=at))
    CopyFile.objects.create(request=row, body=body)
    row.made_at, row.made_digest = at, hashlib.sha256(body).hexdigest()
    row.save(update_fields=["version", "made_at", "made_digest"])
    fact = events.AccessCopyMade(request_id=row.id, digest=row.made_digest, size=len(body))
    _record(fact, row, at=at, by=by)
    return True


@journey.change
def take(request_id: UUID, *, seen: Version | None, at: datetime, by: Actor) -> bytes:
    """Take the copy, once: it is kept here no longer."""
    row = _asked(request_id, None, seen=seen, by=by)
    if row.taken_at is not None:
        raise AccessTaken()
    if rules.stage_of(row.standing()) is not Stage.READY:
        raise AccessStage()
    held = CopyFile.objects.get(request=row)
    body = bytes(held.body)
    held.delete()
    row.taken_at, row.taken_by = at, by.account_id
    row.save(update_fields=["version", "taken_at", "taken_by"])
    _record(events.AccessCopyTaken(request_id=row.id), row, at=at, by=by)
    return body


@journey.change
def make_again(request_id: UUID, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Have a copy that was taken made anew, as where a download broke off: it is reviewed again."""
    del at
    row = _asked(request_id, Stage.TAKEN, seen=seen, by=by)
    row.released_at = row.released_by = row.made_at = row.taken_at = row.taken_by = None
    row.made_digest = ""
    row.save(
        update_fields=[
            *("version", "released_at", "released_by", "made_at", "made_digest"),
            *("taken_at", "taken_by"),
        ]
    )


@journey.change
def close_request(
    request_id: UUID, *, seen: Version | None, because: str, at: datetime, by: Actor
) -> None:
    """Close a request: the copy was given, it was withdrawn, or it may be refused; says which."""
    row = _asked(request_id, None, seen=seen, by=by)
    row.closed_at, row.closed_by, row.closed_because = at, by.account_id, _reason(because)
    row.save(update_fields=["version", "closed_at", "closed_by", "closed_because"])
    CopyFile.objects.filter(request=row).delete()
    _record(events.AccessClosed(request_id=row.id), row, at=at, by=by)


def work(*, at: datetime, by: Actor) -> None:
    """Gather for whatever waits for it, and make what was released: for the worker."""
    held = AccessRequest.objects.filter(closed_at=None).order_by("due_on", "id")
    for request_id in list(held.filter(gathered_at=None).values_list("pk", flat=True)):
        gather(request_id, at=at, by=by)
    waiting = held.filter(made_at=None).exclude(released_at=None)
    for request_id in list(waiting.values_list("pk", flat=True)):
        make(request_id, at=at, by=by)


def _asked(
    request_id: UUID, stage: Stage | None, *, seen: Version | None, by: Actor
) -> AccessRequest:
    access.require_permission(by.scope, Permission.SUBJECT_ACCESS)
    row = journey.lock(AccessRequest, request_id, seen=seen)
    if PersonId(row.person_id) in close.near_to(by.scope):
        raise NotFound()
    now = rules.stage_of(row.standing())
    if now is Stage.CLOSED or (stage is not None and now is not stage):
        raise AccessStage()
    return row


def _held(row: AccessRequest) -> Held:
    return queries.held_of(PersonId(row.person_id), also=row.names.splitlines())


def _find(row: AccessRequest, held: Held) -> int:
    """Keep every row that must be judged and was not yet, as it is held now; says how many.

    One that was judged and has changed since, or for another reason or name, is judged anew.
    """
    known = {(one.part, one.row_key): one for one in row.rows.all()}
    fresh = 0
    for one in held.rows:
        if not one.why:
            continue
        why, before = ",".join(sorted(one.why)), known.get((one.holding.code, one.key))
        if before is None:
            JudgedRow.objects.create(
                request=row, part=one.holding.code, row_key=one.key, why=why, digest=one.digest
            )
        elif (before.why, before.digest) != (why, one.digest):
            before.version += 1
            before.why, before.digest, before.judgement = why, one.digest, ""
            before.save(update_fields=["version", "why", "digest", "judgement"])
        else:
            continue
        fresh += 1
    return fresh


def _told(row: AccessRequest, held: Held, *, at: datetime) -> dict[str, Any]:
    rows = row.rows.values_list("part", "row_key", "judgement")
    judged: Mapping[tuple[str, str], Judgement] = {
        (part, key): Judgement(said) for part, key, said in rows
    }
    told = queries.copied(held, judged)
    for part in told["parts"]:
        names = queries.named(part["rows"])
        part["rows"] = [
            {
                column: names.get(value, str(value)) if isinstance(value, UUID) else value
                for column, value in one.items()
            }
            for one in part["rows"]
        ]
    here = place.current()
    return {
        "place": str(here.name),
        "made_at": at,
        "received_on": row.received_on,
        "ring": here.front_door.telephone,
        **told,
    }


def _is_working() -> Callable[[date], bool]:
    holidays = {one.day for one in place.current().bank_holidays.values()}
    return lambda day: day.weekday() < WORKING and day not in holidays


def _reason(because: str) -> str:
    if not (said := because.strip()):
        raise AccessReason()
    return said


def _record(fact: object, row: AccessRequest, *, at: datetime, by: Actor) -> None:
    journey.record(fact, about=row, person=PersonId(row.person_id), at=at, by=by)
