"""Calls that somebody was promised."""

from datetime import datetime
from typing import Final

from joinedup.foundation import care, journey
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.models import Line
from joinedup.referrals.services.holding import hold_line, owe_call

FINISHED: Final = "call_finished"


class CallAlreadyDue(Refused):
    """A call is promised for a time that has passed."""

    code = "call_already_due"


class CallPromisedSooner(Refused):
    """A call was promised by an earlier time, and nobody has made it yet."""

    code = "call_promised_sooner"


class NoCallPromised(Refused):
    """Nobody was promised a call about this line."""

    code = "no_call_promised"


@change
def promise_call_back(
    line_id: LineId, *, seen: Version | None, by_when: datetime, at: datetime, by: Actor
) -> None:
    """Promise a call; the line comes first in the queue until it is made.

    A call promised for sooner is not put off: it is made, and then another may be promised.
    """
    if by_when <= at:
        raise CallAlreadyDue(by_when=by_when)
    line, _ = hold_line(line_id, seen=seen, act=Act.CALL_BACK, by=by)
    if line.call_back_by is not None and line.call_back_by <= by_when:
        raise CallPromisedSooner(by_when=line.call_back_by)
    owe_call(line, by_when, at=at, by=by)
    line.save()


@change
def keep_call_back(
    line_id: LineId, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> None:
    """Record that the promised call was made.

    What an open line owes is for whoever has a part in it; what a closed one owes, for whoever
    takes calls, whether or not they may open the person.
    """
    words = wording.words(words)
    line = _owing(line_id, seen=seen, by=by)
    if line.call_back_by is None:
        raise NoCallPromised()
    line.call_back_by = None
    line.save()
    fact = events.CallBackKept(referral_id=ReferralId(line.referral_id))
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)
    if line.closed_at is not None:
        care.end_about(line, because=FINISHED, at=at, by=by)


def _owing(line_id: LineId, *, seen: Version | None, by: Actor) -> Line:
    is_closed = Line.objects.filter(id=line_id, closed_at__isnull=False).exists()
    if is_closed and by.scope.may(Permission.CALL_TAKE):
        return journey.lock(Line, line_id, seen=seen)
    line, _ = hold_line(line_id, seen=seen, act=Act.CALL_BACK, by=by)
    return line
