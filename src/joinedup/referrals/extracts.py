"""The flat tables that population and measures may read in bulk: codes, ids and times."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from joinedup.foundation.models import ClockPause, Entry, Restriction, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import LOCATION, Scope, require_permission
from joinedup.kernel.clock import Pause
from joinedup.kernel.facts import kind_of
from joinedup.referrals.domain.contacts import ANSWERED
from joinedup.referrals.domain.outcomes import SAME_NEED, Ending
from joinedup.referrals.events import LineDeclined
from joinedup.referrals.models import Line
from joinedup.referrals.models.calls import Call, TelephoneCall

ROWS_AT_A_TIME: Final = 2000
# It parts a text into its units, and stands in no code.
_PARTED: Final = "\x1f"


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


class Said(NamedTuple):
    """What is said of a line in codes; many lines say the same.

    `ended` is how it ended where nobody was to go: with advice, or because nobody here could help,
    of which `outcome` says why. `response_class` is the one asked for until triage, and blank when
    that was not stated.
    """

    ended: str
    outcome: str
    response_class: str
    lead: str
    locality_code: str
    service_code: str

    @classmethod
    def of(cls, told: str) -> "Said":
        """What the text of a line says."""
        return cls(*told.split(_PARTED))


class WaitExtract(NamedTuple):
    """One line and how long it waited: lean, since figures read thousands of them at once.

    Identifiers are as this store writes them, instants whole microseconds since 1970 in UTC.
    `started` is from when the answer counts. `told` is what is said of it, which `Said` takes
    apart: many lines say the same, so that need not be done for each.
    """

    line_id: str
    person_id: str
    received: int
    started: int
    answered: int | None
    closed: int | None
    is_accepted: int
    organisation_code: str
    told: str


def waits(scope: Scope, *, since: datetime, until: datetime) -> list[WaitExtract]:
    """Every line received in a period, as it stands now. Grain: one row a line.

    What told of a need that an earlier line tells of is left out: one need is counted once.
    Locality and referring organisation of somebody whose whereabouts are restricted are blank.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    return _shown(_waits_received(since, until), _hidden(scope.now))


def open_waits(scope: Scope, *, before: datetime) -> list[WaitExtract]:
    """Every line that is open still and was received before an instant. Grain: one row a line."""
    require_permission(scope, Permission.FIGURES_SEE)
    return _shown(_waits_open(before), _hidden(scope.now))


def declines(scope: Scope, *, since: datetime) -> dict[str, str]:
    """The reason for which a team last gave back each line since an instant, by the line's id.

    It is read from the log, where what was declined is found at once.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    return {line_id: json.loads(body)["reason"] for line_id, body in _declined(since)}


def pauses(scope: Scope, *, since: datetime, until: datetime) -> dict[str, tuple[Pause, ...]]:
    """The coded pauses of the response clocks of lines that a board of the period reads.

    Those received in the period, and those open still; by the line's id.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    clocks = _paused()
    if not clocks:
        return {}
    lines = Line.objects.filter(response_clock_id__in=clocks)
    lines = lines.filter(_received(since, until) | Q(closed_at__isnull=True))
    found: dict[str, tuple[Pause, ...]] = {}
    rows = ClockPause.objects.filter(clock_id__in=lines.values("response_clock_id"))
    told = rows.order_by("since").annotate(line=_Written("clock__about_id"))
    for line_id, began, ended, reason in told.values_list("line", "since", "until", "reason"):
        found[line_id] = (*found.get(line_id, ()), Pause(began, ended, reason))
    return found


