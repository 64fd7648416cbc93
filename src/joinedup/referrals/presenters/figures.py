"""Figures as a page: which days, and a chart of the share answered in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from joinedup.referrals.presenters.names import Names
from joinedup.referrals.queries.rows import FigureRow

CHOICES: Final = (1, 7, 28)
BAR_HEIGHT: Final = 26
BAR_GAP: Final = 14
FULL_WIDTH: Final = 420


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the share answered in time, in whole per cent."""

    label: str
    percent: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and the height they need."""

    bars: tuple[Bar, ...]
    height: int


def days(text: str) -> int:
    """How many days to look back; a week where the address says something else."""
    return int(text) if text.isdecimal() and int(text) in CHOICES else 7


def chart(rows: Sequence[FigureRow], names: Names) -> Chart:
    """The share answered in time, by class; a class with nothing to show has no bar."""
    shown = [row for row in rows if row.in_time_percent is not None]
    bars = tuple(
        Bar(
            label=names.response_class(row.response_class),
            percent=int(row.in_time_percent or 0),
            y=number * (BAR_HEIGHT + BAR_GAP),
            width=round(FULL_WIDTH * int(row.in_time_percent or 0) / 100),
        )
        for number, row in enumerate(shown)
    )
    return Chart(bars, len(bars) * (BAR_HEIGHT + BAR_GAP))
