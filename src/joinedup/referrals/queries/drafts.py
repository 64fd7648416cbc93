"""Referrals begun and not sent: each is seen by the account that began it, and nobody else."""

from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals.domain.ids import DraftId
from joinedup.referrals.models import Draft
from joinedup.referrals.queries.rows import DraftRow


class DraftNotFound(NotFound):
    """There is no such draft of this viewer's: sent, thrown away, too old, or never theirs."""

    code = "draft_not_found"


def drafts(scope: Scope) -> list[DraftRow]:
    """The viewer's own drafts, last saved first."""
    own = Draft.objects.filter(account_id=scope.account_id)
    return [_row(one) for one in own.order_by("-saved_at", "-id")]


def draft(scope: Scope, draft_id: DraftId) -> DraftRow:
    """One of the viewer's own drafts; anybody else's is not found."""
    found = Draft.objects.filter(id=draft_id, account_id=scope.account_id).first()
    if found is None:
        raise DraftNotFound()
    return _row(found)


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        draft_id=DraftId(draft.id),
        version=Version(draft.version),
        fields=draft.fields,
        person_id=PersonId(draft.person_id) if draft.person_id else None,
        began_at=draft.began_at,
        saved_at=draft.saved_at,
    )
