"""Who works in a team, and what waits for it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, F, QuerySet, Value, When

from joinedup.foundation import instant
from joinedup.foundation.models import Account, periods
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted, Reason
from joinedup.kernel.ids import AccountId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.lines import OPEN, in_order, visible_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody of a team who can be chosen to go."""

    account_id: AccountId
    name: str
    profession: str


def team_workers(scope: Scope, team_code: str) -> list[Worker]:
    """The people of one of the viewer's own teams, by name."""
    require_own_team(scope, team_code)
    found = _members(team_code).order_by("display_name", "id")
    return [
        Worker(account_id=AccountId(one), name=name, profession=profession)
        for one, name, profession in found.values_list("id", "display_name", "profession")
    ]


def is_worker_of(team_code: str, account_id: AccountId) -> bool:
    """Whether somebody works in a team now."""
    return _members(team_code).filter(id=account_id).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCounts:
    """What waits for a team to act on: lines to accept, and lines that nobody is to go to."""

    team_code: str
    to_accept: int
    no_worker: int
    open_count: int


def team_counts(scope: Scope) -> tuple[TeamCounts, ...]:
    """How many open lines each of the viewer's own teams has, and how many wait for it."""
    lines = visible_lines(scope).filter(OPEN, team_code__in=scope.teams)
    found = lines.values(team=F("team_code"), at=F("stage")).annotate(lines=Count("pk"))
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in found:
        counted[row["team"]][row["at"]] += row["lines"]
    return tuple(
        TeamCounts(
            team_code=team,
            to_accept=counted[team][Stage.WITH_TEAM],
            no_worker=counted[team][Stage.NO_WORKER],
            open_count=counted[team].total(),
        )
        for team in sorted(scope.teams)
    )


def team_to_open(scope: Scope) -> str:
    """Which of the viewer's own teams has most need of being looked at; blank for no team at all.

    One with a line to accept comes before any other, and then the one with what falls due first.
    """
    lines = in_order(visible_lines(scope).filter(OPEN, team_code__in=scope.teams))
    to_accept = Case(When(accepted_at__isnull=True, then=Value(0)), default=Value(1))
    urgent = lines.order_by(to_accept, F("rank"), F("falls_due_at"), "team_code")
    found = urgent.values_list("team_code", flat=True).first()
    return found or min(scope.teams, default="")


def require_own_team(scope: Scope, team_code: str) -> None:
    """Raise unless the team is one of the viewer's own."""
    if team_code not in scope.teams:
        raise NotPermitted(reasons=(Reason("not_your_team", {"team": team_code}),))


def _members(team_code: str) -> QuerySet[Account]:
    return Account.objects.filter(
        periods.running(instant.now(), path="memberships__"),
        memberships__team_code=team_code,
        is_active=True,
        is_system=False,
    ).distinct()
