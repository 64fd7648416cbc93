"""Two referrals tell of one need: one goes on, and whoever told the other follows it."""

from datetime import datetime

from joinedup.foundation import anchors
from joinedup.foundation.journey import change
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.outcomes import SAME_NEED, Ending
from joinedup.referrals.domain.stages import Act, check
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Line, Referral
from joinedup.referrals.services.adding import add_information
from joinedup.referrals.services.classing import urgency_of
from joinedup.referrals.services.ending import end_line
from joinedup.referrals.services.holding import check_reason, decide, here, hold_line


class OtherNeed(Refused):
    """Only what was told of the same person is one need, and never with itself."""

    code = "join_other_need"


class ToldEarlier(Refused):
    """The one that was told first goes on, so that no clock begins later than it did."""

    code = "join_into_earlier"


@change
def join_line(
    line_id: LineId, *, seen: Version | None, into: ReferralId, at: datetime, by: Actor
) -> None:
    """End a line of a referral that tells what an earlier one told; what it says is added there.

    The line waits at the front door still. Where it asks for sooner, the earlier one is raised.
    Whoever sent it is told that the two are one, and follows the earlier one from then on. Whoever
    was promised a call about it is owed it still, on their own number.
    """
    check_reason(Ending.CLOSED, SAME_NEED)
    line, stage = hold_line(line_id, seen=seen, act=Act.CLOSE, by=by, may_end=True)
    check(Act.REFUSE_HELP, stage)
    referral = line.referral
    other = _earlier(referral, into)
    asked = line.asked_class
    add_information(
        into,
        seen=None,
        words=_told(referral),
        worse=_is_sooner(line, other),
        urgency=asked,
        is_crew_on_scene=True if referral.is_crew_on_scene else None,
        organisation=referral.team_code or referral.organisation_code,
        at=at,
        by=by,
    )
    words = f"{other.reference}: {other.change_words or ''}".strip(" :")
    decide(line, Decided.CLOSED, reason=SAME_NEED, words=words, at=at, by=by)
    fact = events.LineClosed(referral_id=ReferralId(referral.id), outcome=SAME_NEED)
    end_line(line, Ending.CLOSED, fact, outcome=SAME_NEED, words=words, at=at, by=by)


def _earlier(referral: Referral, into: ReferralId) -> Referral:
    other = Referral.objects.filter(id=into).first()
    if other is None:
        raise NotFound()
    people = PersonId(referral.person_id), PersonId(other.person_id)
    known_as = set(anchors.surviving(people).values())
    if other.id == referral.id or len(known_as) > 1:
        raise OtherNeed()
    if (other.received_at, other.id) > (referral.received_at, referral.id):
        raise ToldEarlier(reference=referral.reference)
    return other


def _told(referral: Referral) -> str:
    said = (
        referral.caller_name,
        referral.caller_role,
        referral.caller_number,
        referral.reference,
    )
    return f"{', '.join(part for part in said if part)}: {referral.change_words or ''}".strip()


def _is_sooner(line: Line, other: Referral) -> bool:
    """Whether the line asks for sooner than every open line of the earlier referral."""
    order = list(here().response_classes)
    open_ones = other.lines.filter(closed_at__isnull=True).select_related("response_clock")
    others = [order.index(urgency_of(one)) for one in open_ones if urgency_of(one) in order]
    wanted = urgency_of(line)
    return wanted in order and bool(others) and order.index(wanted) < min(others)
