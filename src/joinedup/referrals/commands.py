"""This room's part of the `joinedup` command: the queue, for when no page can be had."""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from joinedup.foundation import accounts, place, reading, scope
from joinedup.kernel.errors import Refused
from joinedup.referrals import queries, services
from joinedup.referrals.presenters import telephone as telephone_presenter
from joinedup.referrals.queries.queue import LONGEST_LIST, TABS
from joinedup.referrals.queries.rows import QueueRow
from joinedup.web import words


def register(subparsers: Any) -> None:
    """Add `joinedup queue`, `joinedup telephone` and `joinedup print-pack`."""
    shown = subparsers.add_parser(
        "queue",
        help="list the front door's queue, by what falls due next",
        description="Lists what the account named may see, and writes down that it was shown.",
    )
    shown.add_argument("--as", dest="username", required=True, metavar="USERNAME")
    shown.add_argument("--tab", choices=TABS, default=TABS[0])
    shown.add_argument("--json", action="store_true", help="say it as JSON")
    shown.set_defaults(run=show)

    telephone = subparsers.add_parser(
        "telephone",
        help="read when calls were answered, from the telephone system's CSV",
        description="Ends with 0 when every row was taken, 1 when some were refused, 2 when it "
        "could not run.",
    )
    telephone.add_argument("file", metavar="FILE", type=Path)
    telephone.add_argument("--from", dest="source", required=True, metavar="NAME")
    telephone.add_argument(
        "--repeated",
        choices=("first", "second"),
        help="which hour is meant where the clocks went back and a time has no offset",
    )
    telephone.set_defaults(run=read_telephone)

    printed = subparsers.add_parser(
        "print-pack",
        help="write the downtime pack: one page that needs no server",
        description="The worker writes one every hour by itself. Each file is for its owner alone; "
        "of somebody whose whereabouts are restricted nothing of where is in it.",
    )
    printed.add_argument("--to", type=Path, metavar="FOLDER", help="else where JOINEDUP_PACKS says")
    printed.set_defaults(run=print_pack)


def print_pack(asked: argparse.Namespace) -> int:
    """Write the downtime pack into a folder."""
    folder = asked.to.expanduser().resolve() if asked.to else None
    made = services.print_pack(to=folder, by=scope.system("print_pack"))
    print(f"{made.file} holds {made.line_count} open lines, {_due(made.as_of)}.")
    print("It names people: keep it as you keep notes.")
    return 0


def read_telephone(asked: argparse.Namespace) -> int:
    """Read a file of the telephone system, each row of it accounted for."""
    try:
        with asked.file.open("rb") as stream:
            read = services.read_telephone_file(
                stream,
                source=asked.source,
                name=asked.file.name,
                fold={"first": 0, "second": 1}.get(asked.repeated),
                by=scope.system("telephone"),
            )
    except OSError as error:
        return _could_not(f"{asked.file}: {error.strerror}")
    except Refused as refusal:
        return _could_not(words.of_refusal(refusal.refusal_code, refusal.values))
    for line in telephone_presenter.lines(read):
        print(line)
    return 1 if read.refused_count else 0


def _could_not(said: str) -> int:
    print(said, file=sys.stderr)
    return 2


def show(asked: argparse.Namespace) -> int:
    """List the queue that an account may see."""
    viewer = scope.scope_of(accounts.account_named(asked.username))
    page = queries.queue(viewer, tab=asked.tab, limit=LONGEST_LIST)
    if asked.json:
        print(json.dumps([_as_dict(row) for row in page.rows], indent=2, ensure_ascii=False))
    else:
        for row in page.rows:
            print(_in_words(row))
        print(f"{len(page.rows)} of {page.total} lines.")
    reading.write(viewer, route="joinedup queue")
    return 0


def _as_dict(row: QueueRow) -> dict[str, str | None]:
    return {
        "reference": row.reference,
        "line_id": str(row.line_id),
        "name": row.card.name,
        "nhs_number": row.card.nhs_number,
        "service": row.service_code,
        "stage": row.stage.value,
        "class": row.response_class or row.asked_class,
        "lead": row.lead,
        "held_by": row.held_by_team,
        "falls_due_at": row.falls_due_at.isoformat() if row.falls_due_at else None,
    }


def _in_words(row: QueueRow) -> str:
    soon = row.response_class or row.asked_class or "not stated"
    words = (_due(row.falls_due_at), row.reference, row.card.name, row.service_code, soon)
    return "  ".join((*words, row.stage.value))


def _due(at: datetime | None) -> str:
    if at is None:
        return "nothing due     "
    return f"{at.astimezone(ZoneInfo(str(place.current().zone))):%Y-%m-%d %H:%M}"
