"""What is kept back from somebody who may not see people."""

from joinedup.measures.domain.board import Board, By, board
from joinedup.measures.domain.measure import Judge, Line
from joinedup.measures.domain.shown import ALL, REASON, kept_back
from tests.builders.measures import a_line, a_measure, after

CODES = {by: () for by in By}


def the_board(lines: list[Line]) -> Board:
    judge = Judge([a_measure()], since=after(0), now=after(600))
    return board(lines, [], judge=judge, week_of=lambda _: "w1", codes=CODES)


def many(count: int, **changes: object) -> list[Line]:
    return [a_line(0, 60, 90, **changes)] * count


def test_nothing_is_kept_back_of_large_numbers() -> None:
    assert kept_back(the_board(many(20) + many(20, lead="therapist"))) == frozenset()


def test_a_small_part_takes_another_with_it() -> None:
    lines = many(20) + many(12, lead="therapist") + many(2, lead="social_care")

    kept = kept_back(the_board(lines))

    received = {code for by, code, column in kept if (by, column) == (By.LEAD, "received")}
    assert received == {"social_care", "therapist"}
    assert (ALL, "", "received") not in kept


def test_what_is_left_of_a_total_is_not_given_away() -> None:
    # All but two were accepted: 28 beside 30 would say so.
    lines = many(28) + [a_line(0, 60, 90, is_accepted=False)] * 2

    assert (ALL, "", "accepted") in kept_back(the_board(lines))


def test_reasons_share_the_total_of_the_declined() -> None:
    lines = many(9, declined="decline.full") + many(2, declined="decline.age") + many(20)

    kept = kept_back(the_board(lines))

    assert {code for by, code, _ in kept if by == REASON} == {"decline.full", "decline.age"}


def test_open_now_is_of_no_week() -> None:
    kept = kept_back(the_board([a_line(500)] * 6 + many(30)))

    assert kept == frozenset()
