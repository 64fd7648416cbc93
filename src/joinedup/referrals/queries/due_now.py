"""What waits too long just now, wherever it is: read by the job that raises it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q

from joinedup.foundation import deliveries, place
from joinedup.foundation.models import ClockPause
from joinedup.foundation.scope import Scope
from joinedup.kernel.clock import ClockRule, Pause
from joinedup.kernel.ids import PersonId
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.safety_net import (
    Due,
    Running,
    Waiting,
    call_due,
    due_now,
    unacknowledged,
    undelivered,
    watched,
)
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Allocation, Call, Decision, Line, Referral
from joinedup.referrals.queries.lines import OPEN, OWED
from joinedup.safeguarding import queries as safeguarding

LINE, REFERRAL, CALL, DELIVERY, CONCERN = (
    "referrals.line",
    "referrals.referral",
    "referrals.call",
    "foundation.delivery",
    "safeguarding.concern",
)
MOST_UNDELIVERED: Final = 500
"""Beyond this many something larger is wrong, which the page of the undelivered says."""

_CLOCK: Final = ("id", "rule_code", "rule_version", "limit", "calendar_code", "started_at")
_COLUMNS: Final = (
    "id",
    "referral__person_id",
    "response_class",
    "opened_at",
    "sent_at",
    "accepted_at",
    "call_back_by",
    "is_triage_running",
    "is_response_running",
    "has_worker",
    *(f"{clock}_clock__{column}" for clock in ("triage", "response") for column in _CLOCK),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDue:
    """Something that is due for somebody's eye: what it is, and whom it is about."""

    due: Due
    about_kind: str
    about_id: UUID
    line_id: LineId | None
    person_id: PersonId | None


def due_for_somebody(scope: Scope, *, at: datetime) -> list[FoundDue]:
    """Everything that waits too long at an instant, longest first; for the job, which sees all."""
    found = [
        *_lines(at),
        *_owed_lines(at),
        *_calls(at),
        *_deliveries(scope, at),
        *_concerns(scope, at),
    ]
    found.sort(key=lambda one: (one.due.at, one.about_id, one.due.rule))
    return found


def _lines(at: datetime) -> Iterator[FoundDue]:
    rows = list(_candidates(at))
    pauses = _pauses(rows)
    declined, stood_down = _declined(rows), _stood_down(rows)
    for row in rows:
        waiting = _waiting(row, pauses, declined, stood_down)
        for due in due_now(watched(waiting), at=at):
            yield FoundDue(
                due=due,
                about_kind=LINE,
                about_id=row["id"],
                line_id=LineId(row["id"]),
                person_id=PersonId(row["referral__person_id"]),
            )


def _candidates(at: datetime) -> Iterator[dict[str, Any]]:
    """The open lines of which something may be due: no sooner than the shortest promise allows."""
    here = place.current()
    triage = at - min(one.limit for one in here.triage_clocks.values()) / 2
    response = at - min(one.limit for one in here.response_classes.values()) / 2
    accept = at - min(one.accept_within for one in here.response_classes.values())
    may_be_due = (
        Q(call_back_by__lte=at)
        | Q(sent_at__isnull=True) & ~Q(response_class="")
        | Q(
            sent_at__isnull=True,
            opened_at__isnull=True,
            is_triage_running=True,
            triage_clock__started_at__lte=triage,
        )
        | Q(sent_at__isnull=True, is_triage_running=True, triage_clock__due_at__lte=at)
        | Q(sent_at__lte=accept, accepted_at__isnull=True)
        | Q(
            accepted_at__isnull=False,
            is_response_running=True,
            has_worker=False,
            response_clock__started_at__lte=response,
        )
        | Q(
            accepted_at__isnull=False,
            is_response_running=True,
            has_worker=True,
            response_clock__due_at__lte=at,
        )
    )
    goes = Allocation.objects.filter(line=OuterRef("pk"), until__isnull=True)
    open_lines = Line.objects.filter(OPEN).annotate(
        is_triage_running=Q(triage_clock__ended_at__isnull=True),
        is_response_running=Q(response_clock__ended_at__isnull=True),
        has_worker=Exists(goes),
    )
    yield from open_lines.filter(may_be_due).values(*_COLUMNS)


def _pauses(rows: Iterable[dict[str, Any]]) -> Mapping[UUID, list[Pause]]:
    clocks = {row[f"{clock}_clock__id"] for row in rows for clock in ("triage", "response")}
    taken: dict[UUID, list[Pause]] = defaultdict(list)
    if not clocks:
        return taken
    found = ClockPause.objects.filter(clock_id__in=clocks).order_by("since")
    for clock_id, since, until, reason in found.values_list("clock_id", "since", "until", "reason"):
        taken[clock_id].append(Pause(since, until, reason))
    return taken


