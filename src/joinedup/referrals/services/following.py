"""A referral follows its person."""

from datetime import datetime

from django.db.models import QuerySet

from joinedup.foundation import anchors, journey
from joinedup.foundation.journey import change
from joinedup.foundation.models import Entry
from joinedup.foundation.scope import Actor
from joinedup.kernel import facts
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people_queries
from joinedup.referrals import events
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.models import Line, Referral


@change
def follow_person(was: PersonId, *, now: PersonId, at: datetime, by: Actor) -> None:
    """Let the referrals of somebody identified or merged follow whom they are known as.

    Calls and drafts stay with whom they were begun about, and are read through the merge. `now` is
    `was` of somebody who was completed in place. Doing it twice changes nothing: by then nobody is
    referred under the old id, and every line that can be placed is.
    """
    if now != was:
        _move(Referral.objects.filter(person_id=was), was=was, now=now, at=at, by=by)
    _place_lines(now, at=at, by=by)


@change
def go_back(now: PersonId, *, parted_from: PersonId, at: datetime, by: Actor) -> None:
    """Let the referrals of somebody parted again be theirs: those that had followed from them.

    Those of two entries that were joined stayed where they were made and need not go anywhere; they
    may have followed to one that was joined to another since.
    """
    for was in anchors.all_of(parted_from):
        followed = Entry.objects.filter(
            kind=facts.kind_of(events.ReferralFollowed),
            subject_id=was,
            body__contains=f'"was":"{now}"',
        )
        came = Referral.objects.filter(id__in=followed.values("about_id"), person_id=was)
        _move(came, was=was, now=now, at=at, by=by)


def _move(
    left: QuerySet[Referral], *, was: PersonId, now: PersonId, at: datetime, by: Actor
) -> None:
    for referral in left.select_for_update(no_key=True).order_by("id"):
        referral.person_id = now
        referral.version += 1
        referral.save(update_fields=["person", "version"])
        # They may have moved away since: it counts where they belonged when it came.
        belongs = people_queries.basis_at(by.scope, now, referral.received_at)
        fact = events.ReferralFollowed(
            person=now,
            was=was,
            is_registered=belongs.is_registered,
            is_resident=belongs.is_resident,
        )
        journey.record(fact, about=referral, person=now, at=at, by=by)


def _place_lines(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """Give the open lines that were asked for before anybody knew who it was their locality."""
    locality = people_queries.locality_of(by.scope, [person_id]).get(person_id)
    if not locality:
        return
    unplaced = Line.objects.select_for_update(no_key=True).filter(
        referral_id__in=Referral.objects.filter(person_id=person_id).values("id"),
        closed_at__isnull=True,
        locality_code="",
    )
    for line in unplaced.order_by("id"):
        line.locality_code = locality
        line.version += 1
        line.save(update_fields=["locality_code", "version"])
        fact = events.LinePlaced(referral_id=ReferralId(line.referral_id), locality=locality)
        journey.record(fact, about=line, person=person_id, at=at, by=by)
