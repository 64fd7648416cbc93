"""Handing over: what is open on a watch, how each row stands, and what changed meanwhile."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import place
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.entries import row as as_read
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import AccountId, Version
from joinedup.referrals.domain.handover import GIVEN_BY_FRONT_DOOR, GIVEN_BY_TEAM
from joinedup.referrals.domain.ids import HandoverId, LineId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Handover, HandoverRow, Line
from joinedup.referrals.queries.call_rows import PromisedCall
from joinedup.referrals.queries.lines import (
    ON_WATCH_OF_DOOR,
    ON_WATCH_OF_TEAM,
    OPEN,
    all_staged,
    in_order,
    visible_lines,
)
from joinedup.referrals.queries.owed import owed_count, promised_calls
from joinedup.referrals.queries.paging import MOST_COUNTED
from joinedup.referrals.queries.queue_rows import narrow, queue_rows, with_row_columns
from joinedup.referrals.queries.rows import QueueRow

MOST_KEPT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """A line of a watch, and its version now."""

    line_id: LineId
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedRow:
    """One row of a handover: the line as it is now, with whom, and what changed meanwhile.

    `line` is None of somebody whom the viewer may not see. `is_open` says whether it is still on
    this watch.
    """

    line_id: LineId
    line: QueueRow | None
    is_new: bool
    words: str
    given_to: AccountId | None
    given_to_name: str
    accepted_at: datetime | None
    is_open: bool
    changes: tuple[EntryRow, ...]


class HandoverState(NamedTuple):
    """How far a handover has come, as a page that stands open compares it."""

    arrived: int
    given: int
    accepted: int
    giver_confirmed: bool
    taker_confirmed: bool
    is_over: bool

    @property
    def mark(self) -> str:
        """The state as a page carries it."""
        return "-".join(str(int(one)) for one in self)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """A handover with its rows, in the order of what falls due, and what came since."""

    handover_id: HandoverId
    duty_role: str
    team_code: str
    change_at: datetime
    begun_at: datetime
    giver: AccountId
    giver_name: str
    taker: AccountId | None
    taker_name: str
    words: str
    giver_confirmed_at: datetime | None
    taker_confirmed_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    owed_count: int
    rows: tuple[HandedRow, ...]
    arrived: tuple[QueueRow, ...]

    @property
    def accepted_count(self) -> int:
        """How many rows somebody accepted."""
        return sum(one.accepted_at is not None for one in self.rows)

    @property
    def state(self) -> HandoverState:
        """How far it has come."""
        return HandoverState(
            arrived=len(self.arrived),
            given=sum(one.given_to is not None for one in self.rows),
            accepted=self.accepted_count,
            giver_confirmed=self.giver_confirmed_at is not None,
            taker_confirmed=self.taker_confirmed_at is not None,
            is_over=self.ended_at is not None,
        )

    @property
    def stayed(self) -> tuple[HandedRow, ...]:
        """The rows that nobody accepted and that are still open: the giver's."""
        return tuple(one for one in self.rows if one.accepted_at is None and one.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHandover:
    """A handover in the list of those that are kept."""

    handover_id: HandoverId
    duty_role: str
    change_at: datetime
    begun_at: datetime
    giver_name: str
    taker_name: str
    ended_at: datetime | None
    ended_how: str


def lines_of_watch(scope: Scope, team_code: str) -> list[OpenLine]:
    """What a watch of this team has open and hands over, by what falls due next."""
    lines = in_order(visible_lines(scope)).filter(OPEN, _on_watch(team_code))
    return [
        OpenLine(line_id=LineId(line_id), version=Version(version))
        for line_id, version in lines.values_list("pk", "version")
    ]


def stayed_count(scope: Scope, handover_id: HandoverId, team_code: str) -> int:
    """How many rows of a handover nobody accepted that are still on the watch."""
    rows = HandoverRow.objects.filter(handover_id=handover_id, accepted_at__isnull=True)
    still = {one.line_id for one in lines_of_watch(scope, team_code)}
    return len(still.intersection(rows.values_list("line_id", flat=True)))


def state(scope: Scope, handover_id: HandoverId) -> HandoverState:
    """How far a handover of one of the viewer's own teams has come."""
    found = _of_own_team(scope, handover_id)
    listed = list(found.rows.values_list("line_id", "given_to_id", "accepted_at"))
    arrived = 0
    if found.ended_at is None:
        watched = OPEN & _on_watch(found.team_code)
        lines = visible_lines(scope, among=all_staged()).filter(watched)
        arrived = lines.exclude(pk__in=[line_id for line_id, *_ in listed]).count()
    return HandoverState(
        arrived=arrived,
        given=sum(given is not None for _line, given, _accepted in listed),
        accepted=sum(accepted is not None for _line, _given, accepted in listed),
        giver_confirmed=found.giver_confirmed_at is not None,
        taker_confirmed=found.taker_confirmed_at is not None,
        is_over=found.ended_at is not None,
    )


def _of_own_team(scope: Scope, handover_id: HandoverId) -> Handover:
    require_permission(scope, Permission.DUTY_SEE)
    found = Handover.objects.select_related("giver", "taker").filter(id=handover_id).first()
    if found is None:
        raise NotFound()
    if found.team_code not in scope.teams:
        raise NotPermitted(reasons=(Reason("not_your_team", {"team": found.team_code}),))
    return found


def handover(scope: Scope, handover_id: HandoverId) -> HandoverView:
    """A handover of one of the viewer's own teams, as it stands now."""
    found = _of_own_team(scope, handover_id)
    listed = list(found.rows.select_related("given_to"))
    is_over = found.ended_at is not None
    of_interest = Q(pk__in=[one.line_id for one in listed])
    if not is_over:
        of_interest |= OPEN & _on_watch(found.team_code)
    lines = narrow(with_row_columns(visible_lines(scope, among=in_order(all_staged()))))
    shown = {one.line_id: one for one in queue_rows(scope, lines.filter(of_interest))}
    changes = _changes(listed, shown)
    still = _still_at(found, listed) if found.ended_at else _still_now(found.team_code, shown)
    order = {line_id: number for number, line_id in enumerate(shown)}
    listed.sort(key=lambda one: order.get(LineId(one.line_id), len(order)))
    known = {one.line_id for one in listed}
    return HandoverView(
        handover_id=HandoverId(found.id),
        duty_role=found.duty_role,
        team_code=found.team_code,
        change_at=found.change_at,
        begun_at=found.begun_at,
        giver=AccountId(found.giver_id),
        giver_name=found.giver.display_name,
        taker=AccountId(found.taker_id) if found.taker_id else None,
        taker_name=found.taker.display_name if found.taker else "",
        words=found.words,
        giver_confirmed_at=found.giver_confirmed_at,
        taker_confirmed_at=found.taker_confirmed_at,
        ended_at=found.ended_at,
        ended_how=found.ended_how,
        owed_count=found.owed_count or 0,
        rows=tuple(_handed(one, shown, still, changes) for one in listed),
        arrived=tuple(one for one in shown.values() if one.line_id not in known),
    )


def owed_on_watch(scope: Scope, team_code: str) -> tuple[PromisedCall, ...]:
    """Who is owed a call that no row has: whoever takes the front door's watch over rings them."""
    if not _rings_back(scope, team_code):
        return ()
    return tuple(promised_calls(scope, most=MOST_COUNTED))


def owed_on_watch_count(scope: Scope, team_code: str) -> int:
    """How many these are."""
    return owed_count() if _rings_back(scope, team_code) else 0


def handovers(scope: Scope) -> tuple[KeptHandover, ...]:
    """The handovers of the viewer's own teams: what is open first, then the newest."""
    require_permission(scope, Permission.DUTY_SEE)
    found = Handover.objects.filter(team_code__in=scope.teams).select_related("giver", "taker")
    newest = found.order_by("-begun_at", "-id")[:MOST_KEPT]
    rows = tuple(
        KeptHandover(
            handover_id=HandoverId(one.id),
            duty_role=one.duty_role,
            change_at=one.change_at,
            begun_at=one.begun_at,
            giver_name=one.giver.display_name,
            taker_name=one.taker.display_name if one.taker else "",
            ended_at=one.ended_at,
            ended_how=one.ended_how,
        )
        for one in newest
    )
    return tuple(sorted(rows, key=lambda one: one.ended_at is not None))


def _rings_back(scope: Scope, team_code: str) -> bool:
    return team_code == place.current().front_door.team and scope.may(Permission.QUEUE_SEE)


def _on_watch(team_code: str) -> Q:
    if team_code == place.current().front_door.team:
        return ON_WATCH_OF_DOOR
    return Q(team_code=team_code) & ON_WATCH_OF_TEAM


def _changes(
    listed: Iterable[HandoverRow], shown: Mapping[LineId, QueueRow]
) -> Mapping[UUID, list[EntryRow]]:
    """What was recorded about each line after whoever gave it looked, oldest first."""
    since = {
        one.line_id: one.line_version
        for one in listed
        if one.accepted_at is None
        and (line := shown.get(LineId(one.line_id))) is not None
        and line.version != one.line_version
    }
    made: dict[UUID, list[EntryRow]] = defaultdict(list)
    if not since:
        return made
    kind = Line._meta.label_lower
    entries = Entry.objects.filter(about_kind=kind, about_id__in=since).select_related("content")
    for entry in entries.order_by("recorded_at", "seq"):
        if (entry.about_version or 0) > since[entry.about_id]:
            made[entry.about_id].append(as_read(entry))
    return made


def _handed(
    one: HandoverRow,
    shown: Mapping[LineId, QueueRow],
    still: Collection[UUID],
    changes: Mapping[UUID, list[EntryRow]],
) -> HandedRow:
    line = shown.get(LineId(one.line_id))
    return HandedRow(
        line_id=LineId(one.line_id),
        line=line,
        is_new=one.is_new,
        words=one.words,
        given_to=AccountId(one.given_to_id) if one.given_to_id else None,
        given_to_name=one.given_to.display_name if one.given_to else "",
        accepted_at=one.accepted_at,
        is_open=one.line_id in still,
        changes=tuple(changes.get(one.line_id, ())),
    )


def _still_now(team_code: str, shown: Mapping[LineId, QueueRow]) -> frozenset[UUID]:
    """The lines that are on the watch now."""
    if team_code == place.current().front_door.team:
        return frozenset(one for one, line in shown.items() if line.stage in GIVEN_BY_FRONT_DOOR)
    return frozenset(
        one
        for one, line in shown.items()
        if line.stage in GIVEN_BY_TEAM
        or (line.stage is Stage.RESPONDED and line.call_back_by is not None)
    )


def _still_at(ended: Handover, listed: Iterable[HandoverRow]) -> frozenset[UUID]:
    """The lines that were on the watch when the handover ended, as far as it can be told later."""
    lines = Line.objects.filter(id__in=[one.line_id for one in listed])
    left = Q(closed_at__lte=ended.ended_at)
    if ended.team_code == place.current().front_door.team:
        left |= Q(accepted_at__lte=ended.ended_at)
    else:
        left |= Q(response_clock__ended_at__lte=ended.ended_at, call_back_by__isnull=True)
    return frozenset(lines.exclude(left).values_list("id", flat=True))
