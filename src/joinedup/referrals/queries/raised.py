"""What was raised and nobody has seen to yet: for the duty board, the header and the job's heir."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from joinedup.foundation import duty
from joinedup.foundation.models import Duty, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import counted, question
from joinedup.foundation.scope import Scope, has_part, require_permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.people import queries as people
from joinedup.people.queries import Card, NamedFor
from joinedup.referrals.domain.ids import LineId, RaisedId
from joinedup.referrals.domain.safety_net import Rule
from joinedup.referrals.models import Allocation, Call, Line, Raised, Referral
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
            "asked_class",
            "response_class",
            "team_code",
            "opened_at",
            "sent_at",
            "accepted_at",
            "call_back_by",
            "closed_at",
            "referral__reference",
            "referral__caller_name",
            "referral__caller_number",
            "referral__change_words",
        )
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedRow:
    """Something raised: what, about whom, since when, with whom, and whether it is still so.

    `card` is empty of something that is about nobody yet known. `told` was on duty as `duty_role`
    when it was raised, until `went_off_at` where that is over. `words` are what is wrong or wanted,
    as told; `response_class` is how soon as decided, `asked_class` as it was asked. Of a restricted
    record it is said that something waits, and who is `named` for it, each with their number.
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
    told_account: AccountId | None
    went_off_at: datetime | None
    team_code: str
    turn: int
    is_done_meanwhile: bool
    is_owed_by_closed: bool
    caller_name: str
    caller_number: str
    words: str
    asked_class: str | None
    response_class: str
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedList:
    """The first of what is raised, longest due first, and how many there are."""

    rows: tuple[RaisedRow, ...]
    total: int


def raised_now(scope: Scope, *, most: int = MOST_SHOWN) -> tuple[list[Raised], int]:
    """The first of what nobody has seen to yet, longest due first, and how many there are.

    Only of those in whose care the viewer has a part; `raised_list` makes rows of them.
    """
    require_permission(scope, Permission.DUTY_SEE)
    found = _first(scope, most + 1)
    total = len(found) if len(found) <= most else _open(scope).count()
    return found[:most], total


def raised_list(
    scope: Scope, found: Iterable[Raised], total: int, cards: Mapping[PersonId, Card]
) -> RaisedList:
    """What is raised as rows, about people whose cards are at hand."""
    return RaisedList(rows=tuple(_as_rows(scope, list(found), cards=cards)), total=total)


def raised(scope: Scope, *, most: int = MOST_SHOWN) -> RaisedList:
    """What nobody has seen to yet of those in whose care the viewer has a part."""
    found, total = raised_now(scope, most=most)
    return raised_list(scope, found, total, _cards(scope, found))


def raised_one(scope: Scope, raised_id: RaisedId) -> RaisedRow:
    """One thing that was raised and waits to be seen to."""
    require_permission(scope, Permission.DUTY_SEE)
    found = list(_rows(scope, _open(scope).filter(id=raised_id)))
    if not found:
        raise NotFound()
    return next(_as_rows(scope, found, cards=_cards(scope, found)))


def raised_on_line(scope: Scope, line_id: LineId) -> tuple[RaisedRow, ...]:
    """What is raised about one line, for its own page, which says already whom it is about."""
    return tuple(_as_rows(scope, _on_line(scope, line_id), cards={}))


def waiting_for_me(scope: Scope) -> int:
    """How much is raised with a role that the viewer holds now, or with one that nobody holds.

    What nobody on duty has is told to everybody of the role's team and to whoever is on duty in
    another role; as soon as somebody is on in it, to them alone.
    """
    return sum(_counted_for(scope, [one.code for one in duty.roles_open_to(scope.teams)]))


def is_of_front_door(scope: Scope, one: Raised) -> bool:
    """Whether something that was raised is the front door's to answer, whomever it is about."""
    return scope.may(Permission.QUEUE_SEE) and _is_owed_by_closed(one.rule, one.line)


def raised_since(scope: Scope, word: str) -> int:
    """How much was raised since a word that a page was given; nothing for one that says nothing."""
    try:
        after = UUID(hex=word)
    except ValueError:
        return 0
    return _open(scope).filter(id__gt=after).count()


@question
def _counted_for(scope: Scope, of_own_teams: Sequence[str]) -> QuerySet[Any, int]:
    on = Duty.objects.filter(periods.running(scope.now), account__is_active=True)
    held = on.filter(account_id=scope.account_id)
    is_held = Exists(on.filter(duty_role=OuterRef("duty_role")))
    theirs = Q(duty_role__in=held.values("duty_role"))
    anybody_s = Q(duty_role__in=of_own_teams) | Exists(held)
    return counted(_open(scope).filter(theirs | ~is_held & anybody_s))


@question
def _first(scope: Scope, most: int) -> QuerySet[Raised]:
    return _rows(scope, _open(scope).order_by("due_at", "id"))[:most]


@question
def _on_line(scope: Scope, line_id: UUID) -> QuerySet[Raised]:
    return _rows(scope, _open(scope).filter(line_id=line_id).order_by("due_at", "id"))


