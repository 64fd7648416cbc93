"""Reading safeguarding concerns: by need to know alone, and by no ground of care."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import accounts, deliveries, place
from joinedup.foundation.ids import is_id
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place_safeguarding import SafeguardingDoor
from joinedup.foundation.scope import JOB, Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people import queries as people
from joinedup.people.domain.documents import Known
from joinedup.people.queries import Card, close
from joinedup.safeguarding.domain.answer import Outcome, State, due_at
from joinedup.safeguarding.domain.concern import (
    Abuse,
    Agrees,
    Alleged,
    Capacity,
    Harm,
    Heard,
    Override,
    Told,
    Whose,
    name_key,
)
from joinedup.safeguarding.models import OPEN, WAITING, Concern

CONCERN: Final = "safeguarding.concern"
MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRow:
    """One concern in a list: about whom, how grave, where it went, and how it stands.

    `card` is of the person through whom it was raised; of a child it is the adult they live with.
    """

    concern_id: UUID
    reference: str
    card: Card | None
    whose: Whose
    child_name: str
    kinds: tuple[Abuse, ...]
    is_danger: bool
    raised_at: datetime
    door: str
    state: State
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What whoever raised a concern is told: where it went, and who there has it. Nothing more."""

    concern_id: UUID
    version: Version
    reference: str
    raised_at: datetime
    door: SafeguardingDoor
    state: State
    acknowledge_by: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    their_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernPage:
    """One concern whole, for whoever needs to know; `outcome` stays empty for who only raised it.

    `told` is what was said. `may_work` lets the viewer say what became of it.
    """

    row: ConcernRow
    receipt: Receipt
    told: Told
    organisation: str
    raised_by: str
    outcome: Outcome | None
    outcome_words: str
    closed_at: datetime | None
    closed_by: str
    may_work: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A concern that nobody has acknowledged in time: since when, and not a word of it."""

    concern_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A concern as it is told to the front door."""

    reference: str
    raised_at: datetime
    told: Told
    door: SafeguardingDoor
    card: Card
    organisation: str


