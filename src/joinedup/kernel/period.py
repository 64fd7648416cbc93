"""Half-open periods of time: from, until."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, and not including, `until`; without an end while `until` is empty."""

    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError("a period ends before it begins")

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies within."""
        return self.since <= at and (self.until is None or at < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Whether two periods share an instant."""
        later = max(self.since, other.since)
        return self.holds(later) and other.holds(later)
