"""Documents on what somebody wants: recorded, their originals seen, looked at again, and ended."""

from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from joinedup.foundation import anchors, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import PersonId, ReceivedId, Version
from joinedup.people import events
from joinedup.people.domain import documents as rules
from joinedup.people.domain.documents import (
    DocumentKind,
    DocumentOver,
    DocumentSent,
    Ended,
    EndedHow,
    Paper,
    Reviewed,
    Sight,
)
from joinedup.people.domain.record import HERE
from joinedup.people.models import Document, DocumentNote, Person


@journey.change
def record_document(
    person_id: PersonId,
    paper: Paper,
    *,
    original: Sight | None = None,
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Record a document as its paper says; `original` is who saw that paper, where somebody did."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(by.scope, survivor)
    if not Person.objects.filter(pk=survivor).exists():
        raise NotFound()
    today = place.today()
    tidy = rules.tidied(paper, on=today)
    seen = rules.sight(original, issued_on=tidy.issued_on, on=today) if original else None
    made = Document(
        **asdict(tidy),
        made_key=key,
        person_id=survivor,
        source=HERE,
        recorded_at=at,
        recorded_by=by.account_id,
    )
    Document.objects.bulk_create([made], ignore_conflicts=True)
    held = Document.objects.get(made_key=key)
    if held.id == made.id:
        _say_recorded(held, tidy, at=at, by=by)
        if seen:
            _note_seen(held, seen, at=at, by=by)
    return held.id


@journey.change
def receive_document(
    record_id: PersonId,
    sent: DocumentSent,
    *,
    source: str,
    received_id: ReceivedId | None,
    at: datetime,
    by: Actor,
) -> UUID | None:
    """Keep a document as a source sent it, once; another version of it is another document.

    One that the source takes back is ended as recorded by mistake. Of a record that was joined to
    another it is kept with that record, as what a source says of anybody is.
    """
    _check_source(by)
    if sent.is_entered_in_error:
        _take_back(record_id, sent, source=source, at=at, by=by)
        return None
    tidy = rules.tidied(sent.paper, on=place.today())
    source_key = _version_of(sent, tidy)
    made = Document(
        **asdict(tidy),
        made_key=uuid5(_FROM_SOURCE, f"{source} {source_key}"),
        person_id=record_id,
        source=source,
        source_key=source_key,
        asserted_at=sent.asserted_at,
        received_id=received_id,
        recorded_at=at,
        recorded_by=by.account_id,
    )
    Document.objects.bulk_create([made], ignore_conflicts=True)
    held = Document.objects.get(made_key=made.made_key)
    if held.id == made.id:
        _say_recorded(held, tidy, at=at, by=by)
    return held.id


@journey.change
def see_original(
    document_id: UUID, *, seen: Version | None, sight: Sight, at: datetime, by: Actor
) -> PersonId:
    """Note that somebody saw the original on a day; says whose it is."""
    row = _locked(document_id, seen=seen, by=by)
    given = rules.sight(sight, issued_on=row.issued_on, on=place.today())
    row.save(update_fields=["version"])
    _note_seen(row, given, at=at, by=by)
    return PersonId(row.person_id)


@journey.change
def review_document(
    document_id: UUID, *, seen: Version | None, reviewed: Reviewed, at: datetime, by: Actor
) -> PersonId:
    """Note that a document was found still right on a day, and when to look at it again."""
    row = _locked(document_id, seen=seen, by=by)
    given = rules.reviewed(reviewed, issued_on=row.issued_on, on=place.today())
    row.save(update_fields=["version"])
    _note(row, DocumentNote.Kind.REVIEWED, given, at=at, by=by)
    fact = events.DocumentReviewed(
        document_id=row.id,
        kind=DocumentKind(row.kind),
        reviewed_on=given.on or place.today(),
        next_on=given.next_on,
    )
    journey.record(fact, about=row, person=row.person_id, at=at, by=by)
    return PersonId(row.person_id)


@journey.change
def end_document(
    document_id: UUID, *, seen: Version | None, ended: Ended, at: datetime, by: Actor
) -> PersonId:
    """Say that a document is in force no more, how and why; it stays readable as ended."""
    row = _locked(document_id, seen=seen, by=by)
    given = rules.ended(ended, issued_on=row.issued_on, on=place.today())
    _end(row, given, at=at, by=by)
    return PersonId(row.person_id)


_FROM_SOURCE: Final = UUID("5d0b2f0a-7d4e-5c67-9a7c-1b7f0d9f4c21")
_DIGEST: Final = 24
_LONGEST_NAME: Final = 170
_ENDS: Final = (
    *("ended_at", "ended_by", "ended_how", "ended_on", "ended_because", "ended_decided_by"),
)


def _locked(document_id: UUID, *, seen: Version | None, by: Actor) -> Document:
    access.require_permission(by.scope, Permission.RECORD_ADD)
    row = journey.lock(Document, document_id, seen=seen)
    access.require(by.scope, anchors.surviving([PersonId(row.person_id)])[PersonId(row.person_id)])
    if row.ended_at is not None:
        raise DocumentOver()
    return row


def _check_source(by: Actor) -> None:
    # A source may tell us of anybody whom it knows, as by post; seeing them is another matter.
    if by.scope.permissions.isdisjoint({Permission.MESSAGE_SEND, Permission.RECORD_ADD}):
        reason = Reason("role_may_not", {"permission": Permission.RECORD_ADD.value})
        raise NotPermitted(reasons=(reason,))


def _version_of(sent: DocumentSent, tidy: Paper) -> str:
    """What a source calls a document, with what this version of it says."""
    said = repr((sorted(asdict(tidy).items()), sent.asserted_at))
    return f"{_name_of(sent)}#{sha256(said.encode()).hexdigest()[:_DIGEST]}"


def _name_of(sent: DocumentSent) -> str:
    given = sent.source_key
    return given if len(given) <= _LONGEST_NAME else sha256(given.encode()).hexdigest()


def _take_back(
    record_id: PersonId, sent: DocumentSent, *, source: str, at: datetime, by: Actor
) -> None:
    every = Document.objects.filter(person_id=record_id, source=source, ended_at=None)
    versions = every.filter(source_key__startswith=f"{_name_of(sent)}#")
    because = "The system that sent it says that it was entered in error"
    for held in sorted(versions.values_list("pk", flat=True)):
        row = journey.lock(Document, held, seen=None)
        ended = Ended(how=EndedHow.MISTAKE, because=because, on=place.today())
        _end(row, ended, at=at, by=by)


def _end(row: Document, given: Ended, *, at: datetime, by: Actor) -> None:
    row.ended_at, row.ended_by = max(row.recorded_at, at), by.account_id
    row.ended_how, row.ended_on = given.how.value, given.on
    row.ended_because, row.ended_decided_by = given.because, given.decided_by
    row.save(update_fields=["version", *_ENDS])
    fact = events.DocumentEnded(
        document_id=row.id,
        kind=DocumentKind(row.kind),
        how=given.how,
        ended_on=given.on or place.today(),
    )
    journey.record(fact, about=row, person=row.person_id, at=at, by=by)


def _say_recorded(held: Document, paper: Paper, *, at: datetime, by: Actor) -> None:
    fact = events.DocumentRecorded(
        document_id=held.id, kind=paper.kind, issued_on=paper.issued_on, source=held.source
    )
    journey.record(fact, about=held, person=held.person_id, at=at, by=by)


def _note_seen(row: Document, given: Sight, *, at: datetime, by: Actor) -> None:
    _note(row, DocumentNote.Kind.SEEN, given, at=at, by=by)
    fact = events.OriginalSeen(
        document_id=row.id, kind=DocumentKind(row.kind), seen_on=given.on or place.today()
    )
    journey.record(fact, about=row, person=row.person_id, at=at, by=by)


def _note(
    row: Document, kind: DocumentNote.Kind, given: Sight | Reviewed, *, at: datetime, by: Actor
) -> None:
    DocumentNote.objects.create(
        document=row, kind=kind, **asdict(given), recorded_at=at, recorded_by=by.account_id
    )
