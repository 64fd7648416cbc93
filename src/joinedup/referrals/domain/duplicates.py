"""When a new referral would probably repeat one that is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SOON_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A service asked for, and the teams that give it."""

    service_code: str
    teams: frozenset[str]


def overlap(one: Wanted, other: Wanted, *, front_door: str) -> bool:
    """Whether two services are the same, share a team, or one leaves the choice to us."""
    shared = one.teams & other.teams or front_door in one.teams | other.teams
    return one.service_code == other.service_code or bool(shared)


def is_likely_duplicate(*, overlaps: bool, received_at: datetime, at: datetime) -> bool:
    """Whether an open line of the same person is probably the same need as a new one."""
    return overlaps or at - received_at < SOON_AFTER
