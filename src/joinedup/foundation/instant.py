"""The present instant, from one place, so that tests can hold the clock still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Hands:
    """The hands of a clock that a test holds."""

    at: datetime

    def tick(self, by: timedelta) -> datetime:
        """Move the held clock on and say what it shows."""
        self.at += by
        return self.at


_held: ContextVar[Hands | None] = ContextVar("held_clock", default=None)
_ahead = timedelta()


def now() -> datetime:
    """The present instant in UTC."""
    hands = _held.get()
    return hands.at if hands else datetime.now(UTC) + _ahead


def run_ahead(by: timedelta) -> None:
    """Let the clock of this process run ahead of the world's, or behind it, for a rehearsal."""
    global _ahead
    _ahead = by


@contextmanager
def frozen(at: datetime) -> Iterator[Hands]:
    """Hold the clock at an instant; `hands.tick()` moves it."""
    if at.tzinfo is None:
        raise ValueError("an instant carries its time zone")
    hands = Hands(at.astimezone(UTC))
    token = _held.set(hands)
    try:
        yield hands
    finally:
        _held.reset(token)
