"""A referral follows its person."""

from datetime import datetime

from joinedup.foundation import journey
from joinedup.foundation.journey import change
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events
from joinedup.referrals.models import Draft, Referral


@change
def follow_person(was: PersonId, *, now: PersonId, at: datetime, by: Actor) -> None:
    """Let the referrals of somebody identified or merged follow whom they are known as.

    Doing it twice changes nothing: by then nobody is referred under the old id.
    """
    left = Referral.objects.select_for_update(no_key=True).filter(person_id=was)
    for referral in left.order_by("id"):
        referral.person_id = now
        referral.version += 1
        referral.save(update_fields=["person", "version"])
        fact = events.ReferralFollowed(person=now, was=was)
        journey.record(fact, about=referral, person=now, at=at, by=by)
    Draft.objects.filter(person_id=was).update(person_id=now)
