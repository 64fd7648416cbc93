"""Records opened on one's own word: for whoever reviews it, and whoever works for the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import accounts, anchors, care, place, reading
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import BrokenGlass, Care, GlassTold, OwnRecord, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.domain import claims
from joinedup.people.domain import glass as rules
from joinedup.people.domain.claims import Claimed, OwnWord, StandsOut
from joinedup.people.domain.glass import Finding
from joinedup.people.queries.cards import Card, cards, reviewed_cards

MOST_COUNTED = 1000
REASON_KINDS = {
    OwnWord.BROKEN_GLASS: ReasonKind.BREAK_GLASS,
    OwnWord.SELF_CLAIMED: ReasonKind.CLAIM_CARE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassRow:
    """One record opened on one's own word: whose, by whom, why, until when; what was found.

    `reason` is in the place's words. `finding` is None until it was reviewed.
    """

    glass_id: UUID
    version: Version
    how: OwnWord
    card: Card
    by_account: UUID
    by_name: str
    role: str
    organisation: str
    reason: str
    words: str
    since: datetime
    until: datetime
    finding: Finding | None
    finding_words: str
    reviewed_at: datetime | None
    reviewed_by: str
    stands_out: tuple[StandsOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassPage:
    """One of them with what helps to judge it: among others how often they looked in that time."""

    row: GlassRow
    look_count: int
    last_look_at: datetime | None
    is_same_surname: bool
    times_in_month: int
    may_review: bool


def to_review_count(scope: Scope) -> int:
    """How many wait for somebody to review them."""
    if not scope.may(Permission.READING_REVIEW):
        return 0
    return _waiting()[: MOST_COUNTED + 1].count()


def broken(
    scope: Scope, *, is_reviewed: bool = False, after: str = "", limit: int = 25
) -> Page[GlassRow]:
    """Those that wait for review, the longest waiting first; or those reviewed, newest first."""
    access.require_permission(scope, Permission.READING_REVIEW)
    found = BrokenGlass.objects.exclude(reviewed_at=None) if is_reviewed else _waiting()
    total = found[: MOST_COUNTED + 1].count()
    if is_id(after):
        # Ids are made in the order of time, so they page as well as sort.
        found = found.filter(id__lt=after) if is_reviewed else found.filter(id__gt=after)
    rows = list(found.order_by("-id" if is_reviewed else "id")[: limit + 1])
    return Page(
        rows=tuple(_rows(scope, rows[:limit], is_review=True)),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def glass_page(scope: Scope, glass_id: UUID) -> GlassPage:
    """One of them, with what whoever opened it looked at and what else speaks for or against it."""
    access.require_permission(scope, Permission.READING_REVIEW)
    held = BrokenGlass.objects.filter(pk=glass_id).first()
    if held is None:
        raise NotFound()
    (row,) = _rows(scope, [held], is_review=True)
    opened = Care.objects.filter(account_id=held.account_id, because=held.ground, since=held.since)
    of = opened.values_list("person_id", flat=True)
    ids = {*anchors.all_of(row.card.person_id), *map(PersonId, of)}
    look_count, last_look_at = reading.looks_by(
        row.by_account, list(ids), since=row.since, until=row.until
    )
    month = BrokenGlass.objects.filter(
        account_id=held.account_id,
        ground=held.ground,
        since__gte=held.since - rules.TOLD_FOR,
        since__lte=held.since,
    )
    return GlassPage(
        row=row,
        look_count=look_count,
        last_look_at=last_look_at,
        is_same_surname=rules.is_same_surname(row.by_name, row.card.family_name),
        times_in_month=month.count(),
        may_review=held.reviewed_at is None and held.account_id != scope.account_id,
    )


def told_to(scope: Scope) -> list[GlassRow]:
    """What was opened of people whom the viewer works for, until they say that they read it.

    They are to visit them, or are their key worker; or lead the team that has them.
    """
    if not scope.may(Permission.LINE_ACCEPT):
        return []
    holds = Q(account_id=scope.account_id, because__in=(care.ALLOCATED, care.KEY_WORKER))
    if scope.may(Permission.LINE_ALLOCATE):
        holds |= Q(team_code__in=scope.teams, because=care.EPISODE)
    mine = Care.objects.filter(holds, periods.running(scope.now))
    read = GlassTold.objects.filter(account_id=scope.account_id)
    found = BrokenGlass.objects.filter(
        person_id__in=mine.values("person_id"), since__gte=scope.now - rules.TOLD_FOR
    ).exclude(pk__in=read.values("glass_id"))
    return _rows(scope, list(found.exclude(account_id=scope.account_id).order_by("-id")[:20]))


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An account whose owner a person in the index is, and since when that is known."""

    account_id: UUID
    name: str
    since: datetime
    is_viewer: bool


