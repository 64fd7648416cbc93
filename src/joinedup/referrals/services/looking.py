"""Looks that leave a trace."""

from datetime import datetime, timedelta
from typing import Final

from joinedup.foundation import journey
from joinedup.foundation.journey import change
from joinedup.foundation.scope import Actor, require
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.models import Line, Presence
from joinedup.referrals.queries.rows import VisitDetails
from joinedup.referrals.queries.visit import visit_details

WRITTEN_EVERY: Final = timedelta(minutes=1)


@change
def look_at_visit_details(line_id: LineId, *, at: datetime, by: Actor) -> VisitDetails:
    """Show where to go and how to get in, and record who looked.

    This is the only way to them: the query refuses whoever has no part, and once the line closed.
    """
    details = visit_details(by.scope, line_id)
    line = Line.objects.select_related("referral").get(id=line_id)
    fact = events.VisitDetailsSeen(referral_id=ReferralId(line.referral_id))
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)
    return details


@change
def note_presence(line_id: LineId, *, at: datetime, by: Actor) -> None:
    """Note that somebody has the line open on a page; written at most once a minute.

    It is no fact: it says who is looking now, and locks nothing.
    """
    here = Presence.objects.filter(line_id=line_id, account_id=by.account_id)
    if here.filter(seen_at__gt=at - WRITTEN_EVERY).exists():
        return
    found = Line.objects.filter(id=line_id).values_list("referral__person_id", flat=True).first()
    if found is None:
        raise NotFound()
    require(by.scope, PersonId(found))
    if here.update(seen_at=at):
        return
    made = Presence(line_id=line_id, account_id=by.account_id, since=at, seen_at=at)
    Presence.objects.bulk_create([made], ignore_conflicts=True)
