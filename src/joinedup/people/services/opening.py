"""What opens a record on one's own word, and closes it again: once for each way of doing so."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import anchors, care
from joinedup.foundation import scope as access
from joinedup.foundation.models import BrokenGlass, Care, OwnRecord, periods
from joinedup.foundation.place import current
from joinedup.foundation.scope import Actor, Opens
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import CareId, PersonId
from joinedup.people.domain import glass as rules
from joinedup.people.domain.claims import ClaimAgainstThem, ClaimOfRestricted, OwnWord
from joinedup.people.domain.glass import (
    GlassFormUsed,
    GlassNotNeeded,
    GlassOfOneself,
    GlassOver,
    GlassReasonUnknown,
)
from joinedup.people.models import Person, Relationship
from joinedup.people.queries.glass import REASON_KINDS


def opened(
    person_id: PersonId,
    how: OwnWord,
    *,
    reason: str,
    words: str,
    key: UUID,
    at: datetime,
    by: Actor,
) -> tuple[PersonId, BrokenGlass | None]:
    """Begin what a record is opened by, inside a change; None where this form did so before."""
    survivor = anchors.surviving([person_id])[person_id]
    if reason not in {one.code for one in current().reasons_for(REASON_KINDS[how])}:
        raise GlassReasonUnknown(reason=reason)
    said = rules.why(words)
    person = Person.objects.select_for_update(no_key=True).filter(pk=survivor).first()
    if person is None:
        raise NotFound()
    before = BrokenGlass.objects.filter(made_key=key).first()
    if before is not None:
        told = (before.account_id, before.person_id, before.ground)
        if told == (by.account_id, survivor, how.value) and at < before.until:
            return survivor, None
        raise GlassFormUsed()
    _refuse_needless(survivor, how, by)
    refuse_own(person, by.account_id)
    holder, until = care.account(by.account_id), how.until(at)
    given = care.begin(survivor, holder, because=how.value, at=at, until=until, by=by)
    return survivor, BrokenGlass.objects.create(
        made_key=key,
        person_id=survivor,
        care_id=given,
        ground=how.value,
        account_id=by.account_id,
        role=by.scope.role,
        organisation_code=by.scope.organisation,
        reason=reason,
        words=said,
        since=at,
        until=until,
    )


def closed(person_id: PersonId, how: OwnWord, *, at: datetime, by: Actor) -> list[BrokenGlass]:
    """End what one opened a record by, inside a change, before it ends by itself."""
    together = anchors.theirs([anchors.surviving([person_id])[person_id]])
    given = Care.objects.filter(
        periods.running(at), account_id=by.account_id, because=how.value, ended_by__isnull=True
    )
    # Of people who were parted since, one glass opened both: it closes for both.
    sinces = set(given.filter(together).values_list("since", flat=True))
    held = BrokenGlass.objects.filter(
        periods.running(at), account_id=by.account_id, since__in=sinces, ground=how.value
    )
    broken = list(held.select_for_update(no_key=True).order_by("id"))
    if not broken:
        raise GlassOver()
    for care_id in list(given.filter(since__in=sinces).order_by("id").values_list("id", flat=True)):
        care.end(CareId(care_id), because="closed", at=at, by=by)
    for row in broken:
        row.until, row.version = at, row.version + 1
        row.save(update_fields=["until", "version"])
    return broken


def _refuse_needless(person_id: PersonId, how: OwnWord, by: Actor) -> None:
    decision = access.explain(by.scope, person_id)
    if how is OwnWord.BROKEN_GLASS and decision.is_kept_by_them:
        return
    if decision.opens is Opens.ALL:
        raise GlassNotNeeded()
    if how is OwnWord.SELF_CLAIMED and decision.refusals:
        is_theirs = access.ACCESS_RESTRICTED not in decision.refusals
        raise ClaimAgainstThem() if is_theirs else ClaimOfRestricted()
    if decision.opens is Opens.RESTRICTED:
        raise GlassNotNeeded()


def refuse_own(person: Person, account_id: UUID) -> None:
    """Raise where a person is whoever has an account, or of their family or household."""
    own = OwnRecord.objects.filter(account_id=account_id, until__isnull=True)
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
