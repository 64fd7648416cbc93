"""How referrals and their lines are spoken of: by the reference, which says nothing of anybody."""

from uuid import UUID

from joinedup.foundation.naming import calls
from joinedup.foundation.scope import Scope
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
