"""Relationships that begin and end by themselves, in a random world."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from joinedup.foundation import anchors, care, instant
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor, actor_of
from joinedup.kernel.ids import PersonId
from tests.builders import claims
from tests.builders import people as persons

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def of(
    rng: random.Random, person: PersonId, staff: Sequence[Actor], *, at: datetime
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Claims that end about now, and key workers who came and went."""
    if rng.random() < 0.25:
        when = at + rng.choice((-24, -24, -23, -2)) * HOUR + rng.choice((-TICK, timedelta(), TICK))
        yield when, partial(_claim, person, rng.choice(staff))
    if rng.random() < 0.2:
        begins = at + rng.choice((-40, -3)) * HOUR
        until = rng.choice((None, at, at + TICK, at + 23 * HOUR))
        yield begins, partial(_key_worker, person, rng.choice(staff), until)
    if rng.random() < 0.2:
        begins = at + rng.choice((-2, -1, 0, 23)) * HOUR + rng.choice((-TICK, timedelta(), TICK))
        until = begins + rng.choice((1, 3)) * HOUR
        yield at - 5 * HOUR, partial(_attends, person, rng.choice(staff), begins, until)


def _claim(person: PersonId, who: Actor) -> None:
    claims.claimed(person, by=_now(who))


def _key_worker(person: PersonId, who: Actor, until: datetime | None) -> None:
    holder, by = care.account(who.account_id), persons.the_office()
    known, at = anchors.surviving([person])[person], instant.now()
    care.begin(known, holder, because=care.KEY_WORKER, at=at, until=until, by=by)


def _attends(person: PersonId, who: Actor, since: datetime, until: datetime) -> None:
    holder, by = care.account(who.account_id), persons.the_office()
    known = anchors.surviving([person])[person]
    care.begin(known, holder, because=care.MEETING, at=since, until=until, by=by)


def _now(who: Actor) -> Actor:
    return actor_of(Account.objects.get(id=who.account_id))
