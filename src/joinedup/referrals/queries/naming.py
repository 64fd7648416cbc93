"""How referrals and their lines are spoken of: by the reference, which says nothing of anybody."""

from uuid import UUID

from joinedup.foundation.naming import Opened, calls, opens_references
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, visible
from joinedup.referrals.models import Line, Referral


@calls("referrals.referral", opened_at="referrals:status")
def references(scope: Scope, referral_ids: list[UUID]) -> dict[UUID, str]:
    """The reference of each referral, whoever asks."""
    del scope
    return dict(Referral.objects.filter(id__in=referral_ids).values_list("id", "reference"))


@calls("referrals.line", opened_at="referrals:line")
def line_references(scope: Scope, line_ids: list[UUID]) -> dict[UUID, str]:
    """The reference of the referral of each line, whoever asks."""
    del scope
    found = Line.objects.filter(id__in=line_ids)
    return dict(found.values_list("id", "referral__reference"))


@opens_references
def opened_by_reference(scope: Scope, reference: str) -> Opened | None:
    """The referral of somebody whom the viewer may see: its line where they work, else its status.

    Of several lines it is an open one before one that ended, and one of the viewer's own teams.
    """
    referral = Referral.objects.filter(visible(scope), reference=reference).first()
    if referral is None:
        return None
    if scope.may(Permission.QUEUE_SEE) or scope.may(Permission.LINE_ACCEPT):
        lines = sorted(
            (closed_at is not None, team_code not in scope.teams, line_id)
            for line_id, closed_at, team_code in referral.lines.values_list(
                "id", "closed_at", "team_code"
            )
        )
        return Opened("referrals:line", lines[0][-1])
    return (
        Opened("referrals:status", referral.id) if scope.may(Permission.REFERRAL_FOLLOW) else None
    )
