"""Where the next page of a queue starts: the sort key of the last row shown, as one word."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from joinedup.kernel.errors import Refused

MOST_COUNTED: Final = 1000
"""Totals are counted this far, and then said to be that or more."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ONE: Final = timedelta(microseconds=1)


class UnknownPage(Refused):
    """The word for a page is none that a page gave out."""

    code = "unknown_page"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a row stands in a queue: its rank, when it falls due, and its id to break ties."""

    rank: int
    due_at: datetime
    line_id: UUID

    def word(self) -> str:
        """The position as an address carries it."""
        return f"{self.rank}.{(self.due_at - _EPOCH) // _ONE}.{self.line_id.hex}"

    def after(self) -> Q:
        """The rows that come after this one."""
        later = Q(falls_due_at__gt=self.due_at)
        tied = Q(falls_due_at=self.due_at, pk__gt=self.line_id)
        return Q(rank__gt=self.rank) | Q(rank=self.rank) & (later | tied)


def position(word: str) -> Position:
    """The position that a word stands for."""
    try:
        rank, due, line_id = word.split(".")
        return Position(int(rank), _EPOCH + int(due) * _ONE, UUID(hex=line_id))
    except (ValueError, OverflowError) as error:
        raise UnknownPage() from error
