"""How many referrals a county has, when they come, and how they go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from joinedup.demo.domain.parts import Asked, Soon, Who

# Volumes of the single point of referral: 33% of the 24,000 of the community healthcare teams, all
# 4,500 of the hospital social work teams and all 600 of Bucks Care (Commissioning Strategy, 2015),
# for the 505,300 people of the county (Outline Business Case, 2014).
REFERRALS_A_YEAR: Final = 24_000 * 33 // 100 + 4_500 + 600
PER_PEOPLE: Final = 505_300
ENTRIES_A_PERSON: Final = 5

# Assumed: twice as many on a working day as at the weekend, most of them in the morning.
_OF_WEEK: Final = (18, 17, 17, 17, 16, 8, 7)
_OF_DAY: Final = (1, 1, 1, 1, 1, 1, 2, 4, 8, 11, 12, 11, 9, 8, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1)


class Way(StrEnum):
    """How a referral goes."""

    IN_TIME = "in_time"
    LATE = "late"
    DECLINED_FIRST = "declined_first"
    ADVICE = "advice"
    WITHDRAWN = "withdrawn"
    IN_HOSPITAL = "in_hospital"


# Assumed: of a hundred referrals.
_WAYS: Final = {
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


_WANTED: Final = (
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


def referrals(people: int, years: float, *, until: datetime, seed: int) -> Iterator[Coming]:
    """The referrals of so many people over the years before an instant, the earliest first."""
    rng = Random(f"{seed} referrals")
    count = referral_count(people, years)
    ways, way_weights = list(_WAYS), list(_WAYS.values())
    wanted, weights = [one for _, one in _WANTED], [weight for weight, _ in _WANTED]
    moments = sorted(_moment(rng, years, until) for _ in range(count))
    for number, at in enumerate(moments):
        (way,) = rng.choices(ways, way_weights)
        yield Coming(
            key=f"county-{seed}-{number}",
            person=rng.randrange(people),
            at=at,
            wanted=rng.choices(wanted, weights)[0],
            way=way,
            triage_share=rng.uniform(0.05, 1.15),
            answer_share=rng.uniform(1.05, 2.5) if way is Way.LATE else rng.uniform(0.2, 0.98),
            after=timedelta(minutes=rng.randint(20, 60 * 30)),
        )


def _moment(rng: Random, years: float, until: datetime) -> datetime:
    """Some instant of those years, by the hours of the day and the days of the week."""
    span = timedelta(days=365.25 * years)
    while True:
        at = (until - span * rng.random()).astimezone(UTC)
        is_kept = rng.random() * max(_OF_WEEK) * max(_OF_DAY)
        if is_kept < _OF_WEEK[at.weekday()] * _OF_DAY[at.hour]:
            return at.replace(microsecond=0)
