"""Referrals begun and not sent. A draft is nobody's fact: saving one records nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from joinedup.foundation import journey
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import DraftId
from joinedup.referrals.models import Draft
from joinedup.referrals.queries.drafts import DraftNotFound

LONGEST_DRAFT: Final = 100_000
KEPT_FOR: Final = timedelta(days=7)
"""How long a draft is kept that nobody saves: it holds personal details and is no record."""


class DraftTooLong(Refused):
    """A draft holds more than any referral could."""

    code = "draft_too_long"


@change
def save_draft(
    draft_id: DraftId | None,
    *,
    seen: Version | None = None,
    fields: Mapping[str, Sequence[str]],
    person_id: PersonId | None = None,
    at: datetime,
    by: Actor,
) -> DraftId:
    """Keep what a form holds so far, by field name; no draft yet begins one."""
    require_permission(by.scope, Permission.REFERRAL_MAKE)
    kept = {
        wording.printable(name): [wording.printable(one) for one in given]
        for name, given in fields.items()
    }
    if len(json.dumps(kept)) > LONGEST_DRAFT:
        raise DraftTooLong(longest=LONGEST_DRAFT)
    if draft_id is not None and _is_told_again(
        draft_id, seen=seen, fields=kept, person_id=person_id, by=by
    ):
        return draft_id
    if draft_id is None:
        draft = Draft(account_id=by.account_id, began_at=at)
    else:
        draft = _own(draft_id, seen=seen, by=by)
    draft.fields, draft.person_id, draft.saved_at = kept, person_id, at
    draft.save()
    return DraftId(draft.id)


@change
def discard_draft(draft_id: DraftId, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Throw a draft away, with what it held."""
    del at
    _own(draft_id, seen=seen, by=by).delete()


@change
def purge_drafts(*, at: datetime, by: Actor) -> int:
    """Throw away drafts that nobody has saved for a week, with what they held; say how many."""
    del by
    count, _ = Draft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()
    return count


def _is_told_again(
    draft_id: DraftId,
    *,
    seen: Version | None,
    fields: Mapping[str, Sequence[str]],
    person_id: PersonId | None,
    by: Actor,
) -> bool:
    """Whether the last save was this one, sent again because its answer was lost."""
    held = Draft.objects.filter(id=draft_id, account_id=by.account_id).first()
    return (
        held is not None
        and seen == held.version - 1
        and (held.fields, held.person_id) == (fields, person_id)
    )


def _own(draft_id: DraftId, *, seen: Version | None, by: Actor) -> Draft:
    if not Draft.objects.filter(id=draft_id, account_id=by.account_id).exists():
        raise DraftNotFound()
    return journey.lock(Draft, draft_id, seen=seen)
