"""The weeks before the day that is told: what was referred, answered, and how calls were."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
from random import Random
from typing import Final

from joinedup.demo.domain.county import WAYS, Way
from joinedup.demo.domain.day import DAY
from joinedup.demo.services import coming
from joinedup.demo.services.county import Teller
from joinedup.demo.services.staffing import Crew
from joinedup.foundation import place
from joinedup.foundation.scope import system
from joinedup.kernel.ids import PersonId
from joinedup.referrals import services as referrals
from joinedup.referrals.services import history_steps as steps
from joinedup.referrals.services.history import History

WEEKS: Final = 13
REFERRALS_A_WEEK: Final = 60
CALLS_A_DAY: Final = 14
# A place that has something to mend: a fifth go late.
_WAYS: Final = {**WAYS, Way.LATE: 20}

_SWITCHBOARD: Final = "front door switchboard"
_COLUMNS: Final = ("call_id", "started", "answered", "abandoned", "ended", "extension")
_TOLD_AT_ONCE: Final = 500
_GIVEN_UP: Final = 0.4


def tell(ids: Sequence[PersonId], crew: Crew, *, since: int, at: datetime, seed: int) -> int:
    """The referrals and calls of so many weeks, as far as they ended; says how many referrals.

    Whatever is open is of the day alone, and so is everybody whom the day is told of.
    """
    of_the_day = {told.person for told in DAY}
    others = [one for number, one in enumerate(ids) if number not in of_the_day] or ids
    teller = Teller(place.current(), others, crew, until=at)
    drawn = coming.referrals(
        len(others),
        since * 7 / 365.25,
        until=at,
        seed=seed,
        count=since * REFERRALS_A_WEEK,
        ways=_WAYS,
    )
    histories = (one for one in map(teller.history, drawn) if is_over(one))
    kept = sum(referrals.keep_histories(some).kept for some in batched(histories, _TOLD_AT_ONCE))
    _calls(since, at=at, seed=seed)
    return kept


def is_over(history: History) -> bool:
    """Whether a referral had ended by the time that is told of: not one that had only just come."""
    return bool(history.steps) and isinstance(
        history.steps[-1], steps.Closed | steps.Advised | steps.Withdrawn
    )


def _calls(since: int, *, at: datetime, seed: int) -> None:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(since, at, Random(f"{seed} calls")))
    referrals.read_telephone_file(
        io.BytesIO(written.getvalue().encode()),
        source=_SWITCHBOARD,
        name="switchboard.csv",
        by=system("telephone"),
    )


def _rows(since: int, at: datetime, rng: Random) -> Iterator[tuple[object, ...]]:
    """Calls of the working hours: most answered soon, a few late, a few given up."""
    number = 0
    first = (at - timedelta(weeks=since)).replace(hour=8, minute=0, second=0, microsecond=0)
    for day in range(7 * since):
        for _ in range(rng.randint(CALLS_A_DAY - 4, CALLS_A_DAY + 4)):
            number += 1
            began = first + timedelta(days=day, seconds=rng.randint(0, 12 * 3_600))
            rang = timedelta(seconds=min(int(rng.expovariate(1 / 24)) + 3, 400))
            ended = began + rang + timedelta(seconds=rng.randint(60, 420))
            is_given_up = rang > timedelta(seconds=45) and rng.random() < _GIVEN_UP
            if ended > at:
                continue
            yield (
                f"c{number}",
                began.isoformat(),
                "" if is_given_up else (began + rang).isoformat(),
                (began + rang).isoformat() if is_given_up else "",
                (began + rang).isoformat() if is_given_up else ended.isoformat(),
                "" if is_given_up else f"ext-{rng.randint(1, 6)}",
            )
