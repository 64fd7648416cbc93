"""Reading requests for a copy: those that are open, one of them, and what of it is to be judged."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from joinedup.foundation import accounts, anchors, holdings, instant, place
from joinedup.foundation import scope as access
from joinedup.foundation.holdings import Holding
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import Restriction, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.queries import close
from joinedup.people.queries.cards import Card, identity_cards
from joinedup.subject_access.domain import requests as rules
from joinedup.subject_access.domain import reviewing
from joinedup.subject_access.domain.requests import CheckedHow, Requester, Stage
from joinedup.subject_access.domain.reviewing import Judgement, Why
from joinedup.subject_access.models import AccessRequest, JudgedRow

DELEGATE: Final = ", delegate"
GROUND: Final = "subject_access"
MOST_COUNTED: Final = 1000
MOST_ROWS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request for a copy, as whoever answers it sees it."""

    request_id: UUID
    version: Version
    card: Card
    requester: Requester
    requester_name: str
    checked_how: CheckedHow
    received_on: date
    due_on: date
    days_left: int
    is_extended: bool
    extended_because: str
    stage: Stage
    to_judge: int
    judged: int
    opened_by: str
    taken_at: datetime | None
    taken_by: str
    made_digest: str
    closed_because: str
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRow:
    """A row that is to be judged: what it holds, why, and what was judged already."""

    row_id: UUID
    version: Version
    title: str
    why: tuple[Why, ...]
    suggested: Judgement
    told: tuple[tuple[str, str], ...]
    judgement: Judgement | None
    reason: str
    judged_at: datetime | None
    judged_by: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part in which rows are to be judged."""

    code: str
    title: str
    total: int
    waiting_count: int


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row of what is held of somebody, and every reason to have it judged."""

    holding: Holding
    key: str
    columns: Mapping[str, Any]
    why: frozenset[Why]
    digest: str


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of somebody, read once, and what finds the names of others in it."""

    names: re.Pattern[str] | None
    rows: tuple[HeldRow, ...]


def waiting_count(scope: Scope) -> int:
    """How many requests are open."""
    if not scope.may(Permission.SUBJECT_ACCESS):
        return 0
    return AccessRequest.objects.filter(closed_at__isnull=True)[: MOST_COUNTED + 1].count()


def requests(
    scope: Scope, *, is_closed: bool = False, after: str = "", limit: int = 25
) -> Page[RequestRow]:
    """Those that are open, the soonest due first; or those that were closed, newest first."""
    access.require_permission(scope, Permission.SUBJECT_ACCESS)
    found = _those(scope, is_closed=is_closed)
    total = found[: MOST_COUNTED + 1].count()
    order = ("-closed_at", "-id") if is_closed else ("due_on", "id")
    key = AccessRequest.objects.filter(pk=after).first() if is_id(after) else None
    if key is not None and is_closed:
        found = found.filter(
            Q(closed_at__lt=key.closed_at) | Q(closed_at=key.closed_at, id__lt=key.id)
        )
    elif key is not None:
        found = found.filter(Q(due_on__gt=key.due_on) | Q(due_on=key.due_on, id__gt=key.id))
    rows = list(_counted(found).order_by(*order)[: limit + 1])
    return Page(
        rows=tuple(_rows(scope, rows[:limit])),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def request(scope: Scope, request_id: UUID) -> RequestRow:
    """One of them; raises `NotFound`, and where it is too near to whoever asks."""
    access.require_permission(scope, Permission.SUBJECT_ACCESS)
    found = AccessRequest.objects.filter(pk=request_id).exclude(person_id__in=close.near_to(scope))
    rows = _rows(scope, list(_counted(found)))
    if not rows:
        raise NotFound()
    return rows[0]


def parts_to_judge(request_id: UUID) -> tuple[PartRow, ...]:
    """The parts in which rows are to be judged, and how many of each wait, those first that do."""
    held = JudgedRow.objects.filter(request_id=request_id).values_list("part")
    counted = held.annotate(total=Count("pk"), waits=Count("pk", filter=Q(judgement="")))
    titles = {one.code: one.title for one in holdings.declared()}
    rows = [PartRow(part, titles[part], total, waits) for part, total, waits in counted]
    return tuple(sorted(rows, key=lambda one: (not one.waiting_count, one.title, one.code)))


def part_of(request_id: UUID, row_id: UUID) -> str:
    """The part that a row of a request is of; raises `NotFound`."""
    held = JudgedRow.objects.filter(request_id=request_id, pk=row_id).values_list("part", flat=True)
    if (part := held.first()) is None:
        raise NotFound()
    return part


def rows_to_judge(
    person_id: PersonId,
    request_id: UUID,
    part: PartRow | None,
    *,
    after: str = "",
    row_id: UUID | None = None,
    limit: int = MOST_ROWS,
) -> Page[JudgeRow]:
    """What is to be judged of one part of a request that the viewer was shown.

    What was judged stays to be changed. A row that is named comes first.
    """
    if part is None:
        return Page(rows=(), next_key=None, total=0)
    held = JudgedRow.objects.filter(request_id=request_id, part=part.code)
    if row_id is not None:
        held = held.filter(id__gte=row_id)
    elif is_id(after):
        held = held.filter(id__gt=after)
    rows = list(held.order_by("id")[: limit + 1])
    told = _told(person_id, part.code, rows[:limit])
    by = accounts.names({one.judged_by for one in rows if one.judged_by})
    return Page(
        rows=tuple(_judge_row(one, part.title, told, by) for one in rows[:limit]),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=part.total,
    )


def held_of(person_id: PersonId, *, also: Sequence[str] = ()) -> Held:
    """Everything that is held of somebody, table by table, with every reason to have it judged.

    `also` are names of others that whoever reviews it found beside those near to the person.
    """
    _survivor, ids = anchors.resolved(person_id)
    names = reviewing.pattern_of([*close.names_near(ids), *also], own=close.names_of(ids))
    live = Restriction.objects.filter(periods.not_ended(instant.now()), person_id__in=ids)
    return Held(names, tuple(_held(ids, names, is_hidden=live.exists())))


def _held(
    ids: Sequence[PersonId], names: re.Pattern[str] | None, *, is_hidden: bool
) -> Iterator[HeldRow]:
    for holding in holdings.declared():
        for row in holdings.rows_of(holding, ids):
            why = reviewing.whys(
                row,
                others=holding.others,
                words=holding.words,
                names=names,
                is_guarded=holding.is_guarded or (is_hidden and holding.says_where),
                is_held_back=bool(holding.held_back and row[holding.held_back]),
            )
            told = [(column, row[column]) for column in holding.columns]
            digest = reviewing.digest_of(told, words=holding.words, names=names) if why else ""
            yield HeldRow(holding, str(row[holding.key]), row, why, digest)


def copied(held: Held, judged: Mapping[tuple[str, str], Judgement]) -> dict[str, Any]:
    """What a copy gives, part by part, as it was judged: its caller knows that all of it was."""
    parts: dict[str, dict[str, Any]] = {}
    for one in held.rows:
        judgement = judged[(one.holding.code, one.key)] if one.why else Judgement.GIVE
        row = reviewing.given(
            one.columns,
            judgement,
            others=one.holding.others,
            words=one.holding.words,
            names=held.names,
        )
        if row is None:
            continue
        part = parts.setdefault(
            one.holding.code, {"code": one.holding.code, "title": one.holding.title, "rows": []}
        )
        shown = {column: row[column] for column in one.holding.columns}
        part["rows"].append(shown)
    return {"parts": list(parts.values())}


def drawn(columns: Mapping[str, Any], names: Mapping[UUID, str]) -> tuple[tuple[str, str], ...]:
    """Columns that hold something, by what they are called in words; an account is named."""
    return tuple(
        (column.replace("__", " ").replace("_", " "), _words(value, names))
        for column, value in columns.items()
        if value not in (None, "", False)
    )


def named(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    """Who the accounts are that rows name."""
    told = {one for row in rows for one in row.values() if isinstance(one, UUID)}
    # Whoever acts for the person is somebody else, whose name is judged where they were named.
    return {
        account_id: _("somebody who acts for them") if name.endswith(DELEGATE) else name
        for account_id, name in accounts.names(told).items()
    }


def _words(value: Any, names: Mapping[UUID, str]) -> str:
    if isinstance(value, UUID):
        return names.get(value, str(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return "yes" if value is True else str(value)


def _told(
    person_id: PersonId, part: str, rows: Sequence[JudgedRow]
) -> dict[str, tuple[tuple[str, str], ...]]:
    found = [one for one in holdings.declared() if one.code == part]
    if not rows or not found:
        return {}
    ids = anchors.all_of(person_id)
    read = holdings.rows_of(found[0], ids, keys=[one.row_key for one in rows])
    told = {
        str(row[found[0].key]): {column: row[column] for column in found[0].columns} for row in read
    }
    names = named(list(told.values()))
    return {key: drawn(columns, names) for key, columns in told.items()}


def _judge_row(
    row: JudgedRow,
    title: str,
    told: Mapping[str, tuple[tuple[str, str], ...]],
    by: Mapping[UUID, str],
) -> JudgeRow:
    why = tuple(Why(one) for one in row.why.split(","))
    return JudgeRow(
        row_id=row.id,
        version=Version(row.version),
        title=title,
        why=why,
        suggested=reviewing.suggested(why),
        told=told.get(row.row_key, ()),
        judgement=Judgement(row.judgement) if row.judgement else None,
        reason=row.reason,
        judged_at=row.judged_at,
        judged_by=by.get(row.judged_by, "") if row.judged_by else "",
    )


def _those(scope: Scope, *, is_closed: bool) -> QuerySet[AccessRequest]:
    held = AccessRequest.objects.filter(closed_at__isnull=not is_closed)
    return held.exclude(person_id__in=close.near_to(scope))


def _counted(found: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    return found.annotate(
        row_count=Count("rows"), judged_count=Count("rows", filter=~Q(rows__judgement=""))
    )


def _rows(scope: Scope, found: Sequence[AccessRequest]) -> list[RequestRow]:
    ids = {PersonId(one.person_id) for one in found}
    now = anchors.surviving(ids)
    for survivor in now.values():
        scope.show(survivor, GROUND)
    shown = identity_cards(scope, set(now.values()))
    by = accounts.names({one for row in found for one in (row.opened_by, row.taken_by) if one})
    return [_row(one, shown[now[PersonId(one.person_id)]], by) for one in found]


def _row(row: AccessRequest, card: Card, by: Mapping[UUID, str]) -> RequestRow:
    judged = row.judged_count  # type: ignore[attr-defined]
    return RequestRow(
        request_id=row.id,
        version=Version(row.version),
        card=card,
        requester=Requester(row.requester),
        requester_name=row.requester_name,
        checked_how=CheckedHow(row.checked_how),
        received_on=row.received_on,
        due_on=row.due_on,
        days_left=(row.due_on - place.today()).days,
        is_extended=bool(row.extended_because),
        extended_because=row.extended_because,
        stage=rules.stage_of(row.standing()),
        to_judge=row.row_count - judged,  # type: ignore[attr-defined]
        judged=judged,
        opened_by=by.get(row.opened_by, ""),
        taken_at=row.taken_at,
        taken_by=by.get(row.taken_by, "") if row.taken_by else "",
        made_digest=row.made_digest,
        closed_because=row.closed_because,
        names=row.names,
    )
