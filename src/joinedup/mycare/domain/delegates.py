"""Somebody who acts for another on their own pages: on what basis, how far, and for how long."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.people.domain.own_parts import OwnPart

COMING: Final = "coming"
"""The part of somebody's pages that says who comes, and what happens next."""
PARTS: Final = (COMING, *(part.value for part in OwnPart))
"""Every part that may be given, in the order in which it is offered."""
REVIEWED_EVERY: Final = timedelta(days=365)
WAITS: Final = timedelta(days=30)
"""How long it goes on after the day of its review; then it stops until it is reviewed."""
NAME_LONGEST: Final = 80
MOST_HELD: Final = 10
"""How many may act for one person at a time."""


class Basis(StrEnum):
    """By what right somebody acts for another."""

    NAMED = "named"
    POWER_OF_ATTORNEY = "power_of_attorney"
    DEPUTY = "deputy"
    BEST_INTERESTS = "best_interests"

    @property
    def label(self) -> str:
        """The basis as staff read it."""
        return _BASES[self]


class State(StrEnum):
    """How it stands with somebody who was named."""

    WAITING = "waiting"
    ACTS = "acts"
    LATE = "late"
    STOPPED = "stopped"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    ENDED = "ended"


_BASES: Final = {
    Basis.NAMED: "The person named them",
    Basis.POWER_OF_ATTORNEY: "Lasting power of attorney for health and welfare",
    Basis.DEPUTY: "Deputy appointed by the Court of Protection",
    Basis.BEST_INTERESTS: "A best interests decision",
}
BY_STAFF: Final = (Basis.POWER_OF_ATTORNEY, Basis.DEPUTY, Basis.BEST_INTERESTS)
"""Bases that staff record, having seen the paper or the decision."""


class DelegateWithoutName(Refused):
    """Nobody is named."""

    code = "delegate_without_name"


class DelegateWithoutParts(Refused):
    """Nothing is given to be seen."""

    code = "delegate_without_parts"


class DelegateIsOneself(Refused):
    """Somebody is named to act for themselves."""

    code = "delegate_is_oneself"


class DelegateNamedTwice(Refused):
    """Somebody is named who acts for the person already."""

    code = "delegate_named_twice"


class TooManyDelegates(Refused):
    """More are named than anybody keeps an eye on."""

    code = "delegates_too_many"


class DelegationOver(Refused):
    """It was ended already."""

    code = "delegation_is_over"


class DelegationUnreasoned(Refused):
    """Staff change what somebody may do for another, and do not say why."""

    code = "delegation_without_reason"


@dataclass(frozen=True, slots=True)
class Held:
    """What decides how it stands with one who was named."""

    expires_at: datetime
    review_due: datetime
    is_taken_up: bool
    is_suspended: bool
    is_ended: bool


def state(held: Held, *, at: datetime) -> State:
    """How it stands now, what weighs most first."""
    if held.is_ended:
        return State.ENDED
    if held.is_suspended:
        return State.SUSPENDED
    if not held.is_taken_up:
        return State.WAITING if at < held.expires_at else State.EXPIRED
    if at < held.review_due:
        return State.ACTS
    return State.LATE if at < stops_at(held.review_due) else State.STOPPED


def stops_at(review_due: datetime) -> datetime:
    """When it stops by itself, where nobody reviewed it."""
    return review_due + WAITS


def named(typed: str, *, own_name: str, known: Iterable[str]) -> str:
    """The name as it is kept; raises where it is nobody's, the person's own, or known already."""
    kept = " ".join(typed.split())[:NAME_LONGEST]
    if not kept:
        raise DelegateWithoutName(at="name")
    held = [_alike(one) for one in known]
    if _alike(kept) == _alike(own_name):
        raise DelegateIsOneself(at="name")
    if _alike(kept) in held:
        raise DelegateNamedTwice(at="name")
    if len(held) >= MOST_HELD:
        raise TooManyDelegates()
    return kept


def given(chosen: Collection[str]) -> list[str]:
    """The parts that are given, in order; raises where there is none."""
    kept = [one for one in PARTS if one in chosen]
    if not kept:
        raise DelegateWithoutParts(at="parts")
    return kept


def _alike(name: str) -> str:
    return " ".join(name.split()).casefold()
