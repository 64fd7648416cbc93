"""This room's part of the `joinedup` command: the queue, for when no page can be had."""

import argparse
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from joinedup.foundation import accounts, place, reading, scope
from joinedup.referrals import queries
from joinedup.referrals.queries.queue import LONGEST_LIST, TABS
from joinedup.referrals.queries.rows import QueueRow


def register(subparsers: Any) -> None:
    """Add `joinedup queue`."""
    shown = subparsers.add_parser(
        "queue",
        help="list the front door's queue, by what falls due next",
        description="Lists what the account named may see, and writes down that it was shown.",
    )
    shown.add_argument("--as", dest="username", required=True, metavar="USERNAME")
    shown.add_argument("--tab", choices=TABS, default=TABS[0])
    shown.add_argument("--json", action="store_true", help="say it as JSON")
    shown.set_defaults(run=show)


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
