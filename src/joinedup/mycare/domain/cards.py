"""A card that somebody shows to whoever treats them elsewhere: what is on it, and its limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from joinedup.kernel.errors import Refused

MOST_ATTEMPTS: Final = 5
"""Tries with one card that open nothing, after which it is closed."""
OPEN_FOR: Final = timedelta(hours=1)
"""How long whoever opened a card reads on before they are to ask its holder again."""
NUMBER_LENGTH: Final = 6
FIGURES: Final = "0123456789"
LONGEST_NAME: Final = 100


class CardPart(StrEnum):
    """Something that a card may show; its holder chooses."""

    ALLERGIES = "allergies"
    MEDICINES = "medicines"
    CONDITIONS = "conditions"
    WISHES = "wishes"
    ABOUT_ME = "about_me"


class CardLasts(StrEnum):
    """For how long a card opens."""

    ONE_DAY = "one_day"
    ONE_WEEK = "one_week"
    ONE_MONTH = "one_month"


LASTS: Final[Mapping[CardLasts, timedelta]] = {
    CardLasts.ONE_DAY: timedelta(days=1),
    CardLasts.ONE_WEEK: timedelta(days=7),
    CardLasts.ONE_MONTH: timedelta(days=28),
}


class CardNotOpened(Refused):
    """A code and a number that open nothing; which of the two is never said."""

    code = "card_not_opened"


class CardEmpty(Refused):
    """A card on which nothing would stand."""

    code = "card_empty"


class CardOver(Refused):
    """A card that was ended already, or that a newer one took the place of."""

    code = "card_is_over"


@dataclass(frozen=True, slots=True)
class CardStanding:
    """What a card's life so far decides whether it opens by."""

    expires_at: datetime
    attempts: int
    is_ended: bool


@dataclass(frozen=True, slots=True)
class NewCard:
    """A new card as its holder is shown it this once: its code, and the number to keep in mind."""

    card_id: UUID
    code: str
    number: str
    expires_at: datetime


def is_open(standing: CardStanding, *, at: datetime) -> bool:
    """Whether a card still opens to whoever has its code and its holder's number."""
    is_tried_out = standing.attempts >= MOST_ATTEMPTS
    return not (standing.is_ended or is_tried_out or at >= standing.expires_at)


def reads_on(opened_at: datetime, standing: CardStanding, *, at: datetime) -> bool:
    """Whether whoever opened a card reads on: for an hour, and not when its holder has ended it.

    Others who try in vain meanwhile take nothing from whoever was let in.
    """
    is_over = standing.is_ended or at >= standing.expires_at
    return not is_over and at < opened_at + OPEN_FOR


def chosen(parts: Iterable[CardPart]) -> str:
    """The parts of a card as they are kept; raises where there is none."""
    kept = [part.value for part in CardPart if part in set(parts)]
    if not kept:
        raise CardEmpty()
    return ",".join(kept)


def parts_of(kept: str) -> tuple[CardPart, ...]:
    """The same, read."""
    return tuple(CardPart(one) for one in kept.split(","))