def concerns(
    scope: Scope, *, is_closed: bool = False, after: str = "", limit: int = 25
) -> Page[ConcernRow]:
    """Concerns that the viewer needs to know of, newest first: those open, or those closed."""
    found = _known(scope).exclude(OPEN) if is_closed else _known(scope).filter(OPEN)
    total = found[: MOST_COUNTED + 1].count()
    page = found.filter(id__lt=after) if is_id(after) else found
    held = list(page.order_by("-id")[: limit + 1])
    return Page(
        rows=tuple(_rows(scope, held[:limit])),
        next_key=str(held[limit - 1].id) if len(held) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def waiting_count(scope: Scope) -> int:
    """How many concerns wait to be acknowledged, for those who work on them."""
    if not _works(scope):
        return 0
    return _known(scope).filter(WAITING)[: MOST_COUNTED + 1].count()


def concern(scope: Scope, concern_id: UUID) -> ConcernPage:
    """One concern, for whoever needs to know of it; to everybody else it is not there."""
    held = _known(scope).filter(pk=concern_id).first()
    if held is None:
        raise NotFound()
    may_work = _works(scope)
    (row,) = _rows(scope, [held])
    if not may_work and row.state is State.CLOSED:
        row = replace(row, state=State.RECEIVED)
    told = {held.raised_by_id, *([held.closed_account_id] if held.closed_account_id else [])}
    names = accounts.names(told)
    return ConcernPage(
        row=row,
        receipt=_receipt(held, row.state),
        told=told_of(held),
        organisation=place.current().organisation_name(held.organisation_code),
        raised_by=names.get(held.raised_by_id, ""),
        outcome=Outcome(held.outcome) if held.outcome and may_work else None,
        outcome_words=held.outcome_words if may_work else "",
        closed_at=held.closed_at if may_work else None,
        closed_by=_closed_by(held, names) if may_work else "",
        may_work=may_work,
    )


def receipt(scope: Scope, concern_id: UUID) -> Receipt:
    """What became of a concern that the viewer raised: received by whom, and no more."""
    held = Concern.objects.filter(pk=concern_id, raised_by_id=scope.account_id).first()
    if held is None:
        raise NotFound()
    return _receipt(held, _state(held, _delivered([held])))


def raised_by_viewer(scope: Scope, *, after: str = "", limit: int = 25) -> Page[Receipt]:
    """What the viewer raised, newest first, with what they are told of it."""
    found = Concern.objects.filter(raised_by_id=scope.account_id)
    total = found[: MOST_COUNTED + 1].count()
    page = found.filter(id__lt=after) if is_id(after) else found
    held = list(page.order_by("-id")[: limit + 1])
    there = _delivered(held)
    return Page(
        rows=tuple(_receipt(one, _state(one, there)) for one in held[:limit]),
        next_key=str(held[limit - 1].id) if len(held) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def may_act_on(scope: Scope, concern_id: UUID) -> bool:
    """Whether the viewer may say what became of a concern: who works on it, or who raised it."""
    if Concern.objects.filter(pk=concern_id, raised_by_id=scope.account_id).exists():
        return True
    return _works(scope) and _known(scope).filter(pk=concern_id).exists()


def unacknowledged(scope: Scope, *, at: datetime) -> list[Waits]:
    """Concerns that nobody at the front door has in time, longest first: for the job, which sees
    all and tells nobody what they say.
    """
    if scope.role != JOB:
        return []
    held = list(Concern.objects.filter(WAITING).order_by("raised_at", "id"))
    there = _delivered(held)
    found = [Waits(concern_id=one.id, due_at=_due_at(one, there)) for one in held]
    return [one for one in found if one.due_at <= at]


def outgoing(scope: Scope, concern_id: UUID) -> Outgoing:
    """A concern as it goes to the front door: for the job that sends it."""
    held = Concern.objects.filter(pk=concern_id).first() if scope.role == JOB else None
    if held is None:
        raise NotFound()
    person = PersonId(held.person_id)
    return Outgoing(
        reference=held.reference,
        raised_at=held.raised_at,
        told=told_of(held),
        door=_door(held),
        card=people.cards(scope, [person])[person],
        organisation=place.current().organisation_name(held.organisation_code),
    )


def told_of(held: Concern) -> Told:
    """What was said of a concern, as it was said."""
    return Told(
        whose=Whose(held.whose),
        child_name=held.child_name,
        child_age=held.child_age,
        child_number=held.child_number,
        harm=Harm(held.harm) if held.harm else None,
        words=held.words,
        heard=Heard(held.heard),
        kinds=_kinds(held),
        danger=Known(held.danger),
        danger_words=held.danger_words,
        alleged=Alleged(held.alleged),
        alleged_name=held.alleged_name,
        alleged_contact=Known(held.alleged_contact),
        needs=Known(held.needs),
        protects=Known(held.protects),
        knows=Known(held.knows),
        not_told=held.not_told,
        agrees=Agrees(held.agrees),
        override=Override(held.override) if held.override else None,
        override_words=held.override_words,
        wishes=held.wishes,
        capacity=Capacity(held.capacity),
        capacity_words=held.capacity_words,
        done=held.done,
        reach=held.reach,
        raiser_name=held.raiser_name,
        raiser_role=held.raiser_role,
        raiser_number=held.raiser_number,
    )


def _known(scope: Scope) -> QuerySet[Concern]:
    """The concerns that the viewer needs to know of; never one that they are too near to."""
    mine = Q(raised_by_id=scope.account_id)
    if scope.may(Permission.CONCERN_LEAD):
        mine = Q()
    elif scope.may(Permission.CONCERN_ANSWER):
        # Where the place has another front door since, what is open is theirs as well.
        doors = place.current().safeguarding.values()
        now = [one.code for one in doors if one.organisation == scope.organisation]
        mine |= Q(front_door=scope.organisation) | OPEN & Q(whose__in=now)
    return Concern.objects.filter(mine).exclude(_too_near(scope))


def _too_near(scope: Scope) -> Q:
    near = close.near_to(scope)
    name = name_key(accounts.names([scope.account_id]).get(scope.account_id, ""))
    alleged = Q(alleged_account_id=scope.account_id) | Q(alleged_key=name) & ~Q(alleged_key="")
    theirs = Q(person_id__in=near) | Q(child_id__in=near, child_id__isnull=False)
    return alleged | theirs


def _works(scope: Scope) -> bool:
    return any(scope.may(one) for one in close.CLOSE)


def _rows(scope: Scope, held: Sequence[Concern]) -> list[ConcernRow]:
    ids = [PersonId(one.person_id) for one in held]
    # Whoever works on a concern has to know whose it is, restricted or not.
    shown = close.cards_of_concern(scope, ids) if _works(scope) else people.cards(scope, ids)
    there = _delivered(held)
    return [
        ConcernRow(
            concern_id=one.id,
            reference=one.reference,
            card=shown.get(PersonId(one.person_id)),
            whose=Whose(one.whose),
            child_name=one.child_name,
            kinds=_kinds(one),
            is_danger=one.danger == Known.YES,
            raised_at=one.raised_at,
            door=_door(one).name,
            state=_state(one, there),
            is_late=one.acknowledged_at is None and _due_at(one, there) <= scope.now,
        )
        for one in held
    ]


def _receipt(held: Concern, state: State) -> Receipt:
    # That it was closed is for those who need to know: whoever raised it is told it was received.
    return Receipt(
        concern_id=held.id,
        version=Version(held.version),
        reference=held.reference,
        raised_at=held.raised_at,
        door=_door(held),
        state=State.RECEIVED if state is State.CLOSED else state,
        acknowledge_by=held.acknowledge_by,
        acknowledged_at=held.acknowledged_at,
        acknowledged_by=held.acknowledged_by,
        their_reference=held.their_reference,
    )


def _closed_by(held: Concern, names: Mapping[UUID, str]) -> str:
    return names.get(held.closed_account_id, "") if held.closed_account_id else ""


def _door(held: Concern) -> SafeguardingDoor:
    return place.current().safeguarding[held.whose]


def _kinds(held: Concern) -> tuple[Abuse, ...]:
    return tuple(Abuse(one) for one in held.kinds.split())


def _delivered(held: Iterable[Concern]) -> frozenset[UUID]:
    """Which of them have arrived at the front door's own system."""
    ids = [one.id for one in held if one.is_by_message]
    if not ids:
        return frozenset()
    sent = deliveries.about(CONCERN, ids)
    return frozenset(one.about_id for one in sent if one.about_id and one.delivered_at)


def _state(held: Concern, there: frozenset[UUID]) -> State:
    if held.closed_at is not None:
        return State.CLOSED
    if held.acknowledged_at is not None:
        return State.RECEIVED
    if not held.is_by_message:
        return State.TO_RING
    return State.SENT if held.id in there else State.SENDING


def _due_at(held: Concern, there: frozenset[UUID]) -> datetime:
    return due_at(
        raised_at=held.raised_at,
        acknowledge_by=held.acknowledge_by,
        is_by_message=held.is_by_message,
        delivered=held.id in there,
    )
