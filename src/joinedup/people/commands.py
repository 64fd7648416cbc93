"""This room's part of the `joinedup` command: somebody's record, and opt-outs."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from joinedup.foundation import accounts, exporting, instant, reading, scope
from joinedup.foundation.scope import Scope
from joinedup.kernel import disclosure
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import queries, services
from joinedup.people.domain.record import When
from joinedup.people.domain.record_now import ASKED_OF_EVERYBODY
from joinedup.people.queries import record
from joinedup.people.queries.record_rows import KindNow, RecordRow

_ROUTE = "joinedup record"


def register(subparsers: Any) -> None:
    """Add `joinedup record` and `joinedup opt-outs`."""
    _register_opt_outs(subparsers)
    shown = subparsers.add_parser(
        "record",
        help="list somebody's record, newest first",
        description="Lists what the account named may see, and writes down that it was shown.",
    )
    who = shown.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", type=UUID, metavar="ID", help="the id in the address of a page")
    who.add_argument("--nhs-number", type=NhsNumber.parse, metavar="NUMBER")
    shown.add_argument("--as", dest="username", required=True, metavar="USERNAME")
    shown.add_argument("--limit", type=int, default=25, metavar="N")
    shown.add_argument("--json", action="store_true", help="say it as JSON")
    shown.set_defaults(run=show)


def show(asked: argparse.Namespace) -> int:
    """List somebody's record; who was refused is written down too."""
    viewer = scope.scope_of(accounts.account_named(asked.username))
    person_id = _person(viewer, asked)
    try:
        now = record.now_of(viewer, person_id)
        page = record.record_of(viewer, person_id, limit=max(1, asked.limit))
    except NotPermitted as refusal:
        detail = " ".join([*(one.code for one in refusal.reasons), str(person_id)])
        nobody = replace(viewer, shown={})
        reading.write(nobody, route=_ROUTE, outcome=reading.REFUSED, detail=detail)
        raise
    kinds = [now.kinds[kind] for kind in ASKED_OF_EVERYBODY]
    if asked.json:
        said = {
            "now": {known.kind.value: _known(known) for known in kinds},
            "entries": [_as_dict(row) for row in page.rows],
        }
        print(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        for known in kinds:
            print(_known_in_words(known))
        for row in page.rows:
            print(_in_words(row))
        print(f"{len(page.rows)} of {page.total} entries.")
    reading.write(viewer, route=_ROUTE)
    return 0


def _register_opt_outs(subparsers: Any) -> None:
    opt_outs = subparsers.add_parser(
        "opt-outs",
        help="have national data opt-outs checked",
        description="A list of NHS numbers is sent over MESH to NHS England's Check for National "
        "Data Opt-outs service, and comes back without those who opted out.",
    )
    said = opt_outs.add_subparsers(required=True, metavar="WHAT")
    asked = said.add_parser("request", help="write the list of NHS numbers to be checked")
    asked.add_argument("file", type=Path, metavar="FILE", help="a new file")
    asked.set_defaults(run=request_opt_outs)
    taken = said.add_parser(
        "import",
        help="take the answer to such a list",
        description="Ends with 0 when it was taken, 1 when a row is wrong and nothing was taken.",
    )
    taken.add_argument("file", type=Path, metavar="ANSWER", help="the file that came back")
    taken.add_argument(
        "--asked", type=Path, required=True, metavar="FILE", help="the list that was sent"
    )
    taken.set_defaults(run=import_opt_outs)


def request_opt_outs(asked: argparse.Namespace) -> int:
    """Write the list of NHS numbers to be checked."""
    if asked.file.exists():
        return _could_not(f"{asked.file} is there already: name a new file.")
    lines = services.request_opt_outs(at=instant.now(), by=scope.system("opt_outs"))
    try:
        count = exporting.write_lines(asked.file, lines)
    except OSError as error:
        return _could_not(f"{asked.file}: {error.strerror}")
    print(f"{asked.file} holds {count:,} NHS numbers. Keep it: the answer is taken beside it.")
    return 0


def import_opt_outs(asked: argparse.Namespace) -> int:
    """Take the answer to a list, each row that is wrong with it said."""
    try:
        answer, request = (one.read_bytes().decode() for one in (asked.file, asked.asked))
    except OSError as error:
        return _could_not(f"{error.filename}: {error.strerror}")
    except UnicodeDecodeError:
        return _could_not("The files are not lists of NHS numbers: they hold other than text.")
    done = services.answer_opt_outs(
        answer,
        asked=request,
        source=asked.file.name,
        at=instant.now(),
        by=scope.system("opt_outs"),
    )
    for one in done.findings:
        print(f"{one.source}, {one.at}: {one.message} ({one.code})", file=sys.stderr)
    if done.findings:
        print("Nothing was taken.", file=sys.stderr)
        return 1
    out = disclosure.suppress(done.opted_out_count)
    print(f"{done.asked_count:,} NHS numbers were checked. Opted out: {out}.")
    return 0


def _could_not(said: str) -> int:
    print(said, file=sys.stderr)
    return 2


def _person(viewer: Scope, asked: argparse.Namespace) -> PersonId:
    if asked.person:
        return PersonId(asked.person)
    found = queries.by_identifier(viewer, queries.NHS_NUMBER, asked.nhs_number.value)
    if found is None:
        raise NotFound()
    return found


def _known(known: KindNow) -> dict[str, object]:
    return {
        "answer": known.answer.value,
        "entries": [one.words for one in known.rows],
        "said_none": [_as_dict(one) for one in known.said_none],
        "not_received": [
            {
                "source": one.code,
                "since": one.last_heard_at.isoformat() if one.last_heard_at else None,
            }
            for one in known.silent
        ],
    }


def _known_in_words(known: KindNow) -> str:
    said = [one.words for one in known.rows]
    said += [f"{one.words} ({_when(one)}, {one.author})" for one in known.said_none]
    for one in known.silent:
        since = f"since {one.last_heard_at:%Y-%m-%d %H:%MZ}" if one.last_heard_at else "nothing yet"
        said.append(f"not received from {one.name}, {since}")
    if known.is_kept:
        said.append("some may not be shown: limited by the person, or not agreed to be shared")
    return f"{known.kind.label}: {'; '.join(said) or 'not recorded'}"


def _as_dict(row: RecordRow) -> dict[str, object]:
    return {
        "entry_id": str(row.entry_id),
        "kind": row.kind.value,
        "words": row.words,
        "value": row.value,
        "status": row.status,
        "when": _when(row),
        "author": row.author,
        "author_role": row.author_role,
        "organisation": row.organisation,
        "source": row.source,
        "received_at": row.received_at.isoformat(),
        "version": row.version,
        "is_late": row.is_late,
        "is_entered_in_error": row.is_entered_in_error,
    }


def _in_words(row: RecordRow) -> str:
    told = " ".join(part for part in (row.words, row.value) if part)
    marks = [
        word
        for word, holds in (
            ("ENTERED IN ERROR", row.is_entered_in_error),
            ("late", row.is_late),
            (f"version {row.version}", row.version > 1),
        )
        if holds
    ]
    parts = [_when(row), row.kind.label, told, row.author, row.source_name, *marks]
    return "  ".join(part for part in parts if part)


def _when(row: RecordRow) -> str:
    shapes = {When.TIME: "%Y-%m-%d %H:%MZ", When.DAY: "%Y-%m-%d"}
    return row.at.strftime(shapes[row.when]) if row.when in shapes else "not said"
