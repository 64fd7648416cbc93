"""The flat table of lines that population and measures may read in bulk: codes, ids and times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When

from joinedup.foundation.models import Restriction, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import LOCATION, Scope, require_permission
from joinedup.referrals.domain.contacts import ANSWERED
from joinedup.referrals.models import Line

ROWS_AT_A_TIME: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExtract:
    """One row a line. `asked_class` is None when not stated; `responded_at` until answered.

    `response_due_at` is by the clock of the class the line is in now.
    """

    line_id: UUID
    referral_id: UUID
    person_id: UUID
    organisation_code: str
    arrived_by: str
    service_code: str
    locality_code: str
    asked_class: str | None
    response_class: str
    lead: str
    team_code: str
    received_at: datetime
    opened_at: datetime | None
    sent_at: datetime | None
    accepted_at: datetime | None
    response_due_at: datetime | None
    responded_at: datetime | None
    closed_at: datetime | None
    closed_how: str
    outcome: str


COLUMNS: Final = tuple(LineExtract.__dataclass_fields__)


def lines(scope: Scope, *, since: datetime, until: datetime) -> Iterator[LineExtract]:
    """Every line received in a period, in the order received, open ones as they stand now.

    Grain: one row a line. Of somebody whose whereabouts are restricted locality, team and referring
    organisation are blank.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    received = Line.objects.filter(
        referral__received_at__gte=since, referral__received_at__lt=until
    )
    rows = received.annotate(**_COLUMNS, is_hidden=Exists(_restricted(scope)))
    names = [*_COLUMNS, *(name for name in COLUMNS if name not in _COLUMNS), "is_hidden"]
    for row in rows.order_by("referral__received_at", "id").values(*names).iterator(ROWS_AT_A_TIME):
        yield _extract(row)


_COLUMNS: Final[Mapping[str, F | Case]] = {
    "line_id": F("id"),
    "person_id": F("referral__person_id"),
    "organisation_code": F("referral__organisation_code"),
    "arrived_by": F("referral__arrived_by"),
    "received_at": F("referral__received_at"),
    "response_due_at": F("response_clock__due_at"),
    "responded_at": Case(
        When(response_clock__ended_how=ANSWERED, then=F("response_clock__ended_at"))
    ),
}


def _extract(row: Mapping[str, Any]) -> LineExtract:
    said = {name: row[name] for name in COLUMNS}
    if row["is_hidden"]:
        said |= {"locality_code": "", "team_code": "", "organisation_code": ""}
    return LineExtract(**said)


def _restricted(scope: Scope) -> QuerySet[Restriction]:
    return Restriction.objects.filter(
        periods.not_ended(scope.now),
        kind=LOCATION,
        person_id=OuterRef("referral__person_id"),
    )
