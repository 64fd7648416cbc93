"""Lines in a row: the front door's queue, a team's list, a worker's own."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from joinedup.foundation import place
from joinedup.foundation.models import Restriction, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import LOCATION, Scope, require_permission
from joinedup.kernel.ids import Page
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Call, Line
from joinedup.referrals.queries.calls import unended
from joinedup.referrals.queries.lines import OPEN, all_staged, in_order, visible_lines
from joinedup.referrals.queries.owed import owed_calls, owed_count, owed_lines
from joinedup.referrals.queries.paging import MOST_COUNTED, Position, position
from joinedup.referrals.queries.queue_rows import narrow, queue_rows, with_row_columns
from joinedup.referrals.queries.rows import QueueCounts, QueueRow
from joinedup.referrals.queries.team import require_own_team

LONGEST_LIST: Final = 200

TAB_STAGES: Final[Mapping[str, Collection[Stage]]] = {
    "to_triage": (Stage.TO_TRIAGE, Stage.REDIRECT_OFFERED),
    "waiting_for_information": (Stage.WAITING_FOR_INFORMATION,),
    "with_team": (Stage.WITH_TEAM,),
    "no_worker": (Stage.NO_WORKER,),
}
TABS: Final = (*TAB_STAGES, "call_back", "all_open")


def queue(
    scope: Scope,
    *,
    tab: str = "to_triage",
    locality: str | None = None,
    response_class: str | None = None,
    after: str | None = None,
    counted: QueueCounts | None = None,
    limit: int = 40,
) -> Page[QueueRow]:
    """The lines under one tab, by what falls due next.

    Crews on scene and promised calls come first, then the earlier of triage and response due; what
    has nothing due comes last. What waits for an answer that is overdue stands to triage as well.
    Somebody whose whereabouts are restricted is in no locality.
    `counted` spares the store counting again what the tabs of the same page counted.
    """
    if counted and tab in _FIRST_ROWS and not (locality or response_class or after):
        require_permission(scope, Permission.QUEUE_SEE)
        found, total = _FIRST_ROWS[tab](scope, limit + 1), counted.of(tab)
    else:
        page = _queued(scope, locality, response_class, among=_drawn())
        page = page.filter(_rows_of(tab, at=scope.now))
        total = counted.of(tab) if counted else page.values("pk")[: MOST_COUNTED + 1].count()
        if after:
            page = page.filter(position(after).after())
        found = list(page[: limit + 1])
    shown = found[:limit]
    return Page(
        rows=tuple(queue_rows(scope, shown)),
        next_key=_position(shown[-1]).word() if len(found) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def queue_counts(
    scope: Scope, *, locality: str | None = None, response_class: str | None = None
) -> QueueCounts:
    """How many lines each tab of the queue holds, under the same filters."""
    # Counted by stage and gathered here: a count for each tab would ask for every stage six times.
    if locality or response_class:
        found = list(_by_stage(_queued(scope, locality, response_class), scope))
    else:
        require_permission(scope, Permission.QUEUE_SEE)
        found = _every_stage(scope)
    by_stage: Counter[str] = Counter()
    call_back, overdue, waiting = 0, 0, []
    callers, open_calls = None, None
    for row in found:
        by_stage[row["at"]] += row["lines"]
        call_back += row["calls"]
        overdue += row["overdue"]
        callers, open_calls = row["callers"], row["open_calls"]
        waiting += [row["unopened"]] if row["unopened"] else []
    tabs = {tab: sum(by_stage[stage] for stage in at) for tab, at in TAB_STAGES.items()}
    tabs["to_triage"] += overdue
    return QueueCounts(
        **tabs,
        call_back=call_back,
        callers_owed=owed_count() if callers is None else callers,
        open_calls=unended().count() if open_calls is None else open_calls,
        all_open=by_stage.total(),
        oldest_unopened=min(waiting, default=None),
    )


def _by_stage(lines: QuerySet[Line], scope: Scope) -> QuerySet[Any, Any]:
    # With how many calls are open, and owed, line or none: one question for all.
    return lines.values(
        at=F("stage"),
        callers=_counted(owed_calls()) + _counted(owed_lines()),
        open_calls=_counted(unended()),
    ).annotate(
        lines=Count("pk"),
        calls=Count("call_back_by"),
        overdue=Count("pk", filter=_is_unanswered(scope.now)),
        unopened=Min("response_clock__started_at", filter=Q(opened_at__isnull=True)),
    )


@question
def _every_stage(scope: Scope) -> QuerySet[Any, Any]:
    return _by_stage(_queued(scope, None, None), scope)


def team_list(scope: Scope, team_code: str) -> list[QueueRow]:
    """The open lines sent to or held by one of the viewer's own teams, by what falls due next."""
    require_own_team(scope, team_code)
    return _list(scope, Q(team_code=team_code))


