"""Measures and lines as figures need them, written down in minutes after nine one morning."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from joinedup.measures.domain.measure import Basis, Kind, Line, Measure
from joinedup.measures.domain.open_time import micros

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after(minutes: float) -> int:
    """So many minutes after nine."""
    return micros(NINE + minutes * MINUTE)


def a_measure(**changes: Any) -> Measure:
    """Rapid within three hours by day and night, of registered patients, with pauses."""
    given = {
        "code": "own_rapid",
        "name": "Rapid response within 3 hours",
        "version": "1",
        "source": "The place",
        "response_class": "rapid",
        "limit": timedelta(hours=3),
        "calendar": None,
        "with_pauses": True,
        "basis": Basis.REGISTRATION,
        "target_percent": Decimal(70),
    }
    return Measure(**{**given, **changes})  # type: ignore[arg-type]


def a_line(
    received: float = 0, answered: float | None = None, closed: float | None = None, **changes: Any
) -> Line:
    """A rapid line from a practice, received and answered so many minutes after nine."""
    kind = Kind(
        response_class="rapid",
        lead="nurse",
        locality="north",
        referrer="practice",
        service="rapid_response",
        is_advised=False,
    )
    of_kind = {name: changes.pop(name) for name in Kind._fields if name in changes}
    line = Line(
        line_id="1",
        received=after(received),
        started=after(received),
        answered=None if answered is None else after(answered),
        closed=None if closed is None else after(closed),
        is_accepted=answered is not None,
        kind=kind._replace(**of_kind),
        declined="",
        is_registered=True,
        is_resident=True,
    )
    return line._replace(**changes)
