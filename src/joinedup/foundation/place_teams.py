"""Which team is suggested for a line, in which order, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from joinedup.foundation.place_schema import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSuggestion:
    """A team that could answer a line asked for at an instant and due by another."""

    team: Team
    asked_at: datetime
    opens_at: datetime
    due_at: datetime
    zone: str
    is_front_door: bool
    is_named_by_service: bool

    @property
    def is_open_now(self) -> bool:
        """Whether the team is working at the instant of asking."""
        return self.opens_at <= self.asked_at

    @property
    def is_in_time(self) -> bool:
        """Whether the team works before the promise would be broken."""
        return self.opens_at < self.due_at

    @property
    def why(self) -> str:
        """The reason for the suggestion, in a sentence or two."""
        return f"{self._what} {self._when}"

    @property
    def _what(self) -> str:
        if self.is_front_door:
            return "Keeps the line until another team can take it."
        if self.is_named_by_service:
            return "Gives the service that was asked for."
        return "Answers this class and lead here."

    @property
    def _when(self) -> str:
        if self.is_open_now:
            return "Open now."
        zone = ZoneInfo(self.zone)
        opens, asked = self.opens_at.astimezone(zone), self.asked_at.astimezone(zone)
        days = (opens.date() - asked.date()) // timedelta(days=1)
        day = ("today", "tomorrow")[days] if days < 2 else f"on {opens:%A} {opens.day} {opens:%B}"
        too_late = "" if self.is_in_time else ", after the promised time"
        return f"Opens {day} at {opens:%H:%M}{too_late}."


def in_order(suggestions: Iterable[TeamSuggestion]) -> list[TeamSuggestion]:
    """Best first: in time, then the front door, then too late; the service's own, open, nearest."""
    return sorted(suggestions, key=_rank)


def _rank(one: TeamSuggestion) -> tuple[int, bool, bool, datetime, int]:
    standing = 1 if one.is_front_door else 0 if one.is_in_time else 2
    opens_at = max(one.opens_at, one.asked_at)
    return (
        standing,
        not one.is_named_by_service,
        not one.is_open_now,
        opens_at,
        len(one.team.localities),
    )
