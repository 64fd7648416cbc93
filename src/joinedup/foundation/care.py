"""Care relationships: who has a reason to see a person, since when and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, QuerySet

from joinedup.foundation import bulk, decided, instant
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Care, Merge, Restriction, periods
from joinedup.foundation.scope import ACCESS, CONTACT, LOCATION, NAMED, PARTNER, Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import AccountId, CareId, PersonId

PRACTICE_REGISTRATION = "practice_registration"
OPEN_REFERRAL = "open_referral"
SENT_TO_TEAM = "sent_to_team"
EPISODE = "episode"
ALLOCATED = "allocated"
OPEN_CALL = "open_call"
LIVE_CONTACT = "live_contact"
KEY_WORKER = "key_worker"
MEETING = "meeting"
_PARTED = "parted"

# A referral may be looked at for a day after it ends, to answer the call about what became of it.
AT_ONCE = timedelta()
GOES_ON_FOR = {
    OPEN_REFERRAL: timedelta(hours=24),
    SENT_TO_TEAM: timedelta(hours=24),
    OPEN_CALL: timedelta(hours=24),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the relationship: a team, or one account."""

    team_code: str = ""
    account_id: AccountId | None = None


def team(code: str) -> Holder:
    """A team, by its code in the place; a practice is a team of its own code."""
    return Holder(team_code=code)


def partner(organisation_code: str) -> Holder:
    """Whichever system of a partner's organisation is signed in."""
    return Holder(team_code=f"{PARTNER}{organisation_code}")


def urgent_care(organisation_code: str) -> Holder:
    """Whichever urgent care clinician of an organisation is at work."""
    return Holder(team_code=f"{CONTACT}{organisation_code}")


def account(account_id: AccountId | UUID) -> Holder:
    """One account."""
    return Holder(account_id=AccountId(account_id))


def begin(
    person_id: PersonId,
    holder: Holder,
    *,
    because: str,
    at: datetime,
    by: Actor,
    until: datetime | None = None,
    about: Model | None = None,
) -> CareId:
    """Give somebody a reason to see a person, in the transaction of the change that makes it so.

    Where the same relationship runs already, it is that one, made to reach as far as both. It is
    begun for everybody whom the person was found to be: whichever a row names, the answer is one.
    """
    begun = [
        _begun(relationship(one, holder, because=because, at=at, by=by, until=until, about=about))
        for one in _together(person_id)
    ]
    return begun[0]


def relationship(
    person_id: PersonId | UUID,
    holder: Holder,
    *,
    because: str,
    at: datetime,
    by: Actor,
    until: datetime | None = None,
    about: Model | None = None,
) -> Care:
    """The row of one relationship, which is not in the store yet."""
    return Care(
        person_id=person_id,
        team_code=holder.team_code,
        account_id=holder.account_id,
        because=because,
        since=at,
        until=until,
        about_kind=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        begun_by=by.account_id,
    )


def begin_each(
    begun: Iterable[tuple[PersonId, Holder, Model]], *, because: str, at: datetime, by: Actor
) -> None:
    """Give many a reason at once to see people who are new here, for whom none can run yet."""
    bulk.create(
        [
            relationship(person_id, holder, because=because, at=at, by=by, about=about)
            for person_id, holder, about in begun
        ]
    )


def end(care_id: CareId, *, because: str, at: datetime, by: Actor) -> None:
    """End a relationship, once; one from a referral goes on for 24 hours."""
    held = Care.objects.filter(id=care_id).first()
    if held is None:
        raise NotFound()
    same = Care.objects.filter(**_said(held), person_id__in=_together(PersonId(held.person_id)))
    rows = same.filter(ended_by__isnull=True).select_for_update(no_key=True).order_by("id")
    for row in list(rows) if held.ended_by is None else ():
        _close(row, because=because, at=at, by=by)


def end_about(
    about: Model,
    *,
    because: str,
    at: datetime,
    by: Actor,
    only: Iterable[str] | None = None,
    goes_on_for: timedelta | None = None,
) -> int:
    """End every live relationship that a thing gave; says how many there were.

    Each goes on for its day, if it is of a kind that does, or for as long as is said: not at all
    where it was given by mistake.
    """
    held = Care.objects.select_for_update(no_key=True).filter(
        about_kind=about._meta.label_lower, about_id=about.pk, ended_by__isnull=True
    )
    if only is not None:
        held = held.filter(because__in=list(only))
    rows = list(held.order_by("id"))
    for row in rows:
        _close(row, because=because, at=at, by=by, goes_on_for=goes_on_for)
    return len(rows)


def carry_over(absorbed: PersonId, into: PersonId, *, at: datetime, by: Actor) -> None:
    """Begin for each of those who are one person now whatever runs for any: nobody loses sight.

    A restriction of either is from then on a restriction of both, and so is what either decided of
    sharing: a merge never shows more.
    """
    together = _together(into)
    unended = Care.objects.filter(periods.not_ended(at), person_id__in=together)
    held = list(unended.order_by("id"))
    known = {(one.person_id, *_said(one).values(), one.until) for one in held}
    for row in held:
        for other in together:
            if (other, *_said(row).values(), row.until) in known:
                continue
            follows = {"id": new_id(), "person_id": other, "begun_by": by.account_id}
            copied = {f.attname: getattr(row, f.attname) for f in Care._meta.concrete_fields}
            _begun(Care(**(copied | follows | {"since": max(row.since, at)})))
    for kind in (LOCATION, ACCESS):
        live = _live_restrictions(together, kind, at=at).order_by("since").first()
        if live is not None:
            _restrict_each(together, kind=kind, reason=live.reason, at=at, by=by)
    decided.carry_over(together, at=at, by=by)