@lru_cache(maxsize=8)
def _open(scope: Scope) -> QuerySet[Raised]:
    # A page asks several times with one scope, which holds its instant: put together once.
    # What is about nobody yet known is the front door's, and so is a call that a closed line owes.
    of_front_door = Q(person__isnull=True) | Q(
        rule=Rule.CALL_BACK_DUE.value, line__closed_at__isnull=False
    )
    theirs = of_front_door if scope.may(Permission.QUEUE_SEE) else Q(pk__in=[])
    # It says nothing but that something waits: whoever is told of it has to find it there.
    theirs |= Q(rule=Rule.NOT_ACKNOWLEDGED.value)
    return Raised.objects.filter(OPEN).filter(theirs | has_part(scope))


def _rows(scope: Scope, found: QuerySet[Raised]) -> QuerySet[Raised]:
    over = Duty.objects.filter(
        account=OuterRef("account"), duty_role=OuterRef("duty_role"), until__lte=scope.now
    )
    went_off = Subquery(over.order_by("-until").values("until")[:1])
    goes = Allocation.objects.filter(line=OuterRef("line"), until__isnull=True)
    narrow = found.select_related("account", "line__referral").only(*_COLUMNS)
    answered_at = F("line__response_clock__ended_at")
    return narrow.annotate(
        **{"has_worker": Exists(goes), "line_answered_at": answered_at, "went_off_at": went_off}
    )


def _cards(scope: Scope, found: Iterable[Raised]) -> Mapping[PersonId, Card]:
    return people.cards(scope, {PersonId(one.person_id) for one in found if one.person_id})


def _as_rows(
    scope: Scope, found: list[Raised], *, cards: Mapping[PersonId, Card]
) -> Iterator[RaisedRow]:
    calls = _calls(found)
    hidden = [one for one, card in cards.items() if card.is_access_restricted]
    named = people.named_for(scope, hidden) if hidden else {}
    for one in found:
        call = calls.get(one.about_id)
        referral = one.line.referral if one.line else None
        caller = call or referral
        person_id = PersonId(one.person_id) if one.person_id else None
        card = cards.get(person_id) if person_id else None
        row = RaisedRow(
            raised_id=RaisedId(one.id),
            rule=Rule(one.rule),
            line_id=LineId(one.line_id) if one.line_id else None,
            reference=referral.reference if referral else "",
            card=card,
            due_at=one.due_at,
            raised_at=one.raised_at,
            duty_role=one.duty_role,
            meant_for=one.meant_for,
            told=one.account.display_name if one.account else "",
            told_account=AccountId(one.account_id) if one.account_id else None,
            went_off_at=one.went_off_at,
            team_code=one.line.team_code if one.line else "",
            turn=one.turn,
            is_done_meanwhile=_is_done(one),
            is_owed_by_closed=_is_owed_by_closed(one.rule, one.line),
            caller_name=caller.caller_name if caller else "",
            caller_number=(caller.caller_number or "") if caller else "",
            words=_told(call, referral, card),
            asked_class=one.line.asked_class if one.line else None,
            response_class=one.line.response_class if one.line else "",
        )
        if person_id and person_id in hidden:
            row = _of_restricted(row, named.get(person_id, ()))
        yield row


def _of_restricted(row: RaisedRow, named: Sequence[NamedFor]) -> RaisedRow:
    """That something waits about a record that the viewer may not open, and who may."""
    return replace(
        row,
        line_id=None,
        is_owed_by_closed=False,
        caller_name="",
        caller_number="",
        words="",
        asked_class=None,
        response_class="",
        named=tuple((one.name, one.number) for one in named),
    )


def _told(call: Call | None, referral: Referral | None, card: Card | None) -> str:
    # What was told is of somebody whom the viewer may open, or of nobody known yet.
    if card is not None and not card.is_open:
        return ""
    words = call.wanted if call else referral.change_words if referral else ""
    return words or ""


def _calls(found: Iterable[Raised]) -> Mapping[UUID, Call]:
    ids = [one.about_id for one in found if one.about_kind == CALL]
    return {call.pk: call for call in Call.objects.filter(pk__in=ids)} if ids else {}


def _is_owed_by_closed(rule: str, line: Line | None) -> bool:
    return rule == Rule.CALL_BACK_DUE and line is not None and line.closed_at is not None


def _is_done(one: Raised) -> bool:
    """Whether the thing itself was done since the job last went round."""
    line = one.line
    if line is None or one.rule == Rule.UNDELIVERED:
        return False
    if line.closed_at is not None and one.rule != Rule.CALL_BACK_DUE:
        return True
    return {
        Rule.NOT_OPENED: line.opened_at is not None or line.sent_at is not None,
        Rule.NOT_DECIDED: line.sent_at is not None,
        Rule.DECLINED: line.sent_at is not None,
        Rule.NOT_ACCEPTED: line.sent_at is None or line.accepted_at is not None,
        Rule.NO_WORKER: line.accepted_at is None or one.has_worker,
        Rule.NOT_SEEN: one.line_answered_at is not None or not one.has_worker,
        Rule.CALL_BACK_DUE: line.call_back_by is None,
    }[Rule(one.rule)]
