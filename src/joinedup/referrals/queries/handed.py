"""Rows of a handover that nobody accepted: given to the viewer, or left behind with the giver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from joinedup.foundation import duty, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope, require_permission
from joinedup.referrals.domain.handover import Ended
from joinedup.referrals.domain.ids import HandoverId
from joinedup.referrals.models import Handover, HandoverRow
from joinedup.referrals.queries.lines import ON_WATCH_OF_DOOR, ON_WATCH_OF_TEAM, OPEN, visible_lines

type Counted = tuple[UUID, datetime, datetime | None, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAccepted:
    """So many rows of one handover that are on the watch still and that nobody accepted."""

    handover_id: HandoverId
    change_at: datetime
    giver_name: str
    row_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """What waits for the viewer to accept, and what stayed with a giver when both confirmed."""

    given: tuple[NotAccepted, ...]
    stayed: tuple[NotAccepted, ...]


def given_to_me(scope: Scope) -> tuple[NotAccepted, ...]:
    """The rows that a colleague gave to the viewer in a handover under way."""
    if not scope.may(Permission.DUTY_SEE):
        return ()
    return tuple(_not_accepted(_given(scope, place.current().front_door.team)))


def left_over(scope: Scope) -> LeftOver:
    """What is given to the viewer, and what the last handover of a role of theirs left behind.

    A row is left behind until it leaves the watch, or is accepted in a handover begun later.
    """
    require_permission(scope, Permission.DUTY_SEE)
    roles = duty.roles_open_to(scope.teams)
    door = place.current().front_door.team
    found = _left_over(scope, [one.code for one in roles], [one.team for one in roles], door)
    return LeftOver(
        given=tuple(_not_accepted(one for one in found if one[2] is None)),
        stayed=tuple(_not_accepted(one for one in found if one[2] is not None)),
    )


@question
def _given(scope: Scope, door: str) -> QuerySet[HandoverRow, Any]:
    return _counted(scope, _is_given(scope), door)


@question
def _left_over(
    scope: Scope, roles: Sequence[str], teams: Sequence[str], door: str
) -> QuerySet[HandoverRow, Any]:
    wanted: Any = _is_given(scope)
    for role, team in zip(roles, teams, strict=True):
        kept = Handover.objects.filter(team_code=team, duty_role=role, ended_how=Ended.CONFIRMED)
        wanted |= Q(handover__in=kept.order_by("-begun_at").values("pk")[:1])
    later = HandoverRow.objects.filter(
        line=OuterRef("line"), accepted_at__gt=OuterRef("handover__ended_at")
    )
    return _counted(scope, wanted & ~Exists(later), door)


def _is_given(scope: Scope) -> Q:
    return Q(
        given_to_id=scope.account_id,
        handover__ended_at__isnull=True,
        handover__team_code__in=scope.teams,
    )


def _counted(scope: Scope, wanted: Q, door: str) -> QuerySet[HandoverRow, Any]:
    lines: QuerySet[Any] = visible_lines(scope).filter(OPEN, pk=OuterRef("line_id"))
    at_team = lines.filter(ON_WATCH_OF_TEAM, team_code=OuterRef("handover__team_code"))
    at_door = lines.filter(ON_WATCH_OF_DOOR)
    is_door = Q(handover__team_code=door)
    is_on_watch = is_door & Q(Exists(at_door)) | ~is_door & Q(Exists(at_team))
    rows = HandoverRow.objects.filter(wanted, is_on_watch, accepted_at__isnull=True)
    columns = ("handover_id", "handover__change_at", "handover__ended_at")
    name = F("handover__giver__display_name")
    found = rows.order_by("handover__begun_at").values_list(*columns, name)
    return found.annotate(row_count=Count("pk"))


def _not_accepted(found: Iterable[Counted]) -> list[NotAccepted]:
    return [
        NotAccepted(
            handover_id=HandoverId(handover_id),
            change_at=change_at,
            giver_name=giver,
            row_count=count,
        )
        for handover_id, change_at, _, giver, count in found
    ]
