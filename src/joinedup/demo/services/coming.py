"""Which referrals come to a county, drawn by a seed: the same seed draws the same."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from joinedup.demo.domain.county import (
    OF_DAY,
    OF_WEEK,
    WANTED,
    WAYS,
    Coming,
    Way,
    referral_count,
)


def referrals(
    people: int,
    years: float,
    *,
    until: datetime,
    seed: int,
    count: int | None = None,
    ways: Mapping[Way, int] = WAYS,
) -> Iterator[Coming]:
    """The referrals of so many people over the years before an instant, the earliest first.

    As many as so many people have, and as many that go each way as usual, unless it is said.
    """
    rng = Random(f"{seed} referrals")
    count = referral_count(people, years) if count is None else count
    offered, way_weights = list(ways), list(ways.values())
    wanted, weights = [one for _, one in WANTED], [weight for weight, _ in WANTED]
    moments = sorted(_moment(rng, years, until) for _ in range(count))
    for number, at in enumerate(moments):
        (way,) = rng.choices(offered, way_weights)
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
        is_kept = rng.random() * max(OF_WEEK) * max(OF_DAY)
        if is_kept < OF_WEEK[at.weekday()] * OF_DAY[at.hour]:
            return at.replace(microsecond=0)
