"""What somebody reads of the referrals about themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope, require_view
from joinedup.kernel.ids import PersonId
from joinedup.people.queries.own import OwnPerson
from joinedup.referrals.domain import own as rules
from joinedup.referrals.domain.request import AgreementKind
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Decision, Line
from joinedup.referrals.queries.lines import staged, visible_lines
from joinedup.referrals.queries.queue_rows import due_at

SHOWN_AFTER_END: Final = timedelta(days=90)
MOST: Final = 30
_SENT: Final = Decision.objects.filter(line=OuterRef("pk"), kind=Decided.SENT).order_by("-id")
_BESIDE: Final[Mapping[str, Any]] = {
    "worker_name": F("going__worker__display_name"),
    "worker_profession": F("going__worker__profession"),
    "if_worse": Subquery(_SENT.values("words")[:1]),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """One thing that was asked for somebody, as they read it: no class, no code, nobody's words
    but what was said to them to look out for.

    `comes_by` is when somebody comes at the latest; nothing once somebody has. The team is blank
    while their whereabouts are restricted.
    """

    line_id: UUID
    service_code: str
    stage: Stage
    received_at: datetime
    triage_by: datetime | None
    comes_by: datetime | None
    team_code: str
    worker_name: str
    worker_profession: str
    safety_net: str
    closed_at: datetime | None


def own_lines(scope: Scope, whose: OwnPerson, ids: Sequence[PersonId]) -> tuple[OwnLine, ...]:
    """What was asked for the viewer, or whom they act for; open ones first, the latest before.

    One that they were not asked about is left out until somebody has been in touch with them.
    """
    require_view(scope, whose.person_id)
    lines = list(_lines(ids, scope.now - SHOWN_AFTER_END))
    return tuple(
        _row(line, is_hidden=whose.is_location_restricted)
        for line in lines
        if rules.is_told(
            AgreementKind(line.referral.agreement_kind),
            is_reached=Stage(line.stage) is Stage.RESPONDED,
        )
    )


def visited_among(scope: Scope, ids: Sequence[PersonId]) -> list[PersonId]:
    """Whom among some a worker is to visit who agreed to it; those whom the viewer may see."""
    is_going = Q(("stage", Stage.ALLOCATED.value))
    going = visible_lines(scope).filter(is_going, referral__person_id__in=ids)
    agreed = going.filter(referral__agreement_kind=AgreementKind.AGREES).order_by("pk")
    return [PersonId(one) for one in agreed.values_list("referral__person_id", flat=True)]


@question
def _lines(ids: Sequence[PersonId], ended_since: datetime) -> QuerySet[Any]:
    found = staged(Line.objects.filter(referral__person_id__in=ids))
    lately = Q(closed_at__isnull=True) | Q(closed_at__gte=ended_since)
    return (
        found.filter(lately)
        .annotate(**_BESIDE)
        .select_related("referral", "triage_clock", "response_clock")
        .order_by(F("closed_at").desc(nulls_first=True), "-id")[:MOST]
    )


def _row(line: Any, *, is_hidden: bool) -> OwnLine:
    stage = Stage(line.stage)
    return OwnLine(
        line_id=line.id,
        service_code=line.service_code,
        stage=stage,
        received_at=line.referral.received_at,
        triage_by=due_at(line.triage_clock) if stage is Stage.TO_TRIAGE else None,
        comes_by=due_at(line.response_clock),
        team_code="" if is_hidden else line.team_code,
        worker_name=line.worker_name or "",
        worker_profession=line.worker_profession or "",
        safety_net=line.if_worse or "",
        closed_at=line.closed_at,
    )
