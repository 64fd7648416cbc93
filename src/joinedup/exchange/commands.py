"""This room's part of the `joinedup` command: loading files."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from joinedup.exchange import presenters, services
from joinedup.exchange.domain.report import FileReport, LoadReport
from joinedup.kernel.errors import Refused

ALL_TAKEN, SOME_REFUSED, COULD_NOT = 0, 1, 2


def register(subparsers: Any) -> None:
    """Add loading to the command line."""
    load = subparsers.add_parser(
        "load",
        help="load messages and people from files, each accounted for by name",
        description="Ends with 0 when all was taken, 1 when something was refused, 2 when it "
        "could not run.",
    )
    load.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file or a folder")
    load.add_argument(
        "--from", dest="sender", required=True, metavar="ORGANISATION", help="who sent them"
    )
    load.add_argument("--json", action="store_true", help="say it as JSON")
    load.add_argument("--dry-run", action="store_true", help="say what would happen, keep nothing")
    load.set_defaults(run=_load)


def _load(asked: argparse.Namespace) -> int:
    missing = [path for path in asked.paths if not path.exists()]
    if missing:
        return _could_not(f"There is no {', '.join(map(str, missing))}.")
    try:
        partner = services.partner_called(asked.sender)
        report = services.load(
            asked.paths, partner=partner, say=presenters.said, is_rehearsal=asked.dry_run
        )
    except Refused as refusal:
        return _could_not(presenters.said(refusal.refusal_code, refusal.values))
    except DatabaseError:
        return _could_not("The store is not ready. Type: joinedup migrate")
    if asked.json:
        print(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        _tell(report, is_rehearsal=asked.dry_run)
    return ALL_TAKEN if report.is_all_taken else SOME_REFUSED


def _tell(report: LoadReport, *, is_rehearsal: bool) -> None:
    for one in report.files:
        print(f"{one.file}: {one.format}: {_counts(one)}")
        for refusal in one.refusals:
            print(f"    {refusal.at}: {refusal.message} ({refusal.code})")
    told = report.as_dict()
    said = ", ".join(f"{told[name]:,} {name}" for name in ("accepted", "unchanged", "refused"))
    print(f"{said}{', and nothing kept: this was a dry run' if is_rehearsal else ''}.")


def _counts(one: FileReport) -> str:
    counts = {
        "accepted": one.accepted,
        "unchanged": one.unchanged,
        "refused": one.refused,
        "repaired": one.repaired,
    }
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing"


def _could_not(said: str) -> int:
    print(said, file=sys.stderr)
    return COULD_NOT
