"""Figures about the front door, without names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.disclosure import SMALLEST_SHOWN, suppress
from joinedup.referrals.domain.contacts import ANSWERED
from joinedup.referrals.domain.figures import percentile
from joinedup.referrals.domain.response import counted_urgency
from joinedup.referrals.models import Line
from joinedup.referrals.queries.lines import OPEN
from joinedup.referrals.queries.rows import FigureRow

ONE_MINUTE: Final = timedelta(minutes=1)


@dataclass(slots=True)
class _Tally:
    """What happened to the lines of one class."""

    received: int = 0
    in_time: int = 0
    waits: list[timedelta] = field(default_factory=list)
    open_and_breached: int = 0


def response_figures(scope: Scope, *, since: datetime, until: datetime) -> list[FigureRow]:
    """Response times by class for lines received in a period, most urgent class first.

    It counts lines, wherever the person lives or is registered, in the class they are in now: until
    triage the one asked for. Waits are from receipt to the contact that answered, by any clock on
    the wall. Open and breached counts every line that is so now, whenever it was received.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    classes = place.current().response_classes
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    _tally_received(tallies, since, until)
    _tally_breached(tallies, at=scope.now)
    return [_row(code, tallies[code]) for code in classes]


def _tally_received(tallies: dict[str, _Tally], since: datetime, until: datetime) -> None:
    received = Line.objects.filter(
        referral__received_at__gte=since, referral__received_at__lt=until
    ).values_list(
        "response_class",
        "asked_class",
        "response_clock__started_at",
        "response_clock__due_at",
        "response_clock__ended_at",
        "response_clock__ended_how",
    )
    for decided, asked, started_at, due_at, ended_at, how in received.iterator():
        tally = tallies[_class(decided, asked)]
        tally.received += 1
        if how == ANSWERED and ended_at is not None and due_at is not None:
            tally.waits.append(ended_at - started_at)
            tally.in_time += ended_at <= due_at


def _tally_breached(tallies: dict[str, _Tally], *, at: datetime) -> None:
    late = Q(response_clock__ended_at__isnull=True, response_clock__due_at__lt=at)
    breached = Line.objects.filter(OPEN, late).values_list("response_class", "asked_class")
    for decided, asked in breached.iterator():
        tallies[_class(decided, asked)].open_and_breached += 1


def _class(decided: str, asked: str | None) -> str:
    not_stated = place.current().not_stated_counts_as
    return decided or counted_urgency(asked, not_stated=not_stated)


def _row(code: str, tally: _Tally) -> FigureRow:
    responded = len(tally.waits)
    is_shown = responded >= SMALLEST_SHOWN
    return FigureRow(
        response_class=code,
        received=suppress(tally.received),
        responded=suppress(responded),
        median_minutes=_minutes(tally.waits, 50) if is_shown else None,
        ninetieth_minutes=_minutes(tally.waits, 90) if is_shown else None,
        in_time_percent=round(100 * tally.in_time / responded) if is_shown else None,
        open_and_breached=suppress(tally.open_and_breached),
    )


def _minutes(waits: Iterable[timedelta], percent: int) -> int:
    return percentile([wait // ONE_MINUTE for wait in waits], percent)
