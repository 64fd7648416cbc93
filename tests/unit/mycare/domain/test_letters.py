"""Codes of letters: their form, their limits, and what somebody may type for one."""

from datetime import date, timedelta
from itertools import cycle

import pytest

from joinedup.mycare.domain import letters
from joinedup.mycare.domain.letters import ALPHABET, LENGTH, MOST_ATTEMPTS, SeenHow, Standing
from tests.conftest import TUESDAY_MORNING as NOW
from tests.rules import rule

OPEN = Standing(NOW + timedelta(days=14), 0, is_used=False, is_revoked=False)


def test_a_code_is_twelve_letters_that_are_not_mistaken_for_figures():
    turn = cycle(ALPHABET)

    code = letters.made(lambda among: next(turn))

    assert (len(code), code) == (LENGTH, "0123456789AB")
    assert not set("ILOU") & set(ALPHABET)
    assert letters.spelt(code) == "0123-4567-89AB"


@pytest.mark.parametrize(
    "typed", ["0123-4567-89AB", " o i 2 3 4567 89ab ", "O1L3456789AB".replace("L3", "23")]
)
def test_a_code_is_read_as_somebody_types_it(typed):
    assert letters.read(typed) == "0123456789AB"


@rule("A letter's code may be used once, for 14 days, until five wrong tries")
@pytest.mark.parametrize(
    ("standing", "is_open"),
    [
        (OPEN, True),
        (Standing(NOW, 0, is_used=False, is_revoked=False), False),
        (Standing(OPEN.expires_at, MOST_ATTEMPTS - 1, is_used=False, is_revoked=False), True),
        (Standing(OPEN.expires_at, MOST_ATTEMPTS, is_used=False, is_revoked=False), False),
        (Standing(OPEN.expires_at, 0, is_used=True, is_revoked=False), False),
        (Standing(OPEN.expires_at, 0, is_used=False, is_revoked=True), False),
    ],
)
def test_a_code_is_open_until_it_is_over(standing, is_open):
    assert letters.is_open(standing, at=NOW) is is_open


@pytest.mark.parametrize(
    ("held", "is_theirs"),
    [(date(1945, 3, 12), True), (date(1945, 12, 3), False), (None, False)],
)
def test_a_date_of_birth_must_be_held_and_the_same(held, is_theirs):
    assert letters.is_theirs(held, date(1945, 3, 12)) is is_theirs


def test_every_way_of_knowing_somebody_has_words():
    assert all(one.label for one in SeenHow)
