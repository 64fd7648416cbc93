"""Who works in a team."""

from dataclasses import dataclass

from django.db.models import QuerySet

from joinedup.foundation import instant
from joinedup.foundation.models import Account, periods
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted, Reason
from joinedup.kernel.ids import AccountId


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
