"""The life of a card, and who reads on."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.mycare.domain.cards import (
    LASTS,
    MOST_ATTEMPTS,
    OPEN_FOR,
    CardEmpty,
    CardLasts,
    CardPart,
    CardStanding,
    chosen,
    is_open,
    parts_of,
    reads_on,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def standing(*, attempts: int = 0, is_ended: bool = False) -> CardStanding:
    return CardStanding(NOON + timedelta(days=1), attempts, is_ended)


def test_a_card_opens_until_it_is_over_ended_or_tried_out() -> None:
    assert is_open(standing(attempts=MOST_ATTEMPTS - 1), at=NOON + timedelta(days=1) - TICK)
    assert not is_open(standing(), at=NOON + timedelta(days=1))
    assert not is_open(standing(attempts=MOST_ATTEMPTS), at=NOON)
    assert not is_open(standing(is_ended=True), at=NOON)


def test_whoever_was_let_in_reads_for_an_hour_whatever_others_try() -> None:
    tried_out = standing(attempts=MOST_ATTEMPTS)

    assert reads_on(NOON, tried_out, at=NOON + OPEN_FOR - TICK)
    assert not reads_on(NOON, tried_out, at=NOON + OPEN_FOR)
    assert not reads_on(NOON, standing(is_ended=True), at=NOON)
    late = NOON + timedelta(hours=23, minutes=30)
    assert not reads_on(late, standing(), at=NOON + timedelta(days=1))


def test_parts_are_kept_in_their_order_and_never_none() -> None:
    kept = chosen([CardPart.WISHES, CardPart.ALLERGIES, CardPart.WISHES])

    assert parts_of(kept) == (CardPart.ALLERGIES, CardPart.WISHES)
    with pytest.raises(CardEmpty):
        chosen([])


def test_every_length_is_told_and_short() -> None:
    assert set(LASTS) == set(CardLasts)
    assert max(LASTS.values()) <= timedelta(days=28)
