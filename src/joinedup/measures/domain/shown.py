"""Which figures are withheld from somebody who may not see people."""

from collections.abc import Iterator
from typing import Final

from joinedup.kernel.disclosure import Sum, withheld
from joinedup.measures.domain.board import Board, By, Figures

ALL: Final = "all"
REASON: Final = "reason"

# Why lines are not counted is said of all of them alone.
NOT_COUNTED: Final = ("not_yet", "ended_first", "outside")

type Cell = tuple[str, str, str]
"""A table, a part of it, and a column."""

# Columns of a board, and those that follow from them although they are on no page.
_OF: Final = (
    ("received", ("accepted", "not_accepted")),
    ("received", ("advised", "not_advised")),
    ("received", ("declined", "not_declined")),
    ("received", ("counted", "not_counted")),
    ("counted", ("in_time", "over")),
    ("open_now", ("over_now", "open_in_time")),
)
_COLUMNS: Final = tuple(dict.fromkeys(column for whole, parts in _OF for column in (whole, *parts)))


def kept_back(board: Board) -> frozenset[Cell]:
    """The cells of a board that are withheld: the small ones, and what they would follow from.

    All tables of a board share their totals, so they are looked at together.
    """
    rows = {(ALL, ""): board.total}
    rows |= {(by, row.code): row.figures for by, table in board.tables.items() for row in table}
    counts: dict[Cell, int] = {
        (by, code, column): count
        for (by, code), figures in rows.items()
        for column, count in _counts(figures).items()
    }
    counts |= {(REASON, code, "declined"): count for code, count in board.declined}
    counts |= {(ALL, "", why): getattr(board.total, why) for why in NOT_COUNTED}
    why_not = Sum((ALL, "", "not_counted"), [(ALL, "", why) for why in NOT_COUNTED])
    return withheld(counts, [*_across(rows), *_down(board), why_not])


def _counts(figures: Figures) -> dict[str, int]:
    received = figures.received
    return {
        "received": received,
        "accepted": figures.accepted,
        "not_accepted": received - figures.accepted,
        "advised": figures.advised,
        "not_advised": received - figures.advised,
        "declined": figures.declined,
        "not_declined": received - figures.declined,
        "counted": figures.counted,
        "not_counted": received - figures.counted,
        "in_time": figures.in_time,
        "over": figures.over,
        "open_now": figures.open_now,
        "over_now": figures.over_now,
        "open_in_time": figures.open_now - figures.over_now,
    }


def _across(rows: dict[tuple[str, str], Figures]) -> Iterator[Sum[Cell]]:
    for by, code in rows:
        for whole, parts in _OF:
            yield Sum((by, code, whole), [(by, code, part) for part in parts])


def _down(board: Board) -> Iterator[Sum[Cell]]:
    for by, table in board.tables.items():
        for column in _COLUMNS:
            if not (by is By.WEEK and column in ("open_now", "over_now", "open_in_time")):
                yield Sum((ALL, "", column), [(by, row.code, column) for row in table])
    reasons = [(REASON, code, "declined") for code, _ in board.declined]
    yield Sum((ALL, "", "declined"), reasons)
