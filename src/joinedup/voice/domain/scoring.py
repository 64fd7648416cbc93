"""How answers are counted: the share that agrees, how sure it is, and what is withheld."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final

from joinedup.kernel.disclosure import Sum, withheld

Z: Final = 1.959963984540054
"""The normal deviate of a two-sided interval of 95 %."""
ALL: Final = ""
"""Every group together."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers to one item: how many agree, how many gave a score, and how many it does not fit."""

    agree: int = 0
    scored: int = 0
    not_mine: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            self.agree + other.agree, self.scored + other.scored, self.not_mine + other.not_mine
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """The share that agrees, 0 to 1, with its 95 % interval; everything is None where withheld."""

    agree: int | None
    scored: int | None
    not_mine: int | None
    share: float | None
    low: float | None
    high: float | None

    @property
    def is_withheld(self) -> bool:
        """Whether it is of so few that they could be known by it, or would tell of such a one."""
        return self.scored is None


WITHHELD: Final = Figure(None, None, None, None, None, None)
NOTHING: Final = Figure(0, 0, 0, None, None, None)

type Cell = tuple[str, date, str, str]
"""A group, a quarter, an item, and a column."""


def interval(agree: int, scored: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's score method (1927).

    The method that public health figures of proportions use (APHO Technical Briefing 3, 2008). Its
    ends are within 0 and 1 for any number; raises `ValueError` where nobody gave a score.
    """
    if not 0 <= agree <= scored or scored == 0:
        raise ValueError("a share is of at least one, and of no more than all")
    p, z2 = agree / scored, Z * Z
    middle = p + z2 / (2 * scored)
    reach = Z * sqrt(p * (1 - p) / scored + z2 / (4 * scored * scored))
    whole = 1 + z2 / scored
    # At the ends of the scale they are its ends, which rounding would miss by a hair.
    low = 0.0 if agree == 0 else (middle - reach) / whole
    return low, 1.0 if agree == scored else (middle + reach) / whole


def figures(
    counted: Mapping[tuple[str, date, str], Counted],
) -> dict[tuple[str, date, str], Figure]:
    """Each group, quarter and item as it may be shown, and every group together under `ALL`.

    Small counts are withheld, and beside them what they would follow from: those who agree and
    those who do not make those who gave a score, and the groups make all together. A figure of
    which anything is withheld is withheld whole, which tells less and never more.
    """
    groups = sorted({group for group, _, _ in counted})
    rows = dict(counted)
    for group, quarter, item in counted:
        del group
        rows[ALL, quarter, item] = sum(
            (counted.get((one, quarter, item), Counted()) for one in groups), Counted()
        )
    hidden = _withheld(rows, groups)
    return {
        key: WITHHELD if any((*key, column) in hidden for column in _COLUMNS) else _figure(one)
        for key, one in rows.items()
    }


_COLUMNS: Final = ("agree", "not_agree", "scored", "not_mine")


def _withheld(
    rows: Mapping[tuple[str, date, str], Counted], groups: Iterable[str]
) -> frozenset[Cell]:
    found: set[Cell] = set()
    # A quarter and an item follow from no other: each is looked at by itself.
    for quarter, item in {(quarter, item) for _, quarter, item in rows}:
        some = [one for one in groups if (one, quarter, item) in rows]
        counts: dict[Cell, int] = {}
        sums = []
        for group in (ALL, *some):
            one = rows[group, quarter, item]
            columns = (one.agree, one.scored - one.agree, one.scored, one.not_mine)
            cells = [(group, quarter, item, column) for column in _COLUMNS]
            counts |= dict(zip(cells, columns, strict=True))
            sums.append(Sum(cells[2], cells[:2]))
        sums += [
            Sum(
                (ALL, quarter, item, column),
                [(group, quarter, item, column) for group in some],
            )
            for column in _COLUMNS
        ]
        found |= withheld(counts, sums)
    return frozenset(found)


def _figure(one: Counted) -> Figure:
    if not one.scored:
        return Figure(0, 0, one.not_mine, None, None, None)
    low, high = interval(one.agree, one.scored)
    return Figure(one.agree, one.scored, one.not_mine, one.agree / one.scored, low, high)


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day is in."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def quarters(last: date, count: int) -> list[date]:
    """So many quarters up to the one that a day is in, the first of them first."""
    found = [quarter_of(last)]
    while len(found) < count:
        first = found[-1]
        found.append(date(first.year - (first.month == 1), (first.month - 4) % 12 + 1, 1))
    return found[::-1]
