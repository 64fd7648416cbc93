"""What whoever reviews reading says of it: once, and never of what they did themselves."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import BrokenGlass
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import Version
from joinedup.people.domain.glass import Finding, found
from joinedup.people.models import LookToReview


def reviewed[M: (BrokenGlass, LookToReview)](
    kind: type[M],
    row_id: UUID,
    *,
    seen: Version | None,
    finding: Finding,
    words: str,
    at: datetime,
    by: Actor,
    ones: Refused,
    already: Refused,
) -> M:
    """Keep what was found of something, inside a change; `ones` and `already` say why it may not.

    Gives back what it is, for the fact to be recorded of it.
    """
    access.require_permission(by.scope, Permission.READING_REVIEW)
    row = journey.lock(kind, row_id, seen=seen)
    if row.account_id == by.account_id:
        raise ones
    if row.reviewed_at is not None:
        raise already
    row.finding_words = found(finding, words)
    row.reviewed_at, row.reviewed_by, row.finding = at, by.account_id, finding.value
    row.save(update_fields=["version", "reviewed_at", "reviewed_by", "finding", "finding_words"])
    return row
