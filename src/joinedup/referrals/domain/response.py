"""How soon somebody must answer: response classes in order, most urgent first."""

from collections.abc import Sequence


def counted_urgency(asked: str | None, *, not_stated: str) -> str:
    """The class that a line counts as before triage; the place says what *not stated* counts as."""
    return not_stated if asked is None else asked


def raised(current: str, told: str | None, *, order: Sequence[str], not_stated: str) -> str:
    """The class after a worse picture: the one told, if it is more urgent; it never falls."""
    return min(current, counted_urgency(told, not_stated=not_stated), key=order.index)
