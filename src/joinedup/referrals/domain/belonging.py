"""Whether somebody is for us: which of their places decides, and who takes them if not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """Which of somebody's places decides, as the place says of each service."""

    REGISTERED = "registered"
    LIVES = "lives"
    IS_NOW = "is_now"
    COUNCIL = "council"


class Belongs(StrEnum):
    """Whose somebody is for one service."""

    OURS = "ours"
    THEIRS = "theirs"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes people beyond our border, and the number to ring."""

    name: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Where:
    """One of somebody's places: whether it is of this place, None where nobody knows."""

    is_ours: bool | None
    taker: Taker | None = None


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose somebody is, by which of their places, and who takes them if it is not us."""

    belongs: Belongs
    by: By
    taker: Taker | None = None


NOT_KNOWN = Where(is_ours=None)


def belongs_here(by: By, places: Mapping[By, Where]) -> Belonging:
    """Whose somebody is for a service that one of their places decides.

    It refuses nobody: the clinician decides. A place that does not say who takes them is asked
    through the others, nearest to where they are.
    """
    decides = places.get(by, NOT_KNOWN)
    if decides.is_ours is None:
        return Belonging(Belongs.NOT_KNOWN, by)
    if decides.is_ours:
        return Belonging(Belongs.OURS, by)
    told = (decides, *(places.get(other, NOT_KNOWN) for other in (By.IS_NOW, By.LIVES)))
    return Belonging(Belongs.THEIRS, by, next((one.taker for one in told if one.taker), None))
