"""Whether calls were answered in time, as the telephone system says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Call(NamedTuple):
    """One call of the telephone system: instants in microseconds, None for what did not happen."""

    began: int
    answered: int | None
    given_up: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigures:
    """Calls of a period. Those given up within the threshold were never late: they do not count."""

    in_time: int = 0
    late: int = 0
    given_up_late: int = 0
    given_up_soon: int = 0

    @property
    def counted(self) -> int:
        """What the percentage is of: answered, or given up after the threshold."""
        return self.in_time + self.late + self.given_up_late

    @property
    def total(self) -> int:
        """Every call that the telephone system has an end of."""
        return self.counted + self.given_up_soon

    @property
    def in_time_percent(self) -> float | None:
        """The share answered in time, to one place; none where nothing was counted."""
        return round(100 * self.in_time / self.counted, 1) if self.counted else None


def call_figures(calls: Iterable[Call], *, threshold: int) -> CallFigures | None:
    """The calls answered within so many microseconds; None where no telephone system says.

    A call that rings still, or of which the end is not told yet, is in no figure.
    """
    in_time = late = given_up_late = given_up_soon = 0
    for began, answered, given_up in calls:
        if answered is not None:
            in_time += answered - began <= threshold
            late += answered - began > threshold
        elif given_up is not None:
            given_up_late += given_up - began > threshold
            given_up_soon += given_up - began <= threshold
    found = CallFigures(
        in_time=in_time, late=late, given_up_late=given_up_late, given_up_soon=given_up_soon
    )
    return found if found.total else None