def call_times(
    scope: Scope, *, since: datetime, until: datetime
) -> list[tuple[int, int | None, int | None]]:
    """When each call of a period began, was answered and was given up, by the telephone system.

    In microseconds, as `WaitExtract` has them. Grain: one row a call.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    return _rang(since, until)


def calls_ended(scope: Scope, *, since: datetime, until: datetime) -> dict[str, int]:
    """How many calls that began in a period ended in which way, by the call pad."""
    require_permission(scope, Permission.FIGURES_SEE)
    return dict(_ended(since, until))


class _AsItIs(Func):
    """Something that the store hands over as it is wanted: thousands are not looked at again."""

    output_field = BigIntegerField()
    template = "%(expressions)s"

    @property
    def convert_value(self) -> Any:
        """Nothing is done to a value."""
        return self._convert_value_noop  # type: ignore[attr-defined]


class _Micros(_AsItIs):
    """An instant in whole microseconds: the store reckons it sooner than Python can read it."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Seconds of the text up to its full stop, and the six digits after it."""
        template = (
            "(CAST(round((julianday(substr(%(expressions)s, 1, 19)) - 2440587.5) * 86400) AS"
            " INTEGER) * 1000000 + CAST(substr(%(expressions)s, 21, 6) AS INTEGER))"
        )
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Seconds since 1970: a float of them is out by less than half a microsecond."""
        template = "round(date_part('epoch', %(expressions)s) * 1000000)::bigint"
        return self.as_sql(compiler, connection, template=template, **extra)


class _IsGiven(_AsItIs):
    """Whether a column holds anything; a store without claims says one or nought."""

    template = "(%(expressions)s IS NOT NULL)"


class _Written(Func):
    """An identifier as this store writes it down; no other store is asked about it."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As it is kept."""
        return self.as_sql(compiler, connection, template="%(expressions)s || ''", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """With its dashes."""
        return self.as_sql(compiler, connection, template="%(expressions)s::text", **extra)


class _Together(Func):
    """Several codes as one text: a row of few columns is read sooner than one of many."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """With a mark between each two."""
        between = f" || '{_PARTED}' || "
        return self.as_sql(
            compiler, connection, template="%(expressions)s", arg_joiner=between, **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """With a mark between each two."""
        return self.as_sql(
            compiler, connection, template=f"concat_ws('{_PARTED}', %(expressions)s)", **extra
        )


def _where(code: str, **holds: Any) -> Case:
    return Case(When(**holds, then=F(code)), default=Value(""))


_WAITS: Final[Mapping[str, Any]] = {
    "x_line": _Written("id"),
    "x_person": _Written("referral__person_id"),
    "x_received": _Micros("referral__received_at"),
    "x_started": _Micros("response_clock__started_at"),
    "x_answered": _AsItIs(
        Case(When(response_clock__ended_how=ANSWERED, then=_Micros("response_clock__ended_at")))
    ),
    "x_closed": _Micros("closed_at"),
    "x_accepted": _IsGiven("accepted_at"),
    "x_organisation": F("referral__organisation_code"),
    "x_told": _Together(
        _where("closed_how", closed_how__in=(Ending.ADVICE_ONLY, Ending.CANNOT_HELP)),
        _where("outcome", closed_how=Ending.CANNOT_HELP),
        Case(
            When(response_class="", then=Coalesce("asked_class", Value(""))),
            default=F("response_class"),
        ),
        "lead",
        "locality_code",
        "service_code",
    ),
}


def _received(since: datetime, until: datetime) -> Q:
    return Q(referral__received_at__gte=since, referral__received_at__lt=until)


@question
def _waits_received(since: datetime, until: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    return _waits(_received(since, until))


@question
def _waits_open(before: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    return _waits(Q(closed_at__isnull=True, referral__received_at__lt=before))


def _waits(among: Q) -> QuerySet[Any, tuple[Any, ...]]:
    rows = Line.objects.filter(among).exclude(outcome=SAME_NEED).annotate(**_WAITS).order_by()
    return rows.values_list(*_WAITS)


@question
def _hidden(now: datetime) -> QuerySet[Any, str]:
    live = Restriction.objects.filter(periods.not_ended(now), kind=LOCATION)
    return live.annotate(of=_Written("person_id")).values_list("of", flat=True)


@question
def _declined(since: datetime) -> QuerySet[Any, tuple[str, str]]:
    told = Entry.objects.filter(kind=kind_of(LineDeclined), recorded_at__gte=since)
    return told.annotate(of=_Written("about_id")).order_by("at", "seq").values_list("of", "body")


@question
def _paused() -> QuerySet[Any, UUID]:
    # Whenever the pause began: a line that was received in a period may stand still after it.
    told = ClockPause.objects.filter(clock__rule_code__startswith="response.")
    return told.values_list("clock_id", flat=True)


@question
def _ended(since: datetime, until: datetime) -> QuerySet[Any, tuple[str, int]]:
    ended = Call.objects.filter(began_at__gte=since, began_at__lt=until).exclude(outcome="")
    return ended.values_list("outcome").annotate(calls=Count("pk")).order_by()


@question
def _rang(since: datetime, until: datetime) -> QuerySet[Any, tuple[int, int | None, int | None]]:
    rang = TelephoneCall.objects.filter(began_at__gte=since, began_at__lt=until).order_by()
    return rang.values_list(_Micros("began_at"), _Micros("answered_at"), _Micros("abandoned_at"))


def _shown(rows: Iterable[tuple[Any, ...]], hidden: Iterable[str]) -> list[WaitExtract]:
    told, kept_back = list(map(WaitExtract._make, rows)), frozenset(hidden)
    if not kept_back:
        return told
    return [row if row.person_id not in kept_back else _placeless(row) for row in told]


def _placeless(row: WaitExtract) -> WaitExtract:
    said = Said.of(row.told)._replace(locality_code="")
    return row._replace(organisation_code="", told=_PARTED.join(said))
