"""Shares, their intervals, and what is withheld: against published figures and a slow attacker."""

import itertools
import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.disclosure import SMALLEST_SHOWN
from joinedup.voice.domain.questions import (
    ITEMS,
    AnswersMissing,
    AnswerWrong,
    Asked,
    checked,
)
from joinedup.voice.domain.scoring import (
    ALL,
    Counted,
    Z,
    figures,
    interval,
    quarter_of,
    quarters,
)
from joinedup.web.sentences.voice import QUESTIONS

Q4 = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("agree", "scored", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 1998;17:857, table I, method 3 (score).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_that_were_published(
    agree: int, scored: int, low: float, high: float
) -> None:
    found = interval(agree, scored)

    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 400), st.data())
def test_the_ends_of_an_interval_solve_what_defines_it(scored: int, data: st.DataObject) -> None:
    agree = data.draw(st.integers(0, scored))
    share = agree / scored

    low, high = interval(agree, scored)

    assert 0 <= low <= share <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(share - end) == pytest.approx(
                Z * (end * (1 - end) / scored) ** 0.5, abs=1e-9
            )


@pytest.mark.parametrize(("agree", "scored"), [(0, 0), (2, 1), (-1, 3)])
def test_of_nobody_there_is_no_share(agree: int, scored: int) -> None:
    with pytest.raises(ValueError, match="share"):
        interval(agree, scored)


def test_what_is_of_few_is_withheld_and_what_it_would_follow_from() -> None:
    counted = {
        ("a", Q4, "next"): Counted(20, 30, 0),
        ("b", Q4, "next"): Counted(2, 9, 0),
        ("c", Q4, "next"): Counted(12, 24, 0),
    }

    found = figures(counted)

    assert found["b", Q4, "next"].is_withheld
    hidden = [one for one in ("a", "c", ALL) if found[one, Q4, "next"].is_withheld]
    assert hidden, "b would follow from the others"


def test_what_is_of_many_is_shown_with_its_share() -> None:
    one = figures({("a", Q4, "next"): Counted(30, 40, 8)})["a", Q4, "next"]

    assert (one.agree, one.scored, one.not_mine) == (30, 40, 8)
    assert Fraction(one.share or 0) == Fraction(3, 4)
    assert (one.low or 1) < 0.75 < (one.high or 0)


def test_whom_it_fits_not_is_no_nought() -> None:
    one = figures({("a", Q4, "next"): Counted(0, 0, 9)})["a", Q4, "next"]

    assert (one.share, one.scored, one.not_mine) == (None, 0, 9)


@pytest.mark.parametrize("seed", range(40))
def test_nobody_who_subtracts_finds_a_small_count(seed: int) -> None:
    """Every table that fits what is shown is gone through: a small count is one of several."""
    chosen = random.Random(seed)
    names = ["a", "b", "c"][: chosen.choice((2, 3))]
    counted = {}
    for name in names:
        agree, other = chosen.choice((0, 1, 2, 3, 6, 8)), chosen.choice((0, 1, 3, 5, 7))
        counted[name, Q4, "next"] = Counted(agree, agree + other, 0)

    found = figures(counted)

    for column in ("agree", "not_agree"):
        possible = _possible(counted, found, names, column)
        for name in names:
            one = counted[name, Q4, "next"]
            true = one.agree if column == "agree" else one.scored - one.agree
            if 0 < true < SMALLEST_SHOWN:
                assert len({each[name] for each in possible}) > 1, (seed, name, column)


def _possible(
    counted: dict[tuple[str, date, str], Counted],
    found: dict[tuple[str, date, str], object],
    names: list[str],
    column: str,
) -> list[dict[str, int]]:
    def shown(name: str) -> int | None:
        one = found[name, Q4, "next"]
        if one.is_withheld:  # type: ignore[attr-defined]
            return None
        agree: int = one.agree  # type: ignore[attr-defined]
        return agree if column == "agree" else one.scored - agree  # type: ignore[attr-defined]

    whole = shown(ALL)
    ranges = [range(25) if shown(name) is None else (shown(name),) for name in names]
    return [
        dict(zip(names, each, strict=True))
        for each in itertools.product(*ranges)  # type: ignore[arg-type]
        if whole is None or sum(each) == whole  # type: ignore[arg-type]
    ]


def test_quarters_go_back_over_the_new_year() -> None:
    assert quarter_of(date(2026, 11, 23)) == Q4
    assert quarters(date(2027, 2, 3), 3) == [date(2026, 7, 1), Q4, date(2027, 1, 1)]


def test_the_words_of_every_page_are_those_of_the_items() -> None:
    assert {of.value: tuple(QUESTIONS[of.value]) for of in Asked} == ITEMS


def test_an_answer_is_to_what_was_asked() -> None:
    assert checked(Asked.PERSON, {"next": 5, "planned": 0}) == {"planned": None, "next": 5}
    with pytest.raises(AnswersMissing):
        checked(Asked.PERSON, {})
    for wrong in ({"reach": 5}, {"next": 6}, {"next": -1}):
        with pytest.raises(AnswerWrong):
            checked(Asked.PERSON, wrong)
    assert [len(ITEMS[of]) for of in Asked] == [9, 6, 5]
