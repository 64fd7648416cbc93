"""What is asked and what was answered, in words and pictures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.foundation import place
from joinedup.kernel.disclosure import WITHHELD
from joinedup.voice.domain.questions import ITEMS, Asked
from joinedup.voice.domain.scoring import ALL, Figure
from joinedup.voice.queries import Voice
from joinedup.web.sentences import voice as sentences
from joinedup.web.sentences.kinds import Sentence

TITLES: Final[Mapping[Asked, Sentence]] = {
    Asked.PERSON: _lazy("People"),
    Asked.PRACTICE: _lazy("Practices"),
    Asked.PROFESSIONAL: _lazy("Professionals"),
}
HEIGHT, TOP, LEFT, WIDE, BAR = 150, 20, 50, 64, 40


@dataclass(frozen=True, slots=True)
class Column:
    """One quarter of a chart: its bar, the share above it, and of how many below it."""

    x: int
    middle: int
    y: int
    height: int
    share: str
    count: str
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The share that agrees, over every item, by quarter."""

    columns: tuple[Column, ...]
    width: int
    height: int
    base: int
    lines: tuple[tuple[int, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item, or one group, by quarter."""

    name: str
    cells: tuple[str, ...]


def quarter_name(day: date) -> str:
    """A quarter as people say it: `Oct to Dec 2026`."""
    last = date(day.year, day.month + 2, 1)
    return _("%(first)s to %(last)s") % {"first": f"{day:%b}", "last": f"{last:%b %Y}"}


def items(found: Voice) -> tuple[Row, ...]:
    """Each item of all groups together, by quarter."""
    return tuple(
        Row(
            str(sentences.QUESTIONS[found.of][item]),
            tuple(said(found.figure(ALL, one, item)) for one in found.quarters),
        )
        for item in ITEMS[found.of]
    )


def groups(found: Voice, item: str) -> tuple[Row, ...]:
    """One item of each group, by quarter."""
    return tuple(
        Row(group_name(found.by, group), tuple(_cells(found, group, item)))
        for group in found.groups
    )


def _cells(found: Voice, group: str, item: str) -> Iterator[str]:
    return (said(found.figure(group, one, item)) for one in found.quarters)


def said(one: Figure) -> str:
    """A figure in one line: the share, its interval, and of how many."""
    if one.is_withheld:
        return _("%(few)s, or withheld with them") % {"few": WITHHELD}
    if one.share is None or one.low is None or one.high is None:
        return _("nobody") if not one.not_mine else _("%(n)s: does not fit") % {"n": one.not_mine}
    return _("%(share)s %% (%(low)s to %(high)s), of %(n)s") % {
        "share": round(100 * one.share),
        "low": round(100 * one.low),
        "high": round(100 * one.high),
        "n": one.scored,
    }


def group_name(by: str, code: str) -> str:
    """A service or a team by its name."""
    here = place.current()
    if by == "service" and code in here.services:
        return str(here.services[code].name)
    if code in here.teams:
        return str(here.teams[code].name)
    if code in here.organisations:
        return str(here.organisations[code].name)
    return _("None in particular")


def chart(found: Voice, item: str) -> Chart:
    """One item by quarter, all groups together."""
    base = TOP + HEIGHT
    columns = []
    for number, one in enumerate(found.quarters):
        figure = found.figure(ALL, one, item)
        share = figure.share or 0.0
        height = round(HEIGHT * share)
        columns.append(
            Column(
                x=LEFT + number * WIDE + (WIDE - BAR) // 2,
                middle=LEFT + number * WIDE + WIDE // 2,
                y=base - height,
                height=height,
                share="" if figure.share is None else f"{100 * share:.0f} %",
                count="" if figure.scored is None else str(figure.scored),
                name=f"{one:%b %y}",
            )
        )
    told = [f"{quarter_name(one)}: {said(found.figure(ALL, one, item))}" for one in found.quarters]
    return Chart(
        columns=tuple(columns),
        width=LEFT + WIDE * len(columns) + 8,
        height=base + 44,
        base=base,
        lines=tuple((base - HEIGHT * part // 100, f"{part} %") for part in (0, 50, 100)),
        words="; ".join(told),
    )


def as_csv(found: Voice) -> str:
    """Every figure that is shown, as a table for a spreadsheet."""
    rows = ["asked,by,group,quarter,item,agree,scored,does_not_fit,share,low,high"]
    for group in (ALL, *found.groups):
        for quarter in found.quarters:
            for item in ITEMS[found.of]:
                one = found.figure(group, quarter, item)
                counts = ("", "", "") if one.is_withheld else (one.agree, one.scored, one.not_mine)
                shares = tuple(
                    "" if part is None else f"{part:.4f}" for part in (one.share, one.low, one.high)
                )
                by = found.by if group else "all"
                cells = (found.of, by, group or "all", quarter.isoformat(), item, *counts, *shares)
                rows.append(",".join(map(str, cells)))
    return "\r\n".join(rows) + "\r\n"
