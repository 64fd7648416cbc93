"""What whoever is on duty writes down: capacity as they were told it, and notes of the shift."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import instant, journey
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import NotFound
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.duty_board import NoteHasEnded, NoteKind, check_as_of
from joinedup.referrals.domain.triage import check_known
from joinedup.referrals.models import Capacity, ShiftNote
from joinedup.referrals.services.holding import here


@change
def enter_capacity(
    kind: str, *, count: int, words: str, as_of: datetime, at: datetime, by: Actor
) -> None:
    """Write down how much there is of something, as of when; earlier figures are kept."""
    require_permission(by.scope, Permission.DUTY_SEE)
    check_known("kind", kind, here().capacities.keys())
    check_as_of(as_of, at=at)
    made = Capacity.objects.create(
        kind=kind,
        count=count,
        words=wording.words(words, longest=300),
        as_of=as_of,
        recorded_at=instant.now(),
        account_id=by.account_id,
    )
    fact = events.CapacityEntered(kind=kind, count=count, as_of=as_of)
    journey.record(fact, about=made, place=True, at=at, by=by)


@change
def note_for_shift(kind: str, *, words: str, at: datetime, by: Actor) -> UUID:
    """Write down what whoever is on needs to know: who is ill, which partner cannot be reached."""
    require_permission(by.scope, Permission.DUTY_SEE)
    check_known("kind", kind, list(NoteKind))
    words = wording.words(words, must=True)
    made = ShiftNote.objects.create(kind=kind, words=words, made_at=at, account_id=by.account_id)
    fact = events.ShiftNoted(kind=kind)
    journey.record(fact, about=made, place=True, at=at, by=by, content=words)
    return made.id


@change
def end_note(note_id: UUID, *, at: datetime, by: Actor) -> None:
    """Say that what a note tells of is over."""
    require_permission(by.scope, Permission.DUTY_SEE)
    note = ShiftNote.objects.select_for_update(no_key=True).filter(id=note_id).first()
    if note is None:
        raise NotFound()
    if note.ended_at is not None:
        raise NoteHasEnded()
    note.ended_at, note.ended_by_id = at, by.account_id
    note.save(update_fields=["ended_at", "ended_by"])
    fact = events.ShiftNoteEnded(kind=note.kind)
    journey.record(fact, about=note, place=True, at=at, by=by)
