"""The answer to a line is put off to a time that was agreed: its response clock stands still."""

from datetime import datetime

from django.db.models import Max

from joinedup.foundation import clocks, journey
from joinedup.foundation.journey import change
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.putting_off import stands_from
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.services.holding import check_reason, clock_id, hold_line
from joinedup.referrals.services.telling import tell_referrer


@change
def put_off_answer(
    line_id: LineId,
    *,
    seen: Version | None,
    until: datetime,
    reason: str,
    at: datetime,
    by: Actor,
) -> None:
    """Let the response clock of a line stand still until a time that was agreed, for a reason.

    It runs on by itself from then, so that nothing is forgotten; an answer before counts as ever.
    A promise that was broken stays broken, and a measure without pauses counts on. A time sooner
    than was agreed before takes its place.
    """
    check_reason(ReasonKind.PUT_OFF, reason)
    line, _ = hold_line(line_id, seen=seen, act=Act.PUT_OFF, by=by)
    before = line.response_clock.pauses.aggregate(last=Max("until"))["last"]
    since = stands_from(until, at=at, agreed_before=before)

    held = clock_id(line.response_clock)
    if before is not None and until < before:
        clock = clocks.cut_short(held, until=until, about=line, at=at, by=by)
    else:
        clock = clocks.stand_still(held, reason=reason, since=since, until=until, by=by)
    line.response_clock = clock
    line.save()
    fact = events.AnswerPutOff(
        referral_id=ReferralId(line.referral_id), since=since, until=until, reason=reason
    )
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)
    tell_referrer(line, by=by)
