"""A board as rows of figures, each shown or withheld: the page, the CSV and the JSON are of it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.kernel.disclosure import is_small
from joinedup.measures.domain.board import By, Figures
from joinedup.measures.domain.measure import Measure
from joinedup.measures.domain.shown import ALL, NOT_COUNTED, REASON, Cell
from joinedup.measures.presenters import names
from joinedup.measures.queries import Response
from joinedup.referrals.domain.calls import Outcome

COUNTS: Final = (
    "received",
    "accepted",
    "counted",
    "in_time",
    "open_now",
    "over_now",
    "advised",
    "declined",
)
COLUMNS: Final = (
    "received",
    "accepted",
    "counted",
    "in_time",
    "in_time_percent",
    "median_minutes",
    "ninetieth_minutes",
    "open_now",
    "over_now",
    "advised",
    "declined",
)
NOW: Final = ("open_now", "over_now")
WITHHELD: Final = "withheld"
CALL: Final = "call"
TELEPHONE: Final = "telephone"
_ABOUT: Final = ("place", "from", "to", "as_at", "measures", "narrowed_to")
# What a spreadsheet would take for the start of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

type Shown = int | float | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its figures by column, and the columns that are withheld; a dash is None."""

    code: str
    name: str
    cells: dict[str, Shown]
    withheld: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what it is by, and its rows."""

    by: str
    title: str
    heading: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A board as it is shown to one viewer."""

    response: Response
    total: SheetRow
    tables: tuple[Table, ...]
    declined: Table
    calls: SheetRow | None
    calls_ended: Table

    def table(self, by: str) -> Table:
        """The table by one thing."""
        return next(one for one in self.tables if one.by == by)


def sheet(response: Response) -> Sheet:
    """What this viewer is shown of a board."""
    board = response.board
    tables = tuple(
        Table(
            by.value,
            names.title(by),
            names.one(by),
            tuple(
                _row(response, by.value, one.code, names.part(by, one.code), one.figures)
                for one in table
            ),
        )
        for by, table in board.tables.items()
    )
    return Sheet(
        response=response,
        total=_total(response),
        tables=tables,
        declined=Table(REASON, _("Declined, by reason"), _("Reason"), tuple(_declined(response))),
        calls=_calls(response),
        calls_ended=Table(
            CALL, _("Calls, by what came of them"), _("Outcome"), tuple(_calls_ended(response))
        ),
    )


def as_json(shown: Sheet) -> dict[str, Any]:
    """A board for a program: `withheld` names the figures of a row that are not told."""
    response = shown.response
    return {
        "place": place.current().code,
        "at": _instant(response.at),
        "since": _instant(response.weeks.since),
        "until": _instant(response.weeks.until),
        "weeks": list(response.weeks.codes),
        "measures": [_measure(one) for one in response.measures],
        "total": _told(shown.total),
        "tables": [
            {"by": one.by, "rows": [_told(row) for row in one.rows]}
            for one in (*shown.tables, shown.declined)
        ],
        "calls": _told(shown.calls) if shown.calls else None,
        "calls_ended": [_told(row) for row in shown.calls_ended.rows],
    }


def as_csv(shown: Sheet) -> str:
    """A board as one flat table for a spreadsheet, safe to open in one."""
    written = io.StringIO(newline="")
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow(["by", "code", "name", *COLUMNS, "calls", *_ABOUT])
    about = _about(shown.response)
    for by, row in _rows(shown):
        out.writerow(
            [
                by,
                _safe(row.code),
                _safe(row.name),
                *(_text(row, column) for column in (*COLUMNS, "calls")),
                *about,
            ]
        )
    return written.getvalue()


def _rows(shown: Sheet) -> Iterator[tuple[str, SheetRow]]:
    yield ALL, shown.total
    for table in (*shown.tables, shown.declined):
        yield from ((table.by, row) for row in table.rows)
    if shown.calls:
        yield TELEPHONE, shown.calls
    yield from ((CALL, row) for row in shown.calls_ended.rows)


