"""What is derived of a line in the store: its stage, and when something falls due."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from joinedup.foundation import place
from joinedup.foundation.scope import Scope, visible
from joinedup.referrals.domain.contacts import ANSWERED, Promise
from joinedup.referrals.domain.handover import GIVEN_BY_FRONT_DOOR, GIVEN_BY_TEAM
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When something falls due that never does; it sorts last on every store."""

OPEN: Final = Q(closed_at__isnull=True)
OWED: Final = Q(closed_at__isnull=False, call_back_by__isnull=False)
"""A line that has closed since a call was promised about it, which nobody has made."""

ON_WATCH_OF_DOOR: Final = Q(stage__in=GIVEN_BY_FRONT_DOOR)
ON_WATCH_OF_TEAM: Final = Q(stage__in=GIVEN_BY_TEAM) | Q(
    stage=Stage.RESPONDED, call_back_by__isnull=False
)
"""What a watch has open and hands over: the front door's, and a team's among its own lines."""

FIRST: Final = Q(referral__is_crew_on_scene=True, accepted_at__isnull=True) | Q(
    call_back_by__isnull=False
)


def visible_lines(scope: Scope, *, among: QuerySet[Line] | None = None) -> QuerySet[Line]:
    """The lines of everybody whom the viewer may see, each with its stage."""
    return (all_staged() if among is None else among).filter(
        visible(scope, person="referral__person_id")
    )


def staged(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Lines with their stage, and beside each the question, the offer and the worker it waits for.

    The store allows one open question, one open offer and one live allocation a line, so that these
    joins bring one row each at most.
    """
    return lines.alias(**_BESIDE).annotate(**_STAGE)


@cache
def all_staged() -> QuerySet[Line]:
    """Every line with its stage: built once, since it costs a page more than asking for it."""
    return staged(Line.objects.all())


def stage_of(line_id: LineId) -> Stage:
    """The stage of one line; for a service that holds it."""
    return Stage(staged(Line.objects.filter(pk=line_id)).values_list(F("stage"), flat=True).get())


def in_order(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Lines by what falls due next: crews on scene and promised calls, then the earliest due.

    What falls due is triage, the response asked for or promised, the answer to a question, or a
    promised call. A team has to accept a line by when its response is due, whether or not somebody
    has answered it before.
    """
    return lines.annotate(**_ORDER).order_by(F("rank"), F("falls_due_at"), "pk")


def held_by(line: Line) -> str:
    """The one team that has a line: the front door until the team it was sent to accepts."""
    return line.team_code if line.accepted_at else str(place.current().front_door.team)


def promise_of(line: Line) -> Promise | None:
    """What answers a line, once it is in a class and has a lead."""
    here = place.current()
    if not (line.response_class and line.lead and line.sent_at):
        return None
    return Promise(
        kinds=here.response_classes[line.response_class].clock_stopped_by,
        professions=here.leads[line.lead].professions,
    )


def _due(clock: str, *, too: Q | None = None) -> Coalesce:
    # Empty once the clock ended, and while it is paused.
    is_awaited = Q(**{f"{clock}__ended_at__isnull": True}) | (too or Q())
    running = When(is_awaited, then=F(f"{clock}__due_at"))
    due_at = Case(running, default=Value(None), output_field=DateTimeField())
    return Coalesce(due_at, _NEVER)


_TO_ACCEPT: Final = OPEN & Q(sent_at__isnull=False, accepted_at__isnull=True)
_NEVER: Final = Value(NEVER, output_field=DateTimeField())
_BESIDE: Final[Mapping[str, FilteredRelation]] = {
    "asked": FilteredRelation("questions", condition=Q(questions__ended_at__isnull=True)),
    "offered": FilteredRelation(
        "redirects",
        condition=Q(redirects__confirmed_at__isnull=True, redirects__refused_at__isnull=True),
    ),
    "going": FilteredRelation("allocations", condition=Q(allocations__until__isnull=True)),
}
_STAGE: Final[Mapping[str, Case]] = {
    "stage": Case(
        When(closed_at__isnull=False, then=Value(Stage.CLOSED.value)),
        When(offered__id__isnull=False, then=Value(Stage.REDIRECT_OFFERED.value)),
        When(asked__id__isnull=False, then=Value(Stage.WAITING_FOR_INFORMATION.value)),
        When(sent_at__isnull=True, then=Value(Stage.TO_TRIAGE.value)),
        When(accepted_at__isnull=True, then=Value(Stage.WITH_TEAM.value)),
        When(response_clock__ended_how=ANSWERED, then=Value(Stage.RESPONDED.value)),
        When(going__id__isnull=False, then=Value(Stage.ALLOCATED.value)),
        default=Value(Stage.NO_WORKER.value),
        output_field=CharField(),
    )
}
_ORDER: Final[Mapping[str, Case | Least]] = {
    "rank": Case(When(FIRST, then=Value(0)), default=Value(1), output_field=IntegerField()),
    "falls_due_at": Least(
        _due("triage_clock"),
        _due("response_clock", too=_TO_ACCEPT),
        Coalesce(F("asked__by_when"), _NEVER),
        Coalesce(F("call_back_by"), _NEVER),
    ),
}