def take_apart(
    some: Iterable[PersonId],
    others: Iterable[PersonId],
    *,
    since: datetime,
    carried_by: UUID,
    at: datetime,
    by: Actor,
) -> None:
    """End what `carry_over` began for some only because it ran for the others, and the reverse.

    What began while they were taken for one person goes on for both, and so do restrictions, with
    whoever is named for them: a record that is open to nobody is forgotten.
    """
    parts = (list(some), list(others))
    for mine, theirs in (parts, parts[::-1]):
        decided.take_apart(mine, theirs, since=since, at=at, by=by)
        unended = Care.objects.filter(periods.not_ended(at))
        before = unended.filter(person_id__in=theirs, since__lt=since)
        known = {(*_said(one).values(),) for one in before}
        carried = unended.filter(person_id__in=mine, since=since, begun_by=carried_by)
        carried = carried.exclude(because=NAMED)
        for row in list(carried.select_for_update(no_key=True).order_by("id")):
            if (*_said(row).values(),) not in known:
                continue
            if row.ended_by is None:
                _close(row, because=_PARTED, at=at, by=by, goes_on_for=AT_ONCE)
            else:
                Care.objects.filter(id=row.id).update(until=max(row.since, at))


def restrict(person_id: PersonId, *, kind: str, reason: str, at: datetime, by: Actor) -> UUID:
    """Show a person's whereabouts (`location`) or whole record (`access`) to fewer people."""
    if _live_restrictions([person_id], kind, at=at).exists():
        raise Refused("already_restricted", kind=kind)
    return _restrict_each(_together(person_id), kind=kind, reason=reason, at=at, by=by)[0]


def lift(person_id: PersonId, *, kind: str, at: datetime, by: Actor) -> None:
    """End a restriction, of the person and of everybody merged into them."""
    live = Restriction.objects.filter(
        person_id__in=_together(person_id), kind=kind, until__isnull=True
    )
    rows = list(live.select_for_update(no_key=True).order_by("id"))
    if not rows:
        raise Refused("not_restricted", kind=kind)
    for row in rows:
        row.until, row.lifted_by = max(row.since, at), by.account_id
        row.save(update_fields=["until", "lifted_by"])


def restricted_ids(person_ids: Iterable[PersonId], *, kind: str = LOCATION) -> frozenset[PersonId]:
    """Those of the people who are restricted now."""
    live = _live_restrictions(person_ids, kind, at=instant.now())
    return frozenset(PersonId(found) for found in live.values_list("person_id", flat=True))


def _begun(wanted: Care) -> CareId:
    same = Care.objects.filter(
        periods.not_ended(wanted.since),
        **_said(wanted),
        person_id=wanted.person_id,
        ended_by__isnull=True,
    )
    if wanted.until is not None:
        same = same.filter(since__lt=wanted.until)
    held = same.select_for_update(no_key=True).first() if wanted.ended_by is None else None
    if held is None:
        wanted.save(force_insert=True)
        return CareId(wanted.id)
    held.since = min(held.since, wanted.since)
    ends = (held.until, wanted.until)
    held.until = None if None in ends else max(end for end in ends if end is not None)
    held.save(update_fields=["since", "until"])
    return CareId(held.id)


def _said(held: Care) -> dict[str, object]:
    said = ("team_code", "account_id", "because", "about_kind", "about_id")
    return {name: getattr(held, name) for name in said}


def _together(person_id: PersonId) -> list[PersonId]:
    """A person and everybody whom they were found to be, the one who was asked for first."""
    live = Merge.objects.filter(until__isnull=True)
    survivor = live.filter(absorbed_id=person_id).values_list("into_id", flat=True).first()
    one = survivor or person_id
    absorbed = live.filter(into_id=one).order_by("id").values_list("absorbed_id", flat=True)
    return [person_id, *(PersonId(other) for other in (one, *absorbed) if other != person_id)]


def _live_restrictions(
    person_ids: Iterable[PersonId], kind: str, *, at: datetime
) -> QuerySet[Restriction]:
    return Restriction.objects.filter(
        periods.not_ended(at), person_id__in=list(person_ids), kind=kind
    )


def _restrict_each(
    person_ids: list[PersonId], *, kind: str, reason: str, at: datetime, by: Actor
) -> list[UUID]:
    live = _live_restrictions(person_ids, kind, at=at).values_list("person_id", flat=True)
    spared = set(live)
    made = Restriction.objects.bulk_create(
        Restriction(person_id=one, kind=kind, since=at, reason=reason, set_by=by.account_id)
        for one in person_ids
        if one not in spared
    )
    return [row.id for row in made]


def say_ended(
    held: Care, *, because: str, at: datetime, by: Actor, goes_on_for: timedelta | None = None
) -> None:
    """Say of a relationship that it ends: it goes on for its day, if it is of a kind that does."""
    its_own = GOES_ON_FOR.get(held.because, timedelta())
    until = at + (its_own if goes_on_for is None else goes_on_for)
    held.until = max(held.since, until if held.until is None else min(held.until, until))
    held.ended_because, held.ended_by = because, by.account_id


def _close(
    held: Care, *, because: str, at: datetime, by: Actor, goes_on_for: timedelta | None = None
) -> None:
    say_ended(held, because=because, at=at, by=by, goes_on_for=goes_on_for)
    held.save(update_fields=["until", "ended_because", "ended_by"])
