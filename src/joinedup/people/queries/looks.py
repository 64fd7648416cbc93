"""Looks at records that wait for somebody's judgement, for whoever reviews reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from joinedup.foundation import accounts, anchors
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.domain.glass import Finding
from joinedup.people.domain.patterns import Pattern
from joinedup.people.models import LookToReview, WellKnown
from joinedup.people.queries.cards import Card, reviewed_cards

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """Looks of somebody at one person on a day, or at many within an hour; what was found of them.

    `card` is None where they are at many. `ground` is what allowed the first of them.
    """

    look_id: UUID
    version: Version
    pattern: Pattern
    card: Card | None
    by_account: UUID
    by_name: str
    role: str
    organisation: str
    ground: str
    first_at: datetime
    last_at: datetime
    count: int
    finding: Finding | None
    finding_words: str
    reviewed_at: datetime | None
    reviewed_by: str
    may_review: bool


def looks_waiting_count(scope: Scope) -> int:
    """How many wait for somebody's judgement."""
    if not scope.may(Permission.READING_REVIEW):
        return 0
    return _waiting()[: MOST_COUNTED + 1].count()


def looks_to_review(
    scope: Scope, *, is_reviewed: bool = False, after: str = "", limit: int = 25
) -> Page[LookRow]:
    """Those that wait, the longest waiting first; or those that were judged, newest first."""
    access.require_permission(scope, Permission.READING_REVIEW)
    found = LookToReview.objects.exclude(reviewed_at=None) if is_reviewed else _waiting()
    total = found[: MOST_COUNTED + 1].count()
    if is_id(after):
        found = found.filter(id__lt=after) if is_reviewed else found.filter(id__gt=after)
    rows = list(found.order_by("-id" if is_reviewed else "id")[: limit + 1])
    return Page(
        rows=tuple(_rows(scope, rows[:limit])),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def look_page(scope: Scope, look_id: UUID) -> LookRow:
    """One of them."""
    access.require_permission(scope, Permission.READING_REVIEW)
    held = LookToReview.objects.filter(pk=look_id).first()
    if held is None:
        raise NotFound()
    (row,) = _rows(scope, [held])
    return row


def is_well_known(scope: Scope, person_id: PersonId) -> bool:
    """Whether every look at a person is judged."""
    access.require_permission(scope, Permission.READING_REVIEW)
    return WellKnown.objects.filter(anchors.theirs([person_id]), until__isnull=True).exists()


def _waiting() -> QuerySet[LookToReview]:
    return LookToReview.objects.filter(reviewed_at=None)


def _rows(scope: Scope, held: Sequence[LookToReview]) -> list[LookRow]:
    shown = reviewed_cards(scope, [PersonId(one.person_id) for one in held if one.person_id])
    told = {one.account_id for one in held} | {one.reviewed_by for one in held if one.reviewed_by}
    names = accounts.names(told)
    return [
        LookRow(
            look_id=one.id,
            version=Version(one.version),
            pattern=Pattern(one.pattern),
            card=shown.get(PersonId(one.person_id)) if one.person_id else None,
            by_account=one.account_id,
            by_name=names.get(one.account_id, ""),
            role=one.role,
            organisation=one.organisation_code,
            ground=one.ground,
            first_at=one.first_at,
            last_at=one.last_at,
            count=one.count,
            finding=Finding(one.finding) if one.finding else None,
            finding_words=one.finding_words,
            reviewed_at=one.reviewed_at,
            reviewed_by=names.get(one.reviewed_by, "") if one.reviewed_by else "",
            may_review=one.reviewed_at is None and one.account_id != scope.account_id,
        )
        for one in held
    ]
