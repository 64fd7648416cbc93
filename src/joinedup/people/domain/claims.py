"""Records opened on one's own word: in an emergency, or by saying that one cares for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from joinedup.kernel.errors import Refused
from joinedup.people.domain import glass

CLAIM_LASTS: Final = timedelta(hours=24)
"""How long a care relationship that somebody claims themselves lasts."""

WITHIN: Final = timedelta(days=30)
OFTEN_OF_ONE: Final = 3
"""So many claims of one person within the month want a relationship that does not end by itself."""

MANY_IN_A_DAY: Final = 5
"""So many people claimed within a day are more than one covers for, or are sent, by chance."""


class OwnWord(StrEnum):
    """On which word of their own somebody opened a record; the code is the ground that it gives."""

    BROKEN_GLASS = "broken_glass"
    SELF_CLAIMED = "self_claimed"

    @property
    def label(self) -> str:
        """The way in words."""
        return _WAYS[self]

    def until(self, at: datetime) -> datetime:
        """When a record that is opened so now closes again by itself."""
        return at + (CLAIM_LASTS if self is OwnWord.SELF_CLAIMED else glass.LASTS)


_WAYS: Final = {
    OwnWord.BROKEN_GLASS: "Opened in an emergency",
    OwnWord.SELF_CLAIMED: "Said that they care for them",
}


class StandsOut(StrEnum):
    """Why a claim deserves a longer look than others."""

    OFTEN_OF_ONE = "often_of_one"
    MANY_IN_A_DAY = "many_in_a_day"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _STANDS_OUT[self]


_STANDS_OUT: Final = {
    StandsOut.OFTEN_OF_ONE: "The same person again",
    StandsOut.MANY_IN_A_DAY: "Many people in one day",
}


class ClaimOfRestricted(Refused):
    """The record is open to those who are named for it: nobody opens it by a claim."""

    code = "claim_of_restricted"


class ClaimAgainstThem(Refused):
    """The person decided that the viewer's organisation, or whoever asks so, does not see it."""

    code = "claim_against_them"


@dataclass(frozen=True, slots=True)
class Claimed:
    """Somebody said at a time that they care for a person."""

    account_id: UUID
    person_id: UUID
    at: datetime


def stands_out(one: Claimed, claims: Iterable[Claimed]) -> tuple[StandsOut, ...]:
    """Why a claim stands out among those of the month before, itself counted."""
    before = [
        other
        for other in claims
        if other.account_id == one.account_id and one.at - WITHIN < other.at <= one.at
    ]
    of_person = sum(other.person_id == one.person_id for other in before)
    of_day = {other.person_id for other in before if other.at > one.at - timedelta(days=1)}
    found = {
        StandsOut.OFTEN_OF_ONE: of_person >= OFTEN_OF_ONE,
        StandsOut.MANY_IN_A_DAY: len(of_day) >= MANY_IN_A_DAY,
    }
    return tuple(why for why, is_so in found.items() if is_so)
