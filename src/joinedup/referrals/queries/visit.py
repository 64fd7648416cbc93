"""Where to go for one visit: read by `services.look_at_visit_details`, which records who looked."""

from joinedup.foundation.scope import Scope, require
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Act, Stage, check
from joinedup.referrals.models import Line, VisitDetail
from joinedup.referrals.queries.lines import staged
from joinedup.referrals.queries.rows import VisitDetails
from joinedup.referrals.queries.standing import require_part


def visit_details(scope: Scope, line_id: LineId) -> VisitDetails:
    """Where to go and how to get in: for whoever triages and whoever is to go, while open."""
    line = staged(Line.objects.filter(id=line_id)).select_related("referral").first()
    if line is None:
        raise NotFound()
    require(scope, PersonId(line.referral.person_id))
    require_part(scope, line, Act.SEE_VISIT_DETAILS)
    check(Act.SEE_VISIT_DETAILS, Stage(line.stage))
    held = VisitDetail.objects.filter(referral_id=line.referral_id).first()
    if held is None:
        raise NotFound()
    return VisitDetails(
        visit_address=held.visit_address,
        key_safe_code=held.key_safe_code,
        access_note=held.access_note,
    )
