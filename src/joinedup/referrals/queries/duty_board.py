"""The duty board: what falls due, what nobody took on, who was not reached or is owed a call."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, PositiveIntegerField, Q, QuerySet, Value

from joinedup.foundation import place
from joinedup.foundation.models import Membership, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope, require_permission, visible
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId, Page, PersonId
from joinedup.people import queries as people
from joinedup.referrals.domain.contacts import NOBODY_REACHED
from joinedup.referrals.domain.duty_board import LOOKS_AHEAD, NoteKind
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Capacity, Contact, Line, ShiftNote
from joinedup.referrals.queries import owed
from joinedup.referrals.queries.call_rows import PromisedCall
from joinedup.referrals.queries.lines import NEVER, OPEN, all_staged, in_order, visible_lines
from joinedup.referrals.queries.queue_rows import narrow, short_rows, with_row_columns
from joinedup.referrals.queries.raised import RaisedList, raised_list, raised_now
from joinedup.referrals.queries.rows import QueueRow

BLOCKS: Final = ("due_soon", "not_taken_on", "not_reached", "call_back")
IN_SHORT: Final = 8
"""Rows of a block that the board shows; all of one block are a press away."""
MOST_OF_ONE: Final = 100
type Written = tuple[UUID, str, str, str, datetime, int | None]

_NOT_TAKEN_ON: Final = frozenset({Stage.WITH_TEAM, Stage.NO_WORKER})


@dataclass(frozen=True, slots=True, kw_only=True)
class NextVisit:
    """Where somebody is next: the open line of theirs that falls due first."""

    line_id: LineId
    reference: str
    falls_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of the board: its first rows, and how many lines it holds in all."""

    code: str
    rows: tuple[QueueRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRow:
    """The latest figure of one kind of capacity; `count` is None where nobody said."""

    kind: str
    count: int | None
    words: str
    as_of: datetime | None
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note of the shift that nobody has ended."""

    note_id: UUID
    kind: NoteKind
    words: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDown:
    """What whoever is on duty wrote down: how much there is tonight, and notes of the shift."""

    capacity: tuple[CapacityRow, ...]
    notes: tuple[NoteRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is raised, and the blocks below it."""

    raised: RaisedList
    blocks: tuple[Block, ...]


def watched(scope: Scope, *, only: str = "") -> Watched:
    """What is raised, and the four blocks over the open lines whom the viewer may see.

    A line stands in every block that it belongs to, by what falls due next. One block alone is
    shown at more length.
    """
    raised, raised_total = raised_now(scope)
    wanted = (only,) if only in BLOCKS else BLOCKS
    length = MOST_OF_ONE if only in BLOCKS else IN_SHORT
    found = _sorted_in(scope)
    shown = {code: found[code][:length] for code in wanted}
    lines = _lines({one for ids in shown.values() for one in ids})
    about = {PersonId(one.person_id) for one in raised if one.person_id}
    cards = people.cards(scope, about | {PersonId(one.referral.person_id) for one in lines})
    rows = {row.line_id: row for row in short_rows(lines, cards)}
    return Watched(
        raised=raised_list(scope, raised, raised_total, cards),
        blocks=tuple(
            Block(
                code=code,
                rows=tuple(rows[one] for one in shown[code] if one in rows),
                total=len(found[code]),
            )
            for code in wanted
        ),
    )


def blocks(scope: Scope, *, only: str = "") -> tuple[Block, ...]:
    """The four blocks of the board, or one of them at length."""
    return watched(scope, only=only).blocks


def promised_calls(scope: Scope, *, most: int = MOST_OF_ONE) -> Page[PromisedCall]:
    """Whom else somebody promised to ring back, soonest first: for the front door."""
    if not scope.may(Permission.QUEUE_SEE):
        return Page(rows=(), next_key=None, total=0)
    return owed.promised_page(scope, limit=most)


def next_visits(scope: Scope, account_ids: Iterable[AccountId]) -> Mapping[AccountId, NextVisit]:
    """Where each of these is next, as far as the viewer may see whom they are to go to."""
    lines = in_order(visible_lines(scope)).filter(
        OPEN, allocations__until__isnull=True, allocations__worker_id__in=list(account_ids)
    )
    columns = (F("allocations__worker_id"), "pk", "referral__reference", F("falls_due_at"))
    found: dict[AccountId, NextVisit] = {}
    for worker, line_id, reference, due_at in lines.values_list(*columns):
        visit = NextVisit(line_id=LineId(line_id), reference=reference, falls_due_at=due_at)
        if due_at < NEVER:
            found.setdefault(AccountId(worker), visit)
    return found


def workers_by_team(
    scope: Scope, team_codes: Iterable[str]
) -> Mapping[str, Sequence[tuple[AccountId, str]]]:
    """Whom the viewer may choose to go, for each of these teams that is their own, by name."""
    own = scope.teams.intersection(team_codes)
    if not own or not scope.may(Permission.LINE_ALLOCATE):
        return {}
    live = Membership.objects.filter(
        periods.running(scope.now),
        team_code__in=own,
        account__is_active=True,
        account__is_system=False,
    )
    found: dict[str, list[tuple[AccountId, str]]] = {}
    columns = ("team_code", "account_id", "account__display_name")
    for team, account_id, name in live.order_by("account__display_name").values_list(*columns):
        one = (AccountId(account_id), name)
        if one not in found.setdefault(team, []):
            found[team].append(one)
    return found


def team_of_line(scope: Scope, line_id: LineId) -> str:
    """The team that a line of somebody whom the viewer may see was sent to."""
    found = Line.objects.filter(visible(scope, person="referral__person_id"), id=line_id)
    team = found.values_list("team_code", flat=True).first()
    if team is None:
        raise NotFound()
    return team


def written_down(scope: Scope) -> WrittenDown:
    """The latest figure of every kind that the place names, and the notes that nobody has ended."""
    require_permission(scope, Permission.DUTY_SEE)
    later = Capacity.objects.filter(kind=OuterRef("kind")).filter(
        Q(as_of__gt=OuterRef("as_of")) | Q(as_of=OuterRef("as_of"), id__gt=OuterRef("id"))
    )
    said = ("id", "kind", "words", "account__display_name")
    figures = Capacity.objects.filter(~Exists(later)).values_list(*said, F("as_of"), F("count"))
    live = ShiftNote.objects.filter(ended_at__isnull=True)
    no_count = Value(None, output_field=PositiveIntegerField())
    # Both in one question: a note is what has no count.
    found = list(figures.union(live.values_list(*said, F("made_at"), no_count), all=True))
    latest = {row[1]: row for row in found if row[5] is not None}
    notes = sorted((row for row in found if row[5] is None), key=lambda row: (row[4], row[0]))
    return WrittenDown(
        capacity=tuple(_capacity_row(one, latest.get(one)) for one in place.current().capacities),
        notes=tuple(_note_row(row) for row in notes[:MOST_OF_ONE]),
    )


def _capacity_row(kind: str, latest: Written | None) -> CapacityRow:
    if latest is None:
        return CapacityRow(kind=kind, count=None, words="", as_of=None, told_by="")
    _, _, words, told_by, as_of, count = latest
    return CapacityRow(kind=kind, count=count, words=words, as_of=as_of, told_by=told_by)


def _note_row(written: Written) -> NoteRow:
    note_id, kind, words, made_by, made_at, _ = written
    return NoteRow(
        note_id=note_id, kind=NoteKind(kind), words=words, made_at=made_at, made_by=made_by
    )


def _sorted_in(scope: Scope) -> dict[str, list[LineId]]:
    """The lines of each block in the order of what falls due, from one narrow question."""
    found: dict[str, list[LineId]] = {code: [] for code in BLOCKS}
    told = _of_interest(scope, scope.now + LOOKS_AHEAD)
    for line_id, stage, is_due, is_promised, is_not_reached in told:
        belongs = (
            ("due_soon", is_due),
            ("not_taken_on", stage in _NOT_TAKEN_ON),
            ("not_reached", is_not_reached),
            ("call_back", is_promised),
        )
        for code, does in belongs:
            if does:
                found[code].append(LineId(line_id))
    return found


@question
def _of_interest(scope: Scope, until: datetime) -> QuerySet[Any, Any]:
    lines = visible_lines(scope, among=_watched()).filter(OPEN)
    of_interest = Q(falls_due_at__lte=until) | Q(stage__in=_NOT_TAKEN_ON) | Q(is_not_reached=True)
    lines = lines.filter(of_interest | Q(call_back_by__isnull=False))
    # The store compares: a thousand instants read into Python would cost more than the question.
    told = lines.annotate(
        is_due=Q(falls_due_at__lte=until), is_promised=Q(call_back_by__isnull=False)
    )
    return told.values_list("pk", F("stage"), F("is_due"), F("is_promised"), F("is_not_reached"))


@question
def _lines(ids: Collection[UUID]) -> QuerySet[Line]:
    return _drawn().filter(pk__in=ids)


@cache
def _watched() -> QuerySet[Line]:
    made = Contact.objects.filter(line=OuterRef("pk"))
    reached_later = Contact.objects.filter(
        line=OuterRef("line"), happened_at__gt=OuterRef("happened_at")
    ).exclude(kind__in=NOBODY_REACHED)
    tried = made.filter(~Exists(reached_later), kind__in=NOBODY_REACHED)
    return in_order(all_staged()).annotate(is_not_reached=Exists(tried))


@cache
def _drawn() -> QuerySet[Line]:
    return narrow(with_row_columns(in_order(all_staged())))