def _declined(rows: Iterable[dict[str, Any]]) -> Mapping[UUID, datetime]:
    """When a team gave back each line that waits with the front door again."""
    back = [row["id"] for row in rows if row["response_class"] and not row["sent_at"]]
    if not back:
        return {}
    found = Decision.objects.filter(line_id__in=back, kind=Decided.DECLINED.value)
    return dict(found.values("line_id").annotate(last=Max("at")).values_list("line_id", "last"))


def _stood_down(rows: Iterable[dict[str, Any]]) -> Mapping[UUID, datetime]:
    """When whoever was last to go stood down, of each line that is taken on and has nobody."""
    without = [row["id"] for row in rows if row["accepted_at"] and not row["has_worker"]]
    if not without:
        return {}
    ended = Allocation.objects.filter(line_id__in=without, until__isnull=False)
    return dict(ended.values("line_id").annotate(last=Max("until")).values_list("line_id", "last"))


def _waiting(
    row: Mapping[str, Any],
    pauses: Mapping[UUID, list[Pause]],
    declined: Mapping[UUID, datetime],
    stood_down: Mapping[UUID, datetime],
) -> Waiting:
    here = place.current()
    response_class = here.response_classes.get(row["response_class"])
    return Waiting(
        opened_at=row["opened_at"],
        sent_at=row["sent_at"],
        accepted_at=row["accepted_at"],
        has_worker=row["has_worker"],
        stood_down_at=stood_down.get(row["id"]),
        triage=_running(row, "triage", pauses) if row["is_triage_running"] else None,
        response=_running(row, "response", pauses) if row["is_response_running"] else None,
        accept_within=response_class.accept_within if response_class else None,
        accept_calendar=here.calendar(response_class.calendar) if response_class else None,
        declined_at=declined.get(row["id"]),
        call_back_by=row["call_back_by"],
    )


def _running(row: Mapping[str, Any], which: str, pauses: Mapping[UUID, list[Pause]]) -> Running:
    clock_id, code, version, limit, calendar, started_at = (
        row[f"{which}_clock__{column}"] for column in _CLOCK
    )
    rule = ClockRule(code, version, limit, calendar)
    taken = tuple(pauses.get(clock_id, ()))
    return Running(rule, place.current().calendar(calendar), started_at, taken, clock_id.hex)


def _owed_lines(at: datetime) -> Iterator[FoundDue]:
    """Calls that were promised about lines which have closed since."""
    owed = Line.objects.filter(OWED, call_back_by__lte=at)
    for line_id, person_id, by_when in owed.values_list(
        "pk", "referral__person_id", "call_back_by"
    ):
        if by_when is None:
            continue
        yield FoundDue(
            due=call_due(by_when),
            about_kind=LINE,
            about_id=line_id,
            line_id=LineId(line_id),
            person_id=PersonId(person_id),
        )


def _calls(at: datetime) -> Iterator[FoundDue]:
    """Calls that somebody was promised and that no line of theirs promises as well."""
    promised = Call.objects.filter(call_back_by__lte=at, called_back_at__isnull=True).filter(
        Q(line__isnull=True) | ~Q(line__call_back_by=F("call_back_by"))
    )
    for call_id, person_id, by_when in promised.values_list("pk", "person_id", "call_back_by"):
        if by_when is None:
            continue
        yield FoundDue(
            due=call_due(by_when),
            about_kind=CALL,
            about_id=call_id,
            line_id=None,
            person_id=PersonId(person_id) if person_id else None,
        )


def _deliveries(scope: Scope, at: datetime) -> Iterator[FoundDue]:
    late = deliveries.late(at=at, limit=MOST_UNDELIVERED)
    named = [(one.about_kind, one.about_id) for one in late if one.about_id]
    lines = [about for kind, about in named if kind == LINE]
    referrals = [about for kind, about in named if kind == REFERRAL]
    people = {
        **dict(Line.objects.filter(id__in=lines).values_list("id", "referral__person_id")),
        **dict(Referral.objects.filter(id__in=referrals).values_list("id", "person_id")),
    }
    del scope
    for one in late:
        due = undelivered(made_at=one.made_at, given_up_at=one.given_up_at, name=one.id.hex)
        if due.at > at:
            continue
        person = people.get(one.about_id) if one.about_id else None
        is_line = one.about_kind == LINE and one.about_id in people
        yield FoundDue(
            due=due,
            about_kind=DELIVERY,
            about_id=one.id,
            line_id=LineId(one.about_id) if is_line and one.about_id else None,
            person_id=PersonId(person) if person else None,
        )


def _concerns(scope: Scope, at: datetime) -> Iterator[FoundDue]:
    """Safeguarding concerns that wait: about nobody, as far as whoever is told may know."""
    for one in safeguarding.unacknowledged(scope, at=at):
        yield FoundDue(
            due=unacknowledged(since=one.due_at, name=one.concern_id.hex),
            about_kind=CONCERN,
            about_id=one.concern_id,
            line_id=None,
            person_id=None,
        )