def staff_of(scope: Scope, person_id: PersonId) -> list[StaffRow]:
    """Which of those who work here a person is: for whoever reviews reading."""
    access.require_permission(scope, Permission.READING_REVIEW)
    held = OwnRecord.objects.filter(anchors.theirs([person_id]), until__isnull=True)
    since = dict(held.order_by("-since").values_list("account_id", "since"))
    names = accounts.names(since)
    found = [
        StaffRow(one, names.get(one, ""), at, one == scope.account_id) for one, at in since.items()
    ]
    return sorted(found, key=lambda one: one.name)


def _waiting() -> QuerySet[BrokenGlass]:
    return BrokenGlass.objects.filter(reviewed_at=None)


def _standing(held: Sequence[BrokenGlass]) -> dict[UUID, tuple[StandsOut, ...]]:
    """Which of the claims stand out, by those of the same people in the month before each."""
    asked = {
        one.id: Claimed(one.account_id, one.person_id, one.since)
        for one in held
        if one.ground == OwnWord.SELF_CLAIMED
    }
    if not asked:
        return {}
    first = min(one.at for one in asked.values()) - claims.WITHIN
    near = BrokenGlass.objects.filter(
        account_id__in={one.account_id for one in asked.values()},
        ground=OwnWord.SELF_CLAIMED.value,
        since__gt=first,
    )
    told = [Claimed(*one) for one in near.values_list("account_id", "person_id", "since")]
    return {claim_id: claims.stands_out(one, told) for claim_id, one in asked.items()}


def _rows(scope: Scope, held: Sequence[BrokenGlass], *, is_review: bool = False) -> list[GlassRow]:
    ids = [PersonId(one.person_id) for one in held]
    # Whoever reviews it has to know whose record it was, restricted or not.
    shown = reviewed_cards(scope, ids) if is_review else cards(scope, ids)
    told = {one.account_id for one in held} | {one.reviewed_by for one in held if one.reviewed_by}
    names = accounts.names(told)
    reasons = {
        (how, one.code): str(one.staff)
        for how, kind in REASON_KINDS.items()
        for one in place.current().reasons_for(kind)
    }
    standing = _standing(held) if is_review else {}
    return [
        GlassRow(
            glass_id=one.id,
            version=Version(one.version),
            how=OwnWord(one.ground),
            card=shown[PersonId(one.person_id)],
            by_account=one.account_id,
            by_name=names.get(one.account_id, ""),
            role=one.role,
            organisation=one.organisation_code,
            reason=reasons.get((OwnWord(one.ground), one.reason), one.reason),
            words="" if shown[PersonId(one.person_id)].is_access_restricted else one.words,
            since=one.since,
            until=one.until,
            finding=Finding(one.finding) if one.finding else None,
            finding_words=one.finding_words,
            reviewed_at=one.reviewed_at,
            reviewed_by=names.get(one.reviewed_by, "") if one.reviewed_by else "",
            stands_out=standing.get(one.id, ()),
        )
        for one in held
    ]
