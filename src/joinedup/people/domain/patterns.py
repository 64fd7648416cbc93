"""Looks at records that somebody is to judge: which they are, and which of them comes first.

A pattern accuses nobody. It says why a look is worth a question, as privacy officers of the NHS ask
it: their own record, their family's, their neighbours', their colleagues', somebody well known.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import glass

type Home = tuple[str, str]
"""The first line of an address, and its postcode."""

MANY: Final = 40
"""More people than this, opened one by one within an hour, are many: one every ninety seconds."""

AN_HOUR: Final = timedelta(hours=1)


class Pattern(StrEnum):
    """Why a look is to be judged, the strongest reason first."""

    OWN_RECORD = "own_record"
    FAMILY = "family"
    SAME_ADDRESS = "same_address"
    OWN_COLLEAGUE = "own_colleague"
    WELL_KNOWN = "well_known"
    NEIGHBOUR = "neighbour"
    SAME_SURNAME = "same_surname"
    MANY_QUICKLY = "many_quickly"

    @property
    def label(self) -> str:
        """The pattern in a few words."""
        return _SAID[self][0]

    @property
    def explained(self) -> str:
        """What it means, and what may be a good reason for it."""
        return _SAID[self][1]


_SAID: Final = {
    Pattern.OWN_RECORD: (
        "Their own record",
        (
            "The person is said to be the one who signs in by this account. Nobody opens their own"
            " record as staff."
        ),
    ),
    Pattern.FAMILY: (
        "Their family",
        "The person is noted as a relative of whoever looked, or as somebody who stands by them.",
    ),
    Pattern.SAME_ADDRESS: (
        "The same address",
        "The person lives at the address of whoever looked.",
    ),
    Pattern.OWN_COLLEAGUE: (
        "A colleague",
        "The person works for the same organisation as whoever looked.",
    ),
    Pattern.WELL_KNOWN: (
        "Somebody well known",
        "Every look at this person is judged, as the privacy officer asked.",
    ),
    Pattern.NEIGHBOUR: (
        "A neighbour",
        (
            "The person lives in the postcode of whoever looked. Those who work where they live"
            " meet their neighbours."
        ),
    ),
    Pattern.SAME_SURNAME: (
        "The same surname",
        "The person is called as whoever looked is. Many are, who are no family.",
    ),
    Pattern.MANY_QUICKLY: (
        "Many people within an hour",
        (
            "More people were opened one by one than anybody reads. A list worked through, or a"
            " watch taken over, may be the reason."
        ),
    ),
}


class LookIsOnes(Refused):
    """Nobody judges their own look."""

    code = "look_is_ones"


class LookReviewed(Refused):
    """It was judged already."""

    code = "look_reviewed"


class WellKnownAlready(Refused):
    """Every look at them is judged already, or is not."""

    code = "well_known_already"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looked, as far as it says anything about whom they looked at.

    `own` are the records that are said to be theirs, `family` those of their relatives.
    """

    name: str
    organisation: str
    own: frozenset[PersonId] = frozenset()
    family: frozenset[PersonId] = frozenset()
    homes: tuple[Home, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """Whom somebody looked at. `works_at` are the organisations of whoever they are as staff.

    Nothing follows from where somebody lives whose whereabouts are restricted.
    """

    person_id: PersonId
    family_name: str
    home: Home = ("", "")
    works_at: frozenset[str] = field(default_factory=frozenset)
    is_well_known: bool = False
    is_location_restricted: bool = False


class Burst(NamedTuple):
    """The hour in which the most people were opened: from when until when, and how many."""

    since: datetime
    until: datetime
    person_count: int


def pattern_of(viewer: Viewer, looked: Looked) -> Pattern | None:
    """The strongest reason to judge that somebody looked at a person; None where there is none."""
    says_where = not looked.is_location_restricted
    found = {
        Pattern.OWN_RECORD: looked.person_id in viewer.own,
        Pattern.FAMILY: looked.person_id in viewer.family,
        Pattern.SAME_ADDRESS: says_where
        and any(glass.lives_with(looked.home, home) for home in viewer.homes),
        Pattern.OWN_COLLEAGUE: viewer.organisation in looked.works_at,
        Pattern.WELL_KNOWN: looked.is_well_known,
        Pattern.NEIGHBOUR: says_where and _is_neighbour(viewer, looked),
        Pattern.SAME_SURNAME: glass.is_same_surname(viewer.name, looked.family_name),
    }
    return next((pattern for pattern, is_so in found.items() if is_so), None)


def burst_of(looks: Sequence[tuple[datetime, PersonId]]) -> Burst | None:
    """The hour in which most people were opened, where they are many; looks in order of time."""
    within: Counter[PersonId] = Counter()
    most: Burst | None = None
    first = 0
    for at, person_id in looks:
        within[person_id] += 1
        while at - looks[first][0] >= AN_HOUR:
            gone = looks[first][1]
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
            first += 1
        if len(within) > max(MANY, most.person_count if most else 0):
            most = Burst(looks[first][0], at, len(within))
    return most


def _is_neighbour(viewer: Viewer, looked: Looked) -> bool:
    postcode = "".join(looked.home[1].split()).casefold()
    return bool(postcode) and any(
        "".join(home[1].split()).casefold() == postcode for home in viewer.homes
    )
