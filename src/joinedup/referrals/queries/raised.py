"""What was raised and nobody has seen to yet: for the duty board, the header and the job's heir."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.foundation.models import Duty, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission, visible
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.referrals.domain.ids import LineId, RaisedId
from joinedup.referrals.domain.safety_net import Rule
from joinedup.referrals.models import Allocation, Call, Raised
from joinedup.referrals.models.watching import OPEN
from joinedup.referrals.queries.due_now import CALL

MOST_SHOWN: Final = 20
_COLUMNS: Final = (
    "rule",
    "about_kind",
    "about_id",
    "person_id",
    "due_at",
    "raised_at",
    "duty_role",
    "meant_for",
    "turn",
    "account__display_name",
    *(
        f"line__{of}"
        for of in (
            "team_code",
            "opened_at",
            "sent_at",
            "accepted_at",
            "call_back_by",
            "closed_at",
            "referral__reference",
            "referral__caller_name",
            "referral__caller_number",
        )
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedRow:
    """Something raised: what, about whom, since when, with whom, and whether it is still so.

    `card` is empty of something that is about nobody yet known; `ring` is whom to ring about it.
    """

    raised_id: RaisedId
    rule: Rule
    line_id: LineId | None
    reference: str
    card: Card | None
    due_at: datetime
    raised_at: datetime
    duty_role: str
    meant_for: str
    told: str
    team_code: str
    turn: int
    is_done_meanwhile: bool
    caller_name: str
    caller_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedList:
    """The first of what is raised, longest due first, and how many there are."""

    rows: tuple[RaisedRow, ...]
    total: int


def raised_now(scope: Scope) -> tuple[list[Raised], int]:
    """The first of what nobody has seen to yet, longest due first, and how many there are.

    Only of those whom the viewer may see; `raised_list` makes rows of them.
    """
    require_permission(scope, Permission.DUTY_SEE)
    found = list(_rows(_open(scope).order_by("due_at", "id"))[: MOST_SHOWN + 1])
    total = len(found) if len(found) <= MOST_SHOWN else _open(scope).count()
    return found[:MOST_SHOWN], total


def raised_list(found: Iterable[Raised], total: int, cards: Mapping[PersonId, Card]) -> RaisedList:
    """What is raised as rows, about people whose cards are at hand."""
    return RaisedList(rows=tuple(_as_rows(list(found), cards=cards)), total=total)


def raised(scope: Scope) -> RaisedList:
    """What nobody has seen to yet of those whom the viewer may see, longest due first."""
    found, total = raised_now(scope)
    return raised_list(found, total, _cards(scope, found))


def raised_one(scope: Scope, raised_id: RaisedId) -> RaisedRow:
    """One thing that was raised and waits to be seen to."""
    require_permission(scope, Permission.DUTY_SEE)
    found = list(_rows(_open(scope).filter(id=raised_id)))
    if not found:
        raise NotFound()
    return next(_as_rows(found, cards=_cards(scope, found)))


def raised_on_line(scope: Scope, line_id: LineId) -> tuple[RaisedRow, ...]:
    """What is raised about one line, for its own page, which says already whom it is about."""
    found = list(_rows(_open(scope).filter(line_id=line_id).order_by("due_at", "id")))
    return tuple(_as_rows(found, cards={}))


def waiting_for_me(scope: Scope) -> int:
    """How much is raised with a role that the viewer holds now, or with nobody, while on duty.

    Whoever is not on duty is told of nothing.
    """
    held = Duty.objects.filter(periods.running(scope.now), account_id=scope.account_id)
    theirs = Q(duty_role__in=held.values("duty_role")) | Q(account__isnull=True) & Exists(held)
    return _open(scope).filter(theirs).count()


def raised_since(scope: Scope, word: str) -> int:
    """How much was raised since a word that a page was given; nothing for one that says nothing."""
    try:
        after = UUID(hex=word)
    except ValueError:
        return 0
    return _open(scope).filter(id__gt=after).count()


@lru_cache(maxsize=8)
def _open(scope: Scope) -> QuerySet[Raised]:
    # A page asks several times with one scope, which holds its instant: put together once.
    # What is about nobody yet known is the front door's.
    about_nobody = Q(person__isnull=True) if scope.may(Permission.QUEUE_SEE) else Q(pk__in=[])
    return Raised.objects.filter(OPEN).filter(about_nobody | visible(scope))


def _rows(found: QuerySet[Raised]) -> QuerySet[Raised]:
    goes = Allocation.objects.filter(line=OuterRef("line"), until__isnull=True)
    narrow = found.select_related("account", "line__referral").only(*_COLUMNS)
    return narrow.annotate(**{"has_worker": Exists(goes)})


def _cards(scope: Scope, found: Iterable[Raised]) -> Mapping[PersonId, Card]:
    return people.cards(scope, {PersonId(one.person_id) for one in found if one.person_id})


def _as_rows(found: list[Raised], *, cards: Mapping[PersonId, Card]) -> Iterator[RaisedRow]:
    calls = _calls(found)
    for one in found:
        call = calls.get(one.about_id)
        referral = one.line.referral if one.line else None
        caller = call or referral
        yield RaisedRow(
            raised_id=RaisedId(one.id),
            rule=Rule(one.rule),
            line_id=LineId(one.line_id) if one.line_id else None,
            reference=referral.reference if referral else "",
            card=cards.get(PersonId(one.person_id)) if one.person_id else None,
            due_at=one.due_at,
            raised_at=one.raised_at,
            duty_role=one.duty_role,
            meant_for=one.meant_for,
            told=one.account.display_name if one.account else "",
            team_code=one.line.team_code if one.line else "",
            turn=one.turn,
            is_done_meanwhile=_is_done(one),
            caller_name=caller.caller_name if caller else "",
            caller_number=(caller.caller_number or "") if caller else "",
        )


def _calls(found: Iterable[Raised]) -> Mapping[UUID, Call]:
    ids = [one.about_id for one in found if one.about_kind == CALL]
    return {call.pk: call for call in Call.objects.filter(pk__in=ids)} if ids else {}


def _is_done(one: Raised) -> bool:
    """Whether the thing itself was done since the job last went round."""
    line = one.line
    if line is None or one.rule == Rule.UNDELIVERED:
        return False
    if line.closed_at is not None:
        return True
    return {
        Rule.NOT_OPENED: line.opened_at is not None or line.sent_at is not None,
        Rule.DECLINED: line.sent_at is not None,
        Rule.NOT_ACCEPTED: line.sent_at is None or line.accepted_at is not None,
        Rule.NO_WORKER: line.accepted_at is None or one.has_worker,
        Rule.CALL_BACK_DUE: line.call_back_by is None,
    }[Rule(one.rule)]
