"""Looks at records that somebody is to judge: found by the worker, judged by somebody else."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from joinedup.foundation import accounts, anchors, care, journey, place, reading
from joinedup.foundation import scope as access
from joinedup.foundation.models import Membership, OwnRecord, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.reading import Opened
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import glass as rules
from joinedup.people.domain.glass import Finding
from joinedup.people.domain.patterns import (
    AN_HOUR,
    Burst,
    Looked,
    LookIsOnes,
    LookReviewed,
    Pattern,
    Viewer,
    WellKnownAlready,
    burst_of,
    pattern_of,
)
from joinedup.people.models import LooksJudged, LookToReview, Person, Relationship, WellKnown
from joinedup.people.services.reviewing import reviewed

A_ROUND = 20
"""Seals that one transaction goes through: a thousand readings each at the most."""


class Round(NamedTuple):
    """How many seals were gone through, and how many looks wait for somebody anew."""

    seal_count: int = 0
    new_count: int = 0


@journey.change
def judge_looks(*, at: datetime, by: Actor, most: int = A_ROUND) -> Round:
    """Go through the readings that were sealed since.

    Each reading is gone through once: what it came to and how far it went are kept together.
    """
    del by
    judged, _ = LooksJudged.objects.get_or_create(pk=1)
    judged = LooksJudged.objects.select_for_update().get(pk=1)
    seq, looks = reading.sealed_since(judged.seal_seq, most=most)
    if seq == judged.seal_seq:
        return Round()
    seal_count, judged.seal_seq = seq - judged.seal_seq, seq
    judged.save(update_fields=["seal_seq"])
    if not looks:
        return Round(seal_count)
    viewers = _viewers({one.account_id: one.organisation_code for one in looks}, at=at)
    people = anchors.surviving({one.person_id for one in looks})
    looked = _looked(set(people.values()), at=at)
    count = 0
    for one in looks:
        person = looked.get(people[one.person_id])
        pattern = pattern_of(viewers[one.account_id], person) if person else None
        if person and pattern:
            count += _keep(one, pattern, person.person_id)
    return Round(seal_count, count + _keep_bursts(looks))


@journey.change
def review_look(
    look_id: UUID,
    *,
    seen: Version | None,
    finding: Finding,
    words: str,
    at: datetime,
    by: Actor,
) -> None:
    """Say what was found of looks that waited for somebody: once, by somebody else."""
    row = reviewed(
        LookToReview,
        look_id,
        seen=seen,
        finding=finding,
        words=words,
        at=at,
        by=by,
        ones=LookIsOnes(),
        already=LookReviewed(),
    )
    fact = events.LookReviewed(look_id=row.id, pattern=Pattern(row.pattern), finding=finding.value)
    # Of many people it stands in the chain of the account that opened them.
    account_id = None if row.person_id else row.account_id
    journey.record(
        fact,
        about=row,
        person=row.person_id,
        account=account_id,
        content=row.finding_words,
        at=at,
        by=by,
    )


@journey.change
def say_well_known(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """Ask that every look at a person is judged from now."""
    person = _whose(person_id, by)
    if PersonId(person.pk) in _well_known():
        raise WellKnownAlready()
    WellKnown.objects.create(person_id=person.pk, since=at, said_by=by.account_id)
    fact = events.WellKnownSaid(is_so=True)
    journey.record(fact, about=person, person=PersonId(person.pk), at=at, by=by)


@journey.change
def say_well_known_no_longer(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """Ask no more that every look at a person is judged."""
    person = _whose(person_id, by)
    together = anchors.theirs([PersonId(person.pk)])
    held = list(WellKnown.objects.filter(together, until__isnull=True).order_by("id"))
    if not held:
        raise WellKnownAlready()
    for one in held:
        one.until, one.ended_by = max(one.since, at), by.account_id
        one.save(update_fields=["until", "ended_by"])
    fact = events.WellKnownSaid(is_so=False)
    journey.record(fact, about=person, person=PersonId(person.pk), at=at, by=by)


def _whose(person_id: PersonId, by: Actor) -> Person:
    access.require_permission(by.scope, Permission.READING_REVIEW)
    survivor = anchors.surviving([person_id])[person_id]
    person = Person.objects.select_for_update(no_key=True).filter(pk=survivor).first()
    if person is None:
        raise NotFound()
    return person


def _keep(one: Opened, pattern: Pattern, person_id: PersonId) -> int:
    """Count a look to those of its day that wait, or begin them; say how many are new."""
    waiting = LookToReview.objects.filter(
        account_id=one.account_id,
        person_id=person_id,
        pattern=pattern.value,
        day=_day(one.at),
        reviewed_at__isnull=True,
    ).first()
    if waiting is not None:
        waiting.last_at = max(waiting.last_at, one.at)
        waiting.count += 1
        waiting.version += 1
        waiting.save(update_fields=["last_at", "count", "version"])
        return 0
    LookToReview.objects.create(
        pattern=pattern.value,
        account_id=one.account_id,
        role=one.role,
        organisation_code=one.organisation_code,
        person_id=person_id,
        ground=one.ground,
        day=_day(one.at),
        first_at=one.at,
        last_at=one.at,
        count=1,
    )
    return 1


def _keep_bursts(looks: Collection[Opened]) -> int:
    first, last = min(one.at for one in looks), max(one.at for one in looks)
    by_account = {one.account_id: one for one in looks}
    opened = reading.opened_by(by_account.keys(), since=first - AN_HOUR, until=last)
    count = 0
    for account_id, burst in _bursts(opened):
        one = by_account[account_id]
        day = _day(burst.since)
        of_day = LookToReview.objects.filter(
            account_id=account_id, pattern=Pattern.MANY_QUICKLY.value, day=day
        )
        # One that was judged stands for its hour: what began before its end is the same.
        if of_day.filter(reviewed_at__isnull=False, last_at__gte=burst.since).exists():
            continue
        waiting = of_day.filter(reviewed_at__isnull=True).first()
        if waiting is None:
            LookToReview.objects.create(
                pattern=Pattern.MANY_QUICKLY.value,
                account_id=account_id,
                role=one.role,
                organisation_code=one.organisation_code,
                day=day,
                first_at=burst.since,
                last_at=burst.until,
                count=burst.person_count,
            )
            count += 1
        elif burst.person_count > waiting.count:
            waiting.last_at, waiting.count = max(waiting.last_at, burst.until), burst.person_count
            waiting.version += 1
            waiting.save(update_fields=["last_at", "count", "version"])
    return count


def _bursts(
    opened: Mapping[UUID, Sequence[tuple[datetime, PersonId]]],
) -> Iterator[tuple[UUID, Burst]]:
    """Every hour in which an account opened many, the fullest first."""
    for account_id, times in opened.items():
        left = times
        while burst := burst_of(left):
            yield account_id, burst
            left = [one for one in left if not burst.since <= one[0] <= burst.until]


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(place.current().zone)).date()


def _viewers(organisations: Mapping[UUID, str], *, at: datetime) -> dict[UUID, Viewer]:
    names = accounts.names(organisations)
    said = OwnRecord.objects.filter(periods.running(at), account_id__in=organisations)
    own: dict[UUID, set[PersonId]] = defaultdict(set)
    for account_id, person_id in said.values_list("account_id", "person_id"):
        own[account_id].add(PersonId(person_id))
    theirs = anchors.surviving({one for each in own.values() for one in each})
    family = _family(theirs)
    homes = _homes(set(theirs.values()))
    made = {}
    for account_id, organisation in organisations.items():
        records = frozenset(theirs[one] for one in own.get(account_id, ()))
        made[account_id] = Viewer(
            name=names.get(account_id, ""),
            organisation=organisation,
            own=records,
            family=frozenset(other for one in records for other in family.get(one, ())),
            homes=tuple(homes[one] for one in sorted(records) if one in homes),
        )
    return made


def _family(theirs: Mapping[PersonId, PersonId]) -> dict[PersonId, set[PersonId]]:
    """Whom each is noted to be a relative of, or to stand by, and the other way."""
    ids = {*theirs.keys(), *theirs.values()}
    if not ids:
        return {}
    related = Relationship.objects.filter(until__isnull=True, other_id__isnull=False)
    pairs = [
        *related.filter(person_id__in=ids).values_list("person_id", "other_id"),
        *((b, a) for a, b in related.filter(other_id__in=ids).values_list("person_id", "other_id")),
    ]
    now = anchors.surviving({PersonId(one) for pair in pairs for one in pair})
    found: dict[PersonId, set[PersonId]] = defaultdict(set)
    for one, other in pairs:
        found[now[PersonId(one)]].add(now[PersonId(other)])
    return found


def _homes(ids: Collection[PersonId]) -> dict[PersonId, tuple[str, str]]:
    # Nothing follows from where somebody lives whose whereabouts are restricted.
    shown = set(ids) - care.restricted_ids(list(ids)) if ids else set()
    held = Person.objects.filter(pk__in=shown)
    return {
        PersonId(pk): rules.home(address, postcode)
        for pk, address, postcode in held.values_list("pk", "address", "postcode")
    }


def _looked(ids: Collection[PersonId], *, at: datetime) -> dict[PersonId, Looked]:
    works_at = _works_at(ids, at=at)
    known, restricted = _well_known(), care.restricted_ids(list(ids))
    held = Person.objects.filter(pk__in=ids)
    return {
        PersonId(pk): Looked(
            person_id=PersonId(pk),
            family_name=family_name,
            home=rules.home(address, postcode),
            works_at=frozenset(works_at.get(PersonId(pk), ())),
            is_well_known=pk in known,
            is_location_restricted=pk in restricted,
        )
        for pk, family_name, address, postcode in held.values_list(
            "pk", "family_name", "address", "postcode"
        )
    }


def _works_at(ids: Collection[PersonId], *, at: datetime) -> dict[PersonId, set[str]]:
    """The organisations of those who work here, by the records that are said to be theirs."""
    # There are fewer who work here than people who were looked at: all are asked for.
    said = OwnRecord.objects.filter(periods.running(at)).values_list("person_id", "account_id")
    everybody = [(PersonId(one), account) for one, account in said]
    now = anchors.surviving({one for one, _ in everybody})
    staff = [(one, account) for one, account in everybody if now[one] in ids]
    if not staff:
        return {}
    held = Membership.objects.filter(
        periods.running(at), account_id__in={account for _, account in staff}
    )
    organisations: dict[UUID, set[str]] = defaultdict(set)
    for account_id, organisation in held.values_list("account_id", "organisation_code"):
        organisations[account_id].add(organisation)
    found: dict[PersonId, set[str]] = defaultdict(set)
    for one, account in staff:
        found[now[one]] |= organisations[account]
    return found


def _well_known() -> set[PersonId]:
    said = WellKnown.objects.filter(until__isnull=True).values_list("person_id", flat=True)
    told = {PersonId(one) for one in said}
    return set(anchors.surviving(told).values()) if told else set()