def _about(response: Response) -> tuple[str, ...]:
    """Of what every row is a figure: a table that is taken away says so itself."""
    narrowed = {name: code for name, code in asdict(response.asked.wanted).items() if code}
    return (
        place.current().code,
        response.weeks.mondays[0].isoformat(),
        response.weeks.last_day.isoformat(),
        _instant(response.at),
        "; ".join(f"{one.name}, {one.version}" for one in response.measures),
        "; ".join(f"{name}: {code}" for name, code in narrowed.items()),
    )


def _total(response: Response) -> SheetRow:
    row = _row(response, ALL, "", _("All"), response.board.total)
    why = {one: getattr(response.board.total, one) for one in NOT_COUNTED}
    kept = frozenset(one for one in why if (ALL, "", one) in response.withheld)
    cells = row.cells | {one: None if one in kept else count for one, count in why.items()}
    return SheetRow(row.code, row.name, cells, row.withheld | kept)


def _row(response: Response, by: str, code: str, name: str, figures: Figures) -> SheetRow:
    kept = {column for column in COUNTS if _is_kept(response, (by, code, column))}
    if by == By.WEEK:
        # Open now is of no week.
        kept -= set(NOW)
    if kept & {"counted", "in_time"} or _is_kept(response, (by, code, "over")):
        kept.add("in_time_percent")
    if not response.sees_people and is_small(figures.answered):
        kept |= {"median_minutes", "ninetieth_minutes"}
    cells = {column: None if column in kept else getattr(figures, column) for column in COLUMNS}
    if by == By.WEEK:
        cells |= dict.fromkeys(NOW)
    return SheetRow(code, name, cells, frozenset(kept))


def _declined(response: Response) -> Iterator[SheetRow]:
    for code, count in response.board.declined:
        is_kept = _is_kept(response, (REASON, code, "declined"))
        cells: dict[str, Shown] = dict.fromkeys(COLUMNS)
        cells["declined"] = None if is_kept else count
        kept = frozenset({"declined"} if is_kept else ())
        yield SheetRow(code, names.reason(code), cells, kept)


def _calls(response: Response) -> SheetRow | None:
    found = response.calls
    if found is None:
        return None
    cells: dict[str, Shown] = {
        "in_time": found.in_time,
        "counted": found.counted,
        "given_up_soon": found.given_up_soon,
        "in_time_percent": found.in_time_percent,
    }
    few = (found.in_time, found.counted - found.in_time, found.given_up_soon)
    is_kept = not response.sees_people and any(map(is_small, few))
    kept = frozenset(cells) if is_kept else frozenset[str]()
    told = dict.fromkeys(cells) if is_kept else cells
    return SheetRow("calls", place.current().call_measure.name, told, kept)


def _calls_ended(response: Response) -> Iterator[SheetRow]:
    # No sum of them is shown anywhere, so that none follows from the others.
    for outcome in Outcome:
        count = response.calls_ended.get(outcome, 0)
        is_kept = not response.sees_people and is_small(count)
        kept = frozenset({"calls"} if is_kept else ())
        yield SheetRow(outcome, names.outcome(outcome), {"calls": None if kept else count}, kept)


def _is_kept(response: Response, cell: Cell) -> bool:
    return cell in response.withheld


def _told(row: SheetRow) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, **row.cells, "withheld": sorted(row.withheld)}


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "version": one.version,
        "source": one.source,
        "response_class": one.response_class,
        "limit_minutes": int(one.limit.total_seconds() // 60),
        "basis": one.basis.value,
        "with_pauses": one.with_pauses,
        "target_percent": None if one.target_percent is None else float(one.target_percent),
    }


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _text(row: SheetRow, column: str) -> str:
    if column in row.withheld:
        return WITHHELD
    shown = row.cells.get(column)
    return "" if shown is None else str(shown)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
