"""What people asked about their own records: their own, and what waits for an answer of staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import accounts
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import Reading
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.mycare.domain.asking import AskedFor, Outcome
from joinedup.mycare.models import Asking
from joinedup.mycare.queries.mine import Mine
from joinedup.people.queries.cards import Card, cards, identity_cards

MOST_COUNTED: Final = 1000
MOST_OWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, and its answer where there is one."""

    asking_id: UUID
    version: Version
    person_id: PersonId
    asked_for: AskedFor
    words: str
    made_at: datetime
    answered_at: datetime | None
    outcome: Outcome | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request as staff read it; for a name, whose look it is about and when that was."""

    asked: Asked
    card: Card | None
    looked_at: datetime | None
    looked_by: str
    answered_by: str


def asked_by(me: Mine) -> list[Asked]:
    """What somebody asked about their own record, the latest first."""
    held = Asking.objects.filter(person_id__in=me.ids).order_by("-made_at", "-id")
    return [_asked(one) for one in held[:MOST_OWN]]


def waiting_count(scope: Scope) -> int:
    """How many requests wait for whoever reviews reading; others are told on the person's page."""
    if not scope.may(Permission.READING_REVIEW):
        return 0
    return _mine(scope).filter(answered_at__isnull=True)[:MOST_COUNTED].count()


def requests(
    scope: Scope, *, is_answered: bool = False, after: str = "", limit: int = 25
) -> Page[Waiting]:
    """Requests that the viewer may answer: those that wait, oldest first; or those answered."""
    found = _mine(scope).filter(answered_at__isnull=not is_answered)
    total = found[: MOST_COUNTED + 1].count()
    if is_id(after):
        found = found.filter(id__lt=after) if is_answered else found.filter(id__gt=after)
    rows = list(found.order_by("-id" if is_answered else "id")[: limit + 1])
    return Page(
        rows=tuple(_waiting(scope, rows[:limit])),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def request(scope: Scope, asking_id: UUID) -> Waiting:
    """One request that the viewer may answer."""
    found = list(_mine(scope).filter(id=asking_id))
    if not found:
        raise NotFound()
    return _waiting(scope, found)[0]


def _mine(scope: Scope) -> QuerySet[Asking]:
    may = Q(pk__in=[])
    if scope.may(Permission.READING_REVIEW):
        may |= Q(asked_for=AskedFor.NAME)
    if scope.may(Permission.PERSON_CORRECT):
        may |= Q(asked_for=AskedFor.CORRECTION) & access.visible(scope)
    return Asking.objects.filter(may)


def _waiting(scope: Scope, rows: Iterable[Asking]) -> list[Waiting]:
    held = list(rows)
    ids = {PersonId(one.person_id) for one in held}
    # Who reviews reading is told of whom they answer, and nothing more of them.
    is_review = scope.may(Permission.READING_REVIEW)
    shown = identity_cards(scope, ids) if is_review else cards(scope, ids)
    looks = Reading.objects.in_bulk([one.reading_id for one in held if one.reading_id])
    names = accounts.names(
        [
            *(one.account_id for one in looks.values()),
            *(one.answered_by for one in held if one.answered_by),
        ]
    )
    told = []
    for one in held:
        look = looks.get(one.reading_id) if one.reading_id else None
        told.append(
            Waiting(
                asked=_asked(one),
                card=shown.get(PersonId(one.person_id)),
                looked_at=look.at if look else None,
                looked_by=names.get(look.account_id, "") if look else "",
                answered_by=names.get(one.answered_by, "") if one.answered_by else "",
            )
        )
    return told


def _asked(one: Asking) -> Asked:
    return Asked(
        asking_id=one.id,
        version=Version(one.version),
        person_id=PersonId(one.person_id),
        asked_for=AskedFor(one.asked_for),
        words=one.words,
        made_at=one.made_at,
        answered_at=one.answered_at,
        outcome=Outcome(one.outcome) if one.outcome else None,
        answer=one.answer,
    )
