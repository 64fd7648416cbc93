"""This room's part of the `joinedup` command: answers from elsewhere, and the figures."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from joinedup.foundation import accounts, instant, place, scope
from joinedup.kernel import local_time
from joinedup.kernel.errors import Refused
from joinedup.voice import presenters, queries, services
from joinedup.voice.domain.questions import (
    HIGHEST,
    ITEMS,
    LONGEST_WORDS,
    Answer,
    Asked,
    Context,
    checked,
)
from joinedup.web import words

MOST_ROWS: Final = 100_000
_BESIDE: Final = ("key", "on", "service", "team", "words", "helped")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a row, where, and what to do."""

    row: int
    column: str
    said: str


def register(subparsers: Any) -> None:
    """Add `joinedup voice`."""
    parser = subparsers.add_parser("voice", help="what people, practices and professionals say")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    read = actions.add_parser(
        "import",
        help="read answers that were collected elsewhere from a CSV, all or none",
        description="Columns: key, on (YYYY-MM-DD), service, team, words, helped (yes or no), and"
        " one of each item with 1 to 5, 0 where it does not fit, or nothing. Ends with 0 when every"
        " row was read, 1 when any is wrong and nothing was kept, 2 when the file cannot be read.",
    )
    read.add_argument("file", type=Path)
    read.add_argument("--of", required=True, choices=[one.value for one in Asked])
    read.set_defaults(run=_import)
    told = actions.add_parser("figures", help="the figures as CSV or JSON")
    told.add_argument("--as", dest="username", required=True, metavar="USERNAME")
    told.add_argument("--of", default=Asked.PERSON.value, choices=[one.value for one in Asked])
    told.add_argument("--by", default="service", choices=sorted(queries.BY))
    told.add_argument("--quarters", type=int, default=4, choices=range(1, 41), metavar="1 to 40")
    told.add_argument("--json", action="store_true")
    told.set_defaults(run=_figures)


def _import(asked: argparse.Namespace) -> int:
    of = Asked(asked.of)
    try:
        with asked.file.open(newline="", encoding="utf-8-sig") as opened:
            reader = csv.DictReader(opened, strict=True)
            wrong = list(_wrong_columns(of, reader.fieldnames or ()))
            found = [] if wrong else list(_rows(of, reader, wrong))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        said = f"{asked.file}: cannot be read ({error}). Save it as CSV in UTF-8, and try again."
        print(said, file=sys.stderr)
        return 2
    if wrong:
        for one in wrong[:50]:
            where = f"row {one.row}, column {one.column}" if one.row else f"column {one.column}"
            print(f"{asked.file}: {where}: {one.said}", file=sys.stderr)
        print(f"{len(wrong)} wrong; nothing was kept.", file=sys.stderr)
        return 1
    by = scope.system("command_line")
    new, known = services.read_rows(of, found, at=instant.now(), by=by)
    print(f"{new} kept, {known} were known.")
    return 0


def _wrong_columns(of: Asked, names: Any) -> Iterator[Wrong]:
    for needed in ("key", "on"):
        if needed not in names:
            yield Wrong(0, needed, "is missing. Add it to the first row.")
    for name in names:
        if name not in (*_BESIDE, *ITEMS[of]):
            known = ", ".join((*_BESIDE, *ITEMS[of]))
            yield Wrong(0, str(name), f"is not known. Known are {known}.")


def _rows(of: Asked, reader: Any, wrong: list[Wrong]) -> Iterator[services.FileRow]:
    keys: set[str] = set()
    for number, row in enumerate(reader, start=2):
        if number - 1 > MOST_ROWS:
            wrong.append(Wrong(number, "key", f"is past {MOST_ROWS:,} rows. Part the file."))
            return
        said = list(_said_wrong(of, row, keys))
        if said:
            wrong += [Wrong(number, column, why) for column, why in said]
            continue
        keys.add(row["key"].strip())
        yield _row(of, row)


def _said_wrong(of: Asked, row: dict[str, Any], keys: set[str]) -> Iterator[tuple[str, str]]:
    if None in row or None in row.values():
        yield "key", "has another number of cells than the first row. Look for a comma in words."
        return
    key = row["key"].strip()
    if not key or key in keys:
        yield "key", "is empty. Give each row its own." if not key else "stands in the file twice."
    day = _day(row["on"])
    if day is None or day > place.today():
        yield "on", f'found "{row["on"][:20]}", expected a day up to today, as in 2026-11-22.'
    here = place.current()
    for name, section in (("service", here.services), ("team", here.teams)):
        code = (row.get(name) or "").strip()
        if code and code not in section:
            yield name, f'found "{code[:40]}", which this place does not have.'
    if (row.get("helped") or "").strip().lower() not in ("", "yes", "no"):
        yield "helped", f'found "{row["helped"][:20]}", expected yes, no or nothing.'
    if len(row.get("words") or "") > LONGEST_WORDS:
        yield "words", f"is longer than {LONGEST_WORDS:,} characters."
    for item in ITEMS[of]:
        cell = (row.get(item) or "").strip()
        if cell and cell not in {str(one) for one in range(HIGHEST + 1)}:
            yield item, f'found "{cell[:20]}", expected 0 to {HIGHEST}, or nothing.'
            return
    try:
        checked(of, _scores(of, row))
    except Refused as refusal:
        yield "key", words.of_refusal(refusal.refusal_code, refusal.values)


def _row(of: Asked, row: dict[str, str]) -> services.FileRow:
    day = _day(row["on"])
    if day is None:
        raise ValueError("a day that was read is one")
    zone = ZoneInfo(place.current().zone)
    return services.FileRow(
        key=row["key"].strip(),
        quarter_day=local_time.earliest(datetime.combine(day, time(12)), zone),
        of_care=Context(
            service_code=(row.get("service") or "").strip(),
            team_code=(row.get("team") or "").strip(),
        ),
        answer=Answer(
            _scores(of, row),
            (row.get("words") or "").strip(),
            was_helped=(row.get("helped") or "").strip().lower() == "yes",
        ),
    )


def _scores(of: Asked, row: dict[str, str]) -> dict[str, int]:
    cells = {item: (row.get(item) or "").strip() for item in ITEMS[of]}
    return {item: int(cell) for item, cell in cells.items() if cell}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _figures(asked: argparse.Namespace) -> int:
    viewer = scope.scope_of(accounts.account_named(asked.username))
    found = queries.voice(
        viewer, Asked(asked.of), by=asked.by, last=place.today(), count=asked.quarters
    )
    table = presenters.as_csv(found)
    if asked.json:
        print(json.dumps(list(csv.DictReader(table.splitlines())), indent=2))
    else:
        sys.stdout.write(table)
    return 0
