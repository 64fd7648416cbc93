"""Entries of the record, as a source sends them."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from joinedup.foundation import inbox, instant
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.people import services
from joinedup.people.domain.record import NAMING_NO_PLACE, EntryKind, EntrySent, Written
from joinedup.people.services import KeptEntries
from tests.builders import people

GP = "gp_system"
_numbers = count(1)


def an_entry(**changes: Any) -> EntrySent:
    """Penicillin, as her practice has it, under a key of its own."""
    said = {
        "kind": EntryKind.ALLERGY,
        "source_key": f"AllergyIntolerance/{next(_numbers)}",
        "code_system": "http://snomed.info/sct",
        "code": "91936005",
        "words": "Allergy to penicillin",
        "status": "active",
        "happened_at": instant.now().replace(microsecond=0),
        "author": "Dr Asha Rao",
        "author_role": "GP",
        "organisation": "Larkmead Surgery",
        "details": (("reaction", "rash"),),
        "path": "Bundle.entry[2].resource",
    }
    return EntrySent(**{**said, **changes})


def received(body: bytes = b"", *, sender: str = GP, key: str = "") -> ReceivedId:
    """A message as it arrived, unlike any other where nothing is said of it."""
    kept = inbox.receive(
        sender=sender,
        message_key=key or f"message-{next(_numbers)}",
        format="fhir",
        body=body or f'{{"id": "{next(_numbers)}"}}'.encode(),
        at=instant.now(),
        by=people.the_office(),
    )
    return kept.id


def kept(
    person: PersonId,
    *entries: EntrySent,
    source: str = GP,
    received_id: ReceivedId | None = None,
    at: datetime | None = None,
    by: Actor | None = None,
) -> KeptEntries:
    """What came of entries that a source sent about somebody."""
    sent = entries or (an_entry(),)
    return services.keep_entries(
        person,
        sent,
        source=source,
        received_id=received_id,
        at=at or instant.now(),
        by=by or people.the_office(),
    )


def heard(source: str = "gp-record") -> None:
    """A system that was heard just now, and spoke of somebody else."""
    kept(people.a_person(), source=source)


def written(
    person: PersonId,
    words: str = "Likes tea",
    *,
    kind: EntryKind = EntryKind.OTHER,
    happened_on: date | None = None,
) -> UUID:
    """What staff wrote in somebody's record here: a note, unless another kind is said."""
    return services.write_entry(
        person,
        written=Written(kind=kind, words=words, happened_on=happened_on),
        key=people.a_key(),
        at=instant.now(),
        by=people.the_office(),
    )


def entries_that_say_where(marks: Sequence[str]) -> list[EntrySent]:
    """An entry of every kind, each of whose boxes says where somebody is."""
    told = ", ".join(marks)
    return [
        an_entry(
            kind=kind,
            words=f"Ring {marks[0]}" if kind in NAMING_NO_PLACE else told,
            value=told if kind not in NAMING_NO_PLACE else "142/86 mmHg",
            author=told,
            organisation=told,
            details=(("at", told),),
            source_key=f"{kind}/{told}"[:200],
            path="Bundle.entry[0].resource",
        )
        for kind in EntryKind
    ]