def my_work(scope: Scope) -> list[QueueRow]:
    """The open lines allocated to the viewer, by what falls due next."""
    mine = Q(allocations__worker_id=scope.account_id, allocations__until__isnull=True)
    return _list(scope, mine)


def _counted(calls: QuerySet[Call] | QuerySet[Line]) -> Coalesce:
    counted = calls.order_by().values(every=Value(1)).annotate(calls=Count("pk"))
    return Coalesce(Subquery(counted.values("calls")), 0)


@cache
def _drawn() -> QuerySet[Line]:
    # As a row needs them, in order: built once, since it is the same for everybody.
    return narrow(with_row_columns(in_order(all_staged())))


def _queued(
    scope: Scope,
    locality: str | None,
    response_class: str | None,
    *,
    among: QuerySet[Line] | None = None,
) -> QuerySet[Line]:
    require_permission(scope, Permission.QUEUE_SEE)
    lines = visible_lines(scope, among=among).filter(OPEN)
    if locality:
        lines = lines.filter(~Exists(_whereabouts_restricted(scope)), locality_code=locality)
    if response_class:
        lines = lines.filter(_is_in(response_class))
    return lines


def _rows_of(tab: str, *, at: datetime) -> Q:
    """What stands under a tab; nothing does under one that is not known."""
    match tab:
        case "to_triage":
            return Q(stage__in=TAB_STAGES[tab]) | _is_unanswered(at)
        case "call_back":
            return Q(call_back_by__isnull=False)
        case "all_open":
            return Q()
        case _:
            return Q(stage__in=TAB_STAGES.get(tab, ()))


def _is_unanswered(at: datetime) -> Q:
    """Whether an answer was wanted by now and has not come; only one that waits is asked for."""
    return Q(asked__by_when__lte=at)


def _is_in(response_class: str) -> Q:
    """The lines of a class: as decided, or until then as asked for."""
    asked = Q(asked_class=response_class)
    if response_class == place.current().not_stated_counts_as:
        asked |= Q(asked_class__isnull=True)
    return Q(response_class=response_class) | Q(response_class="") & asked


def _whereabouts_restricted(scope: Scope) -> QuerySet[Restriction]:
    return Restriction.objects.filter(
        periods.not_ended(scope.now),
        kind=LOCATION,
        person_id=OuterRef("referral__person_id"),
    )


def _list(scope: Scope, whose: Q) -> list[QueueRow]:
    lines = visible_lines(scope, among=_drawn()).filter(OPEN, whose)
    return queue_rows(scope, lines[:LONGEST_LIST])


def _position(line: Line) -> Position:
    return Position(line.rank, line.falls_due_at, line.id)


def _first_rows(tab: str) -> Callable[[Scope, int], list[Line]]:
    @question
    def rows(scope: Scope, limit: int) -> QuerySet[Line]:
        page = _queued(scope, None, None, among=_drawn())
        return page.filter(_rows_of(tab, at=scope.now))[:limit]

    return rows


_FIRST_ROWS: Final = {tab: _first_rows(tab) for tab in TABS}
