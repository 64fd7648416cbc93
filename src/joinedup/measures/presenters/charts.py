"""The geometry of charts that the page draws as SVG, each beside the table of the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from joinedup.measures.presenters.names import NOTHING, percent
from joinedup.measures.presenters.sheet import SheetRow

HEIGHT: Final = 150
TOP: Final = 26
WIDE: Final = 46
BAR: Final = 30
LEFT: Final = 38
ROW: Final = 42
ACROSS: Final = 300
MOST_NAMED: Final = 26
"""With more weeks than this every other one is named, so that the names stay apart."""


@dataclass(frozen=True, slots=True)
class Column:
    """One week: its bar, the share above it, and below it how many it is of."""

    x: int
    middle: int
    y: int
    height: int
    share: str
    count: str
    name: str


@dataclass(frozen=True, slots=True)
class WeekChart:
    """Share in time by week. `target_y` is None where the measure has no target."""

    columns: tuple[Column, ...]
    width: int
    height: int
    base: int
    target_y: int | None
    lines: tuple[tuple[int, str], ...]
    desc: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One part: its name, its share, and how long its bar is."""

    name: str
    share: str
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """Shares in time by part. Parts of which nothing was counted or shown have no bar."""

    bars: tuple[Bar, ...]
    height: int
    desc: str


def weeks(rows: Sequence[SheetRow], *, target: Decimal | None) -> WeekChart:
    """The weeks from left to right; one with nothing to show is a gap with a dash."""
    every = 1 if len(rows) <= MOST_NAMED else 2
    columns = tuple(
        _column(row, LEFT + number * WIDE, is_named=number % every == 0)
        for number, row in enumerate(rows)
    )
    told = [
        f"{row.name}: {_share(row)}" for row in rows if row.cells["in_time_percent"] is not None
    ]
    return WeekChart(
        columns=columns,
        width=LEFT + len(rows) * WIDE + 10,
        height=TOP + HEIGHT + 50,
        base=TOP + HEIGHT,
        target_y=None if target is None else _y(float(target)),
        lines=tuple((_y(share), percent(share)) for share in (0, 50, 100)),
        desc="; ".join(told),
    )


def parts(rows: Sequence[SheetRow]) -> BarChart:
    """The parts from top to bottom, each name above its bar so that both fit a small screen."""
    shown = [row for row in rows if row.cells["in_time_percent"] is not None]
    bars = tuple(
        Bar(row.name, _share(row), number * ROW, round(ACROSS * _of(row) / 100))
        for number, row in enumerate(shown)
    )
    return BarChart(bars, len(bars) * ROW, "; ".join(f"{bar.name}: {bar.share}" for bar in bars))


def _column(row: SheetRow, x: int, *, is_named: bool) -> Column:
    is_shown = row.cells["in_time_percent"] is not None
    y = _y(_of(row)) if is_shown else TOP + HEIGHT
    counted = row.cells["counted"]
    return Column(
        x=x,
        middle=x + BAR // 2,
        y=y,
        height=TOP + HEIGHT - y,
        share=f"{_of(row):.0f}%" if is_shown else NOTHING,
        count="" if counted is None else f"{counted}",
        name=_day_and_month(row.name) if is_named else "",
    )


def _day_and_month(day: str) -> str:
    """A day without its year, which would not fit below a bar."""
    return "\u00a0".join(day.split()[:-1])


def _of(row: SheetRow) -> float:
    return float(row.cells["in_time_percent"] or 0)


def _share(row: SheetRow) -> str:
    return f"{percent(_of(row))} / {row.cells['counted']}"


def _y(share: float) -> int:
    return TOP + round(HEIGHT * (1 - share / 100))
