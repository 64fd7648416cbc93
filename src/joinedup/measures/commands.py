"""This room's part of the `joinedup` command: the response board, as JSON or CSV."""

import argparse
import json
import sys
from typing import Any

from joinedup.foundation import accounts, scope
from joinedup.measures import queries
from joinedup.measures.presenters import choosing
from joinedup.measures.presenters import sheet as sheets


def register(subparsers: Any) -> None:
    """Add `joinedup figures`."""
    told = subparsers.add_parser(
        "figures",
        help="say how the place answers: the response board as JSON or CSV",
        description="Shows what the account named may see: small numbers are withheld from those"
        " who may not see people.",
    )
    told.add_argument("--as", dest="username", required=True, metavar="USERNAME")
    shape = told.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="as JSON; it is so without saying")
    shape.add_argument("--csv", action="store_true", help="as one table for a spreadsheet")
    told.add_argument("--weeks", choices=[str(one) for one in choosing.WEEKS], default="13")
    told.add_argument(
        "--last", default="", metavar="DAY", help="a day of the last week: 2026-11-22"
    )
    told.add_argument("--measure", default="", metavar="CODE", help="else each class by its own")
    for name in choosing.NARROWED_BY:
        told.add_argument(f"--{name.replace('_', '-')}", default="", metavar="CODE")
    told.set_defaults(run=tell)


def tell(asked: argparse.Namespace) -> int:
    """Print the figures; a choice that the place does not have is refused, not passed over."""
    names = ("weeks", "last", "measure", *choosing.NARROWED_BY)
    typed = {name: getattr(asked, name) for name in names if getattr(asked, name)}
    filters = choosing.filters(typed)
    unknown = [name for name in typed if name not in filters.given and not _is_usual(name, typed)]
    if unknown:
        said = ", ".join(f'--{name.replace("_", "-")} "{typed[name]}"' for name in unknown)
        print(f"The place has no such thing: {said}.", file=sys.stderr)
        return 2
    viewer = scope.scope_of(accounts.account_named(asked.username))
    sheet = sheets.sheet(queries.response_board(viewer, filters.asked))
    if asked.csv:
        sys.stdout.write(sheets.as_csv(sheet))
    else:
        print(json.dumps(sheets.as_json(sheet), indent=2))
    return 0


def _is_usual(name: str, typed: dict[str, str]) -> bool:
    """What an address leaves out because it is so anyway."""
    usual = choosing.filters({})
    said = {"weeks": str(usual.asked.weeks), "last": usual.asked.last.isoformat()}
    return typed[name] == said.get(name)
