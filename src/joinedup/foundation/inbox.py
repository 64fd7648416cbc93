"""What arrives: kept byte for byte once, in the sender's order, and answered."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from joinedup.foundation.models import Received
from joinedup.foundation.naming import Named, named
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import ReceivedId

ACCEPTED = "accepted"
REFUSED = "refused"
WAITING = "waiting"
UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A message as it was taken in; `is_new` is false where the same one came before.

    What was too large for a message is the file that `file_digest` names, and has no `body`.
    """

    id: ReceivedId
    is_new: bool
    sender: str
    subject_key: str
    sequence: str
    message_key: str
    body: bytes
    file_digest: str
    received_at: datetime
    answered_at: datetime | None
    outcome: str
    refusals: tuple[dict[str, str], ...]
    about_id: UUID | None
    format: str


def receive(
    *,
    sender: str,
    message_key: str,
    subject_key: str = "",
    sequence: str = "",
    format: str,  # noqa: A002 - the field's word
    body: bytes,
    at: datetime,
    by: Actor,
) -> ReceivedRow:
    """Keep a message as it arrived; the same key from one sender is kept once.

    What says nothing of a key is known by its bytes. A message that names its subject is not: the
    same bytes may have been refused before anybody read what they are about, and no later message
    would find it there. Called inside the change that answers it, so that what is acknowledged is
    kept and what is kept is answered.
    """
    digest = hashlib.sha256(body).hexdigest()
    same = _of_key(sender, message_key)
    if not same and not subject_key:
        same = _of_bytes(sender, digest)
    if same:
        return _row(same[0], is_new=False)
    kept, is_new = Received.objects.get_or_create(
        sender=sender,
        message_key=message_key,
        defaults={
            "subject_key": subject_key,
            "sequence": sequence,
            "format": format,
            "body": body,
            "body_digest": digest,
            "received_at": at,
            "received_by": by.account_id,
        },
    )
    return _row(kept, is_new=is_new)


@question
def _of_key(sender: str, message_key: str) -> QuerySet[Received]:
    return Received.objects.filter(sender=sender, message_key=message_key)


@question
def _of_bytes(sender: str, digest: str) -> QuerySet[Received]:
    return Received.objects.filter(sender=sender, body_digest=digest).order_by("id")[:1]


def receive_file(
    *,
    sender: str,
    digest: str,
    format: str,  # noqa: A002 - the field's word
    at: datetime,
    by: Actor,
) -> ReceivedRow:
    """Note that a file that is kept was sent; the same file of one sender is noted once."""
    kept, is_new = Received.objects.get_or_create(
        sender=sender,
        message_key=f"bytes|{digest}",
        defaults={
            "format": format,
            "body": b"",
            "body_digest": digest,
            "file_digest": digest,
            "received_at": at,
            "received_by": by.account_id,
        },
    )
    return _row(kept, is_new=is_new)


def files_named() -> Iterator[str]:
    """The digest of every file that something received is kept in."""
    named = Received.objects.exclude(file_digest="").order_by("file_digest")
    yield from named.values_list("file_digest", flat=True).distinct()


def message(received_id: ReceivedId) -> ReceivedRow:
    """A message as it was taken in."""
    found = Received.objects.filter(id=received_id).first()
    if found is None:
        raise NotFound()
    return _row(found, is_new=False)


def answer(
    received_id: ReceivedId,
    *,
    outcome: str,
    at: datetime,
    refusals: Sequence[Finding] = (),
    repaired: Sequence[Finding] = (),
    about: Named | None = None,
) -> None:
    """Write down what a message was answered with, and the thing it made or changed."""
    about_kind, about_id = named(about) if about else ("", None)
    changed = Received.objects.filter(id=received_id).update(
        outcome=outcome,
        answered_at=at,
        refusals=json.dumps([asdict(f) for f in refusals]),
        repaired=json.dumps([asdict(f) for f in repaired]),
        about_kind=about_kind,
        about_id=about_id,
    )
    if not changed:
        raise NotFound()


def waiting_for(sender: str, subject_key: str) -> list[ReceivedRow]:
    """Messages about a sender's subject that came too early, in the sender's order; locked."""
    found = Received.objects.filter(sender=sender, subject_key=subject_key, outcome=WAITING)
    locked = found.select_for_update(no_key=True)
    return [_row(one, is_new=False) for one in locked.order_by("sequence", "id")]


def waiting_since(before: datetime) -> list[ReceivedRow]:
    """Messages that were found to be too early, before an instant, and still wait; locked."""
    # What was refused for waiting and came again waits from then.
    found = Received.objects.filter(outcome=WAITING, answered_at__lte=before)
    locked = found.select_for_update(no_key=True)
    return [_row(one, is_new=False) for one in locked.order_by("answered_at", "id")]


def about_subject(sender: str, subject_key: str) -> list[ReceivedRow]:
    """Every message of a sender about one of its subjects, in the sender's order."""
    found = Received.objects.filter(sender=sender, subject_key=subject_key)
    return [_row(one, is_new=False) for one in found.order_by("sequence", "id")]


def _row(received: Received, *, is_new: bool) -> ReceivedRow:
    return ReceivedRow(
        id=ReceivedId(received.id),
        is_new=is_new,
        sender=received.sender,
        subject_key=received.subject_key,
        sequence=received.sequence,
        message_key=received.message_key,
        body=bytes(received.body),
        file_digest=received.file_digest,
        received_at=received.received_at,
        answered_at=received.answered_at,
        outcome=received.outcome,
        refusals=tuple(json.loads(received.refusals or "[]")),
        about_id=received.about_id,
        format=received.format,
    )
