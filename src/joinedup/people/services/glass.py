"""Opening a record in an emergency, closing it again, and the review of it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import anchors, care, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import BrokenGlass, Care, GlassTold, OwnRecord, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import BROKEN_GLASS, Actor, Opens
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import CareId, PersonId, Version
from joinedup.people import events
from joinedup.people.domain import glass as rules
from joinedup.people.domain.glass import (
    Finding,
    GlassFormUsed,
    GlassIsOnes,
    GlassNotNeeded,
    GlassOfOneself,
    GlassOver,
    GlassReasonUnknown,
    GlassReviewed,
    OwnRecordIsOnes,
    OwnRecordNotSaid,
)
from joinedup.people.models import Person, Relationship
from joinedup.people.services import rows
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
    survivor = anchors.surviving([person_id])[person_id]
    if reason not in {one.code for one in place.current().reasons_for(ReasonKind.BREAK_GLASS)}:
        raise GlassReasonUnknown(reason=reason)
    said = rules.why(words)
    person = Person.objects.select_for_update(no_key=True).filter(pk=survivor).first()
    if person is None:
        raise NotFound()
    before = BrokenGlass.objects.filter(made_key=key).first()
    if before is not None:
        is_same = (before.account_id, before.person_id) == (by.account_id, survivor)
        if is_same and at < before.until:
            return survivor
        raise GlassFormUsed()
    if access.explain(by.scope, survivor).opens in (Opens.ALL, Opens.RESTRICTED):
        raise GlassNotNeeded()
    _refuse_own(person, by)
    until = rules.until(at)
    holder = care.account(by.account_id)
    given = care.begin(survivor, holder, because=BROKEN_GLASS, at=at, until=until, by=by)
    made = BrokenGlass.objects.create(
        made_key=key,
        person_id=survivor,
        care_id=given,
        account_id=by.account_id,
        role=by.scope.role,
        organisation_code=by.scope.organisation,
        reason=reason,
        words=said,
        since=at,
        until=until,
    )
    fact = events.GlassBroken(glass_id=made.id, reason=reason, until=until)
    journey.record(fact, about=made, person=survivor, content=said, at=at, by=by)
    return survivor


@journey.change
def close_glass(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """Close a record again that one opened in an emergency and needs no longer."""
    together = anchors.theirs([anchors.surviving([person_id])[person_id]])
    given = Care.objects.filter(
        periods.running(at), account_id=by.account_id, because=BROKEN_GLASS, ended_by__isnull=True
    )
    # Of people who were parted since, one glass opened both: it closes for both.
    sinces = set(given.filter(together).values_list("since", flat=True))
    opened = BrokenGlass.objects.filter(
        periods.running(at), account_id=by.account_id, since__in=sinces
    )
    broken = list(opened.select_for_update(no_key=True).order_by("id"))
    if not broken:
        raise GlassOver()
    held = list(given.filter(since__in=sinces).order_by("id").values_list("id", flat=True))
    for care_id in held:
        care.end(CareId(care_id), because="closed", at=at, by=by)
    for row in broken:
        row.until, row.version = at, row.version + 1
        row.save(update_fields=["until", "version"])
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
    """Say what was found of a record that was opened in an emergency: once, by somebody else."""
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


def _refuse_own(person: Person, by: Actor) -> None:
    own = OwnRecord.objects.filter(account_id=by.account_id, until__isnull=True)
    ids = anchors.surviving(PersonId(one) for one in own.values_list("person_id", flat=True))
    if not ids:
        return
    mine = set(ids.values())
    together = {*mine, *ids.keys()}
    theirs = anchors.all_of(PersonId(person.pk))
    related = Relationship.objects.filter(
        Q(person_id__in=theirs, other_id__in=together)
        | Q(person_id__in=together, other_id__in=theirs),
        until__isnull=True,
    )
    homes = [rules.home(one.address, one.postcode) for one in Person.objects.filter(pk__in=mine)]
    theirs_is = rules.home(person.address, person.postcode)
    is_household = any(rules.lives_with(theirs_is, one) for one in homes)
    if person.pk in mine or is_household or related.exists():
        raise GlassOfOneself()
