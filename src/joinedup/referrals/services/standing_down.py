"""Somebody who was to go has left, and their lines wait for a worker again."""

from datetime import datetime

from joinedup.foundation import journey
from joinedup.foundation.journey import change
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.referrals import events
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.models import Allocation, Line
from joinedup.referrals.queries.team import is_worker_of
from joinedup.referrals.services.ending import end_allocation


@change
def stand_down(worker: AccountId, *, because: str, at: datetime, by: Actor) -> None:
    """Take lines from somebody who acts no longer, or no longer in the team that has the line.

    What they are still to go to stays theirs; doing it twice changes nothing.
    """
    live = Allocation.objects.filter(worker_id=worker, until__isnull=True)
    for line_id in sorted(live.values_list("line_id", flat=True)):
        _stand_down(LineId(line_id), worker, because=because, at=at, by=by)


def _stand_down(
    line_id: LineId, worker: AccountId, *, because: str, at: datetime, by: Actor
) -> None:
    line = journey.lock(Line, line_id, seen=None)
    is_theirs = line.allocations.filter(worker_id=worker, until__isnull=True).exists()
    if not is_theirs or is_worker_of(line.team_code, worker):
        return
    end_allocation(line, because=because, at=at, by=by)
    line.save(update_fields=["version"])
    fact = events.WorkerStoodDown(
        referral_id=ReferralId(line.referral_id),
        team=line.team_code,
        worker=worker,
        because=because,
    )
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)
