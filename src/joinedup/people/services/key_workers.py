"""Who is named to co-ordinate somebody's care: named, another named, and ended."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from joinedup.foundation import anchors, care, journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import relations as rules
from joinedup.people.domain.key_workers import (
    KeyWorkerAlready,
    KeyWorkerAnother,
    KeyWorkerOver,
    NoSuchWorker,
)
from joinedup.people.models import KeyWorker, Person
from joinedup.people.queries.key_workers import candidates
from joinedup.people.services import ending
from joinedup.people.services.opening import refuse_own

ANOTHER = "another_named"
DIED = "died"
AFTER_A_DEATH: Final = timedelta(days=28)
"""How long whoever was the key worker goes on seeing the record: to be there for the family, and to
see that equipment and medicines are collected."""


@journey.change
def name_key_worker(
    person_id: PersonId,
    *,
    worker: UUID,
    instead_of: UUID | None,
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Name who co-ordinates somebody's care: it opens the person to them for as long as they do.

    `instead_of` is whom the page showed: where that is another by now, nothing is changed. Nobody
    is the key worker of their own family or household.
    """
    access.require_permission(by.scope, Permission.RECORD_ADD)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(by.scope, survivor)
    person = Person.objects.select_for_update(no_key=True).filter(pk=survivor).first()
    if person is None:
        raise NotFound()
    known = KeyWorker.objects.filter(made_key=key).first()
    if known is not None:
        return known.id
    live = KeyWorker.objects.filter(anchors.theirs([survivor]), until__isnull=True)
    held = list(live.order_by("-since", "-id"))
    if (held[0].id if held else None) != instead_of:
        raise KeyWorkerAnother()
    if held and held[0].account_id == worker:
        raise KeyWorkerAlready()
    if worker not in {one.account_id for one in candidates(by.scope, survivor)}:
        raise NoSuchWorker()
    refuse_own(person, worker)
    for row in held:
        _end(row, ANOTHER, at=at, by=by)
    made = KeyWorker.objects.create(
        made_key=key, person=person, account_id=worker, since=at, named_by=by.account_id
    )
    holder = care.account(worker)
    care.begin(survivor, holder, because=care.KEY_WORKER, at=at, by=by, about=made)
    fact = events.KeyWorkerNamed(
        key_worker_id=made.id, worker=worker, was=held[0].id if held else None
    )
    journey.record(fact, about=made, person=survivor, at=at, by=by)
    return made.id


@journey.change
def end_key_worker(
    key_worker_id: UUID, *, seen: Version | None, because: str, at: datetime, by: Actor
) -> PersonId:
    """End that somebody co-ordinates a person's care, with nobody instead; says of whom."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    row = journey.lock(KeyWorker, key_worker_id, seen=seen)
    whose = PersonId(row.person_id)
    survivor = anchors.surviving([whose])[whose]
    access.require(by.scope, survivor)
    if row.until is not None:
        raise KeyWorkerOver()
    why = rules.because(because)
    _end(row, why, at=at, by=by)
    fact = events.KeyWorkerEnded(key_worker_id=row.id)
    journey.record(fact, about=row, person=whose, content=why, at=at, by=by)
    return survivor


def end_at_a_death(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """End that anybody co-ordinates the care of somebody who has died; they see the record on.

    A death that is taken back brings nobody back: whoever co-ordinates from then on is named anew.
    """
    together = anchors.resolved(person_id)[1]
    held = KeyWorker.objects.filter(person_id__in=together, until__isnull=True)
    for row in held.select_for_update(no_key=True).order_by("id"):
        care.end_about(row, because=DIED, at=at, by=by, goes_on_for=AFTER_A_DEATH)
        ending.end(row, DIED, at=at, by=by)
        fact = events.KeyWorkerEnded(key_worker_id=row.id)
        whose = PersonId(row.person_id)
        journey.record(fact, about=row, person=whose, content=DIED, at=at, by=by)


def _end(row: KeyWorker, because: str, *, at: datetime, by: Actor) -> None:
    care.end_about(row, because="ended", at=at, by=by)
    ending.end(row, because, at=at, by=by)
