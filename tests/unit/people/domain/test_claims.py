"""Care that somebody claims themselves: how long it lasts, and which claims stand out."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from joinedup.people.domain.claims import Claimed, OwnWord, StandsOut, stands_out

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ANN, SAM = uuid4(), uuid4()


def claim(person: UUID, *, ago: timedelta = timedelta(), by: UUID = ANN) -> Claimed:
    return Claimed(by, person, TUESDAY - ago)


def test_each_way_lasts_its_own_time_and_has_words() -> None:
    lasts = {how: how.until(TUESDAY) - TUESDAY for how in OwnWord}

    assert lasts == {OwnWord.BROKEN_GLASS: 3 * HOUR, OwnWord.SELF_CLAIMED: 24 * HOUR}
    assert len({how.label for how in OwnWord} | {one.label for one in StandsOut}) == 4


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ((), ()),
        ((DAY,), ()),
        ((DAY, 29 * DAY), (StandsOut.OFTEN_OF_ONE,)),
        ((DAY, 30 * DAY), ()),
    ],
)
def test_the_third_claim_of_one_person_within_a_month_stands_out(
    before: tuple[timedelta, ...], found: tuple[StandsOut, ...]
) -> None:
    ethel = uuid4()
    one = claim(ethel)

    assert stands_out(one, [one, *(claim(ethel, ago=ago) for ago in before)]) == found


@pytest.mark.parametrize(
    ("others", "ago", "is_many"), [(4, HOUR, True), (3, HOUR, False), (4, DAY, False)]
)
def test_the_fifth_person_claimed_within_a_day_stands_out(
    others: int, ago: timedelta, is_many: bool
) -> None:
    one = claim(uuid4())

    found = stands_out(one, [one, *(claim(uuid4(), ago=ago) for _ in range(others))])

    assert found == ((StandsOut.MANY_IN_A_DAY,) if is_many else ())


def test_what_others_claimed_or_what_came_later_is_not_counted() -> None:
    ethel = uuid4()
    one = claim(ethel)
    others = [claim(ethel, by=SAM) for _ in range(5)] + [claim(ethel, ago=-HOUR) for _ in range(5)]

    assert stands_out(one, [one, *others]) == ()
