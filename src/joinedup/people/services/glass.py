"""Opening a record in an emergency, closing it again, and the review of it."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import BrokenGlass, GlassTold, OwnRecord
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain.claims import OwnWord
from joinedup.people.domain.glass import (
    Finding,
    GlassIsOnes,
    GlassReviewed,
    OwnRecordIsOnes,
    OwnRecordNotSaid,
)
from joinedup.people.models import Person
from joinedup.people.services import opening, rows
from joinedup.people.services.reviewing import reviewed


@journey.change
def break_glass(
    person_id: PersonId, *, reason: str, words: str, key: UUID, at: datetime, by: Actor
) -> PersonId:
    """Open a record for three hours to somebody with no part in the person's care; say of whom.

    The privacy officer is told at once, and whoever is to visit the person at their next start of
    work. Of a record that fewer people may open it shows what nobody is kept from. Nobody opens
    their own so, nor that of their family or household.
    """
    access.require_permission(by.scope, Permission.GLASS_BREAK)
    how = OwnWord.BROKEN_GLASS
    survivor, made = opening.opened(
        person_id, how, reason=reason, words=words, key=key, at=at, by=by
    )
    if made is None:
        return survivor
    fact = events.GlassBroken(glass_id=made.id, reason=reason, until=made.until)
    journey.record(fact, about=made, person=survivor, content=made.words, at=at, by=by)
    return survivor


@journey.change
def close_glass(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """Close a record again that one opened in an emergency and needs no longer."""
    for row in opening.closed(person_id, OwnWord.BROKEN_GLASS, at=at, by=by):
        fact = events.GlassClosed(glass_id=row.id)
        journey.record(fact, about=row, person=row.person_id, at=at, by=by)


@journey.change
def review_glass(
    glass_id: UUID,
    *,
    seen: Version | None,
    finding: Finding,
    words: str,
    at: datetime,
    by: Actor,
) -> None:
    """Say what was found of a record that was opened on one's own word: once, by somebody else."""
    row = reviewed(
        BrokenGlass,
        glass_id,
        seen=seen,
        finding=finding,
        words=words,
        at=at,
        by=by,
        ones=GlassIsOnes(),
        already=GlassReviewed(),
    )
    fact: events.GlassReviewed | events.CareClaimReviewed
    if row.ground == OwnWord.SELF_CLAIMED:
        fact = events.CareClaimReviewed(claim_id=row.id, finding=finding.value)
    else:
        fact = events.GlassReviewed(glass_id=row.id, finding=finding.value)
    journey.record(fact, about=row, person=row.person_id, content=row.finding_words, at=at, by=by)


@journey.change
def read_of_glass(glass_id: UUID, *, at: datetime, by: Actor) -> None:
    """Say that one has read that the record of somebody whom one is to visit was opened."""
    row = BrokenGlass.objects.filter(pk=glass_id).first()
    if row is None:
        raise NotFound()
    whose = anchors.surviving([PersonId(row.person_id)])[PersonId(row.person_id)]
    access.require_emergency(by.scope, whose)
    told = GlassTold(glass=row, account_id=by.account_id, at=at)
    GlassTold.objects.bulk_create([told], ignore_conflicts=True)


@journey.change
def say_own_record(person_id: PersonId, *, username: str, at: datetime, by: Actor) -> None:
    """Say that somebody in the index works here: they never open their own record as staff."""
    access.require_permission(by.scope, Permission.READING_REVIEW)
    survivor = anchors.surviving([person_id])[person_id]
    person = Person.objects.select_for_update(no_key=True).filter(pk=survivor).first()
    if person is None:
        raise NotFound()
    account = rows.account_called(username.strip())
    live = OwnRecord.objects.filter(account_id=account.id, until__isnull=True)
    if live.filter(person_id=survivor).exists():
        return
    OwnRecord.objects.create(
        person_id=survivor, account_id=account.id, since=at, said_by=by.account_id
    )
    fact = events.OwnRecordSaid(account_id=account.id)
    journey.record(fact, about=person, person=survivor, at=at, by=by)


@journey.change
def take_back_own_record(person_id: PersonId, *, account_id: UUID, at: datetime, by: Actor) -> None:
    """Say that somebody in the index is not, or no longer, the one who signs in by an account."""
    access.require_permission(by.scope, Permission.READING_REVIEW)
    together = anchors.theirs([anchors.surviving([person_id])[person_id]])
    live = OwnRecord.objects.select_for_update(no_key=True).filter(
        together, account_id=account_id, until__isnull=True
    )
    held = list(live.order_by("id"))
    if not held:
        raise OwnRecordNotSaid()
    if account_id == by.account_id:
        raise OwnRecordIsOnes()
    for one in held:
        one.until, one.ended_by = max(one.since, at), by.account_id
        one.save(update_fields=["until", "ended_by"])
        fact = events.OwnRecordTakenBack(account_id=account_id)
        person = Person.objects.get(pk=one.person_id)
        journey.record(fact, about=person, person=PersonId(one.person_id), at=at, by=by)
