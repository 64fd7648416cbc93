"""What somebody says of themselves: notes, readings, what matters to them, their language."""

from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation import scope as access
from joinedup.foundation.ids import new_id
from joinedup.foundation.residents import KNOWN_AS
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import details as details_rules
from joinedup.people.domain import record as rules
from joinedup.people.domain.record import HERE, EntryKind, EntrySent
from joinedup.people.domain.telling import BEGINS, KINDS, Lasting, Told, key_of
from joinedup.people.models import FormerDetail, Person, RecordEntry
from joinedup.people.services import record_rows, rows
from joinedup.people.services.record_rows import Row

TOLD: Final = "Told by the person"
"""What stands as the role of the author: nobody mistakes it for what staff found."""


@journey.change
def tell(person_id: PersonId, *, told: Told, key: UUID, at: datetime, by: Actor) -> UUID:
    """Write in one's own record what one noticed or measured; the same `key` again is the same."""
    person = _own(person_id, by)
    known = RecordEntry.objects.filter(person_id=person_id, source=HERE, source_key=str(key))
    if (held := known.values_list("pk", flat=True).first()) is not None:
        return held
    kind = EntryKind.OBSERVATION if told.value else EntryKind.OTHER
    sent = EntrySent(
        kind=kind,
        source_key=str(key),
        words=told.words,
        value=told.value,
        status="active",
        happened_at=told.taken_at or at,
        author=KNOWN_AS,
        author_role=TOLD,
    )
    return _written(person, sent, None, at=at, by=by)


@journey.change
def tell_lasting(
    person_id: PersonId, *, what: Lasting, words: str, at: datetime, by: Actor
) -> UUID | None:
    """Say what holds of oneself from now on; no words at all take back what was said before."""
    person = _own(person_id, by)
    before, said = _live(person_id, what), words.strip()
    kept = f"{BEGINS[what]}{said}" if said else (before.words if before else "")
    if not kept:
        return None
    sent = EntrySent(
        kind=KINDS[what],
        source_key=key_of(what),
        words=kept,
        status="active" if said else "ended",
        happened_at=at,
        author=KNOWN_AS,
        author_role=TOLD,
    )
    if before is not None and (sent.words, sent.status) == (before.words, before.status):
        return before.id
    return _written(person, sent, before, at=at, by=by)


@journey.change
def tell_language(
    person_id: PersonId,
    *,
    seen: Version,
    language: str,
    needs_interpreter: bool,
    at: datetime,
    by: Actor,
) -> None:
    """Say in which language one wants to talk, and whether with an interpreter."""
    person = _own(person_id, by, seen=seen)
    after = details_rules.trimmed("language", language)
    if (after, needs_interpreter) == (person.language, person.needs_interpreter):
        return
    if after != person.language:
        FormerDetail.objects.create(
            person=person,
            field="language",
            was=person.language,
            until=at,
            corrected_by=by.account_id,
        )
    person.language, person.needs_interpreter = after, needs_interpreter
    person.save(update_fields=["version", "language", "needs_interpreter"])
    fact = events.DetailsCorrected(changed=("language", "needs_interpreter"))
    journey.record(fact, about=person, person=person_id, at=at, by=by)


def _own(person_id: PersonId, by: Actor, *, seen: Version | None = None) -> Person:
    access.require_own(by.scope, person_id)
    return rows.lock(person_id, seen=seen)


def _live(person_id: PersonId, what: Lasting) -> Row | None:
    held = RecordEntry.objects.filter(
        person_id=person_id, source=HERE, source_key=key_of(what), superseded_at=None
    )
    found = held.values_list(*record_rows.COLUMNS).first()
    return Row._make(found) if found else None


def _written(
    person: Person, sent: EntrySent, before: Row | None, *, at: datetime, by: Actor
) -> UUID:
    made = record_rows.made(
        rules.tidied(sent),
        person_id=person.pk,
        source=HERE,
        received_id=None,
        at=at,
        written_by=by.account_id,
    )
    if before is not None:
        made = made._replace(id=new_id(), version=before.version + 1, replaces_id=before.id)
        RecordEntry.objects.filter(pk=before.id).update(superseded_at=at)
    record_rows.write([made])
    fact = events.RecordAdded(entry_id=made.id, kind=EntryKind(made.kind), version=made.version)
    journey.record(fact, about=person, person=PersonId(person.pk), at=at, by=by)
    return made.id
