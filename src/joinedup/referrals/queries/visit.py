"""Where to go for one visit: read by `services.look_at_visit_details`, which records who looked."""

from typing import Final

from joinedup.foundation.scope import Decision, Scope, require
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Act, Stage, check
from joinedup.referrals.models import Line, Referral, VisitDetail
from joinedup.referrals.queries.asked_for import is_landline, with_landline
from joinedup.referrals.queries.lines import staged
from joinedup.referrals.queries.rows import VisitDetails
from joinedup.referrals.queries.standing import require_part


def visit_details(scope: Scope, line_id: LineId) -> VisitDetails:
    """Where to go and how to get in: for whoever triages and whoever is to go, while open.

    Of somebody whose whereabouts were restricted since, what the referral said of them is here.
    """
    line = staged(Line.objects.filter(id=line_id)).select_related("referral").first()
    if line is None:
        raise NotFound()
    decision = require(scope, PersonId(line.referral.person_id))
    require_part(scope, line, Act.SEE_VISIT_DETAILS)
    check(Act.SEE_VISIT_DETAILS, Stage(line.stage))
    held = VisitDetail.objects.filter(referral_id=line.referral_id).first()
    details = _details(held or VisitDetail(), line.referral, decision)
    if held is None and details == NOTHING:
        raise NotFound()
    return details


def _details(held: VisitDetail, referral: Referral, decision: Decision) -> VisitDetails:
    there = (referral.where_address, referral.where_postcode)
    is_hidden = decision.is_location_restricted
    address = ", ".join(part for part in there if part) if is_hidden else ""
    number = referral.contact_number if is_hidden and is_landline(referral) else ""
    return VisitDetails(
        visit_address=held.visit_address or address,
        key_safe_code=held.key_safe_code,
        access_note=held.access_note,
        contact_number=number or "",
        who_is_with_them=with_landline(referral.who_is_with_them) if is_hidden else "",
        carer=with_landline(referral.carer) if is_hidden else "",
    )


NOTHING: Final = VisitDetails(visit_address="", key_safe_code="", access_note="")
