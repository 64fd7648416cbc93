"""Whose somebody is: by which of their places a service goes, and who takes them if not us."""

import pytest

from joinedup.referrals.domain.belonging import (
    Belonging,
    Belongs,
    By,
    Taker,
    Where,
    belongs_here,
)
from tests.rules import rule

OURS, NOBODY_KNOWS = Where(is_ours=True), Where(is_ours=None)
OXFORD, LUTON = Taker("Oxfordshire", "01632 960202"), Taker("Luton", "01632 960205")


@rule("Each service says which place decides: registered, lives, is now, or council")
@pytest.mark.parametrize("by", list(By))
def test_the_place_that_decides_decides_alone(by: By) -> None:
    beyond = Where(is_ours=False, taker=OXFORD)
    places = dict.fromkeys(By, OURS)

    assert belongs_here(by, places) == Belonging(Belongs.OURS, by)
    assert belongs_here(by, {**dict.fromkeys(By, beyond), by: OURS}).belongs is Belongs.OURS
    theirs = belongs_here(by, {**places, by: beyond})
    assert theirs == Belonging(Belongs.THEIRS, by, OXFORD)


@rule("Who is not ours is named with whoever takes them, by where they are now and then live")
def test_who_takes_them_is_asked_of_the_other_places() -> None:
    beyond = Where(is_ours=False)
    places = {
        By.REGISTERED: beyond,
        By.IS_NOW: Where(is_ours=False, taker=LUTON),
        By.LIVES: Where(is_ours=False, taker=OXFORD),
    }

    assert belongs_here(By.REGISTERED, places).taker == LUTON
    assert belongs_here(By.REGISTERED, {By.REGISTERED: beyond}).taker is None


def test_what_is_not_known_decides_nothing() -> None:
    places = {**dict.fromkeys(By, OURS), By.LIVES: NOBODY_KNOWS}

    assert belongs_here(By.LIVES, places).belongs is Belongs.NOT_KNOWN
    assert belongs_here(By.COUNCIL, {}).belongs is Belongs.NOT_KNOWN
