"""Unpaid carers as people of their own: what is noted of somebody who looks after somebody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

# Children and Families Act 2014 s.96, Care Act 2014 s.10: a young carer is under 18.
ADULT_AT: Final = 18


class CaringHours(StrEnum):
    """How many hours a week somebody cares, in the bands of the Census of 2021."""

    UNDER_20 = "under_20"
    FROM_20 = "from_20"
    FROM_50 = "from_50"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        """The hours in words."""
        return _HOURS[self]


_HOURS: Final = {
    CaringHours.UNDER_20: "Up to 19 hours a week",
    CaringHours.FROM_20: "20 to 49 hours a week",
    CaringHours.FROM_50: "50 hours a week or more",
    CaringHours.NOT_SAID: "Not asked, or they did not say",
}


class Assessment(StrEnum):
    """What a carer says of an assessment of their own needs."""

    WANTED = "wanted"
    NOT_WANTED = "not_wanted"
    HAD = "had"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        """The answer in words."""
        return _ASSESSMENTS[self]


_ASSESSMENTS: Final = {
    Assessment.WANTED: "They want one",
    Assessment.NOT_WANTED: "They do not want one now",
    Assessment.HAD: "They have had one",
    Assessment.NOT_ASKED: "Not asked yet",
}


class Signpost(StrEnum):
    """Where a carer was told that help is to be had."""

    CARERS_SERVICE = "carers_service"
    COUNCIL = "council"
    PRACTICE = "practice"
    YOUNG_CARERS = "young_carers"
    NOWHERE = "nowhere"

    @property
    def label(self) -> str:
        """The place in words."""
        return _SIGNPOSTS[self]


_SIGNPOSTS: Final = {
    Signpost.CARERS_SERVICE: "The carers' service",
    Signpost.COUNCIL: "The council's adult social care",
    Signpost.PRACTICE: "Their own GP practice",
    Signpost.YOUNG_CARERS: "The young carers' service",
    Signpost.NOWHERE: "Nowhere yet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caring:
    """What a carer says of their caring; `is_under_strain` only where they say so themselves."""

    hours: CaringHours
    assessment: Assessment
    signposted_to: Signpost
    is_under_strain: bool = False
    agrees_to_register: bool = False


class CarerAnother(Refused):
    """What is known of the carer was changed or ended since the page was opened."""

    code = "carer_another"


class CarerOver(Refused):
    """It was noted already that they care for nobody now."""

    code = "carer_over"


class CarerDied(Refused):
    """Somebody who died cares for nobody now."""

    code = "carer_died"


def is_young(born_on: date | None, *, on: date) -> bool:
    """Whether a carer is a young carer on a day; nobody whose birth is not known is."""
    return born_on is not None and born_on > adult_if_born_by(on)


def adult_if_born_by(on: date) -> date:
    """The last birth date of those who are adults on a day; a 29 February counts as 1 March."""
    try:
        return on.replace(year=on.year - ADULT_AT)
    except ValueError:
        return date(on.year - ADULT_AT, 2, 28)
