"""Entries of the journey log, as rooms read them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joinedup.foundation.models import Entry
from joinedup.kernel import facts
from joinedup.kernel.ids import EntryId


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One fact as it is read back."""

    id: EntryId
    kind: str
    subject_id: UUID
    about_kind: str
    about_id: UUID
    about_version: int | None
    at: datetime
    recorded_at: datetime
    by_account: UUID
    by_role: str
    by_organisation: str
    fact: Any
    content: str | None
    is_content_destroyed: bool
    corrects: UUID | None
    by_name: str = ""
    """What colleagues call the account, where the query brought it."""

    @property
    def is_late(self) -> bool:
        """Whether it was told well after it happened."""
        return self.recorded_at - self.at > timedelta(minutes=15)


def row(entry: Entry) -> EntryRow:
    """An entry as rooms read it, its fact rebuilt from the body."""
    content = entry.content
    return EntryRow(
        id=EntryId(entry.id),
        kind=entry.kind,
        subject_id=entry.subject_id,
        about_kind=entry.about_kind,
        about_id=entry.about_id,
        about_version=entry.about_version,
        at=entry.at,
        recorded_at=entry.recorded_at,
        by_account=entry.by_account,
        by_role=entry.by_role,
        by_organisation=entry.by_organisation,
        fact=facts.from_text(entry.kind, entry.body),
        content=content.text if content else None,
        is_content_destroyed=bool(content and content.destroyed_at),
        corrects=entry.corrects,
        by_name=getattr(entry, "by_name", None) or "",
    )
