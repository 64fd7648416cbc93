"""How many referrals a county has, when they come, and how they go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.demo.domain.parts import Asked, Soon, Who

# Volumes of the single point of referral: 33% of the 24,000 of the community healthcare teams, all
# 4,500 of the hospital social work teams and all 600 of Bucks Care (Commissioning Strategy, 2015),
# for the 505,300 people of the county (Outline Business Case, 2014).
REFERRALS_A_YEAR: Final = 24_000 * 33 // 100 + 4_500 + 600
PER_PEOPLE: Final = 505_300
ENTRIES_A_PERSON: Final = 5

# Assumed: twice as many on a working day as at the weekend, most of them in the morning.
OF_WEEK: Final = (18, 17, 17, 17, 16, 8, 7)
OF_DAY: Final = (1, 1, 1, 1, 1, 1, 2, 4, 8, 11, 12, 11, 9, 8, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1)


class Way(StrEnum):
    """How a referral goes."""

    IN_TIME = "in_time"
    LATE = "late"
    DECLINED_FIRST = "declined_first"
    ADVICE = "advice"
    WITHDRAWN = "withdrawn"
    IN_HOSPITAL = "in_hospital"


# Assumed: of a hundred referrals.
WAYS: Final = {
    Way.IN_TIME: 63,
    Way.LATE: 9,
    Way.DECLINED_FIRST: 7,
    Way.ADVICE: 12,
    Way.WITHDRAWN: 5,
    Way.IN_HOSPITAL: 4,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, how soon, who leads, and in whose words."""

    asked: Asked
    soon: Soon | None
    who: Who
    words: str


WANTED: Final = (
    (12, Wanted(Asked.RAPID, Soon.NOW, Who.NURSE, "Not drinking, dizzy on standing.")),
    (9, Wanted(Asked.RAPID, Soon.NOW, Who.NURSE, "Short of breath since last night.")),
    (6, Wanted(Asked.RAPID, Soon.NOW, Who.NURSE, "Fell this morning, no injury, shaken.")),
    (4, Wanted(Asked.RAPID, Soon.NOW, Who.THERAPIST, "Cannot get out of the chair since a fall.")),
    (4, Wanted(Asked.RAPID, Soon.NOW, Who.SOCIAL_CARE, "Whoever gives care is in hospital today.")),
    (12, Wanted(Asked.NURSING, Soon.SOON, Who.NURSE, "Leg wound weeping through its dressing.")),
    (8, Wanted(Asked.NURSING, Soon.SOON, Who.NURSE, "Catheter to be changed, housebound.")),
    (6, Wanted(Asked.NURSING, Soon.LATER, Who.NURSE, "Injection due, cannot travel.")),
    (8, Wanted(Asked.THERAPY, Soon.LATER, Who.THERAPIST, "Unsteady on the stairs.")),
    (5, Wanted(Asked.THERAPY, Soon.SOON, Who.THERAPIST, "Weaker since a chest infection.")),
    (8, Wanted(Asked.REABLEMENT, Soon.SOON, Who.SOCIAL_CARE, "Home from hospital, cannot cook.")),
    (8, Wanted(Asked.DISCHARGE, Soon.SOON, Who.SOCIAL_CARE, "Fit to leave, needs help to wash.")),
    (6, Wanted(Asked.NOT_SURE, None, Who.NURSE, "Not managing, not clear why.")),
    (4, Wanted(Asked.FALLS, Soon.LATER, Who.THERAPIST, "Third fall in a month.")),
)


@dataclass(frozen=True, slots=True)
class Coming:
    """A referral to be told: when it came, about whom, what was wanted and how it goes.

    The shares say how much of its time each step takes, and `key` is the same for the same seed.
    """

    key: str
    person: int
    at: datetime
    wanted: Wanted
    way: Way
    triage_share: float
    answer_share: float
    after: timedelta


def referral_count(people: int, years: float) -> int:
    """How many referrals so many people have in so many years."""
    return round(REFERRALS_A_YEAR * people / PER_PEOPLE * years)
