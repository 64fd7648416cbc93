"""This room's part of the `joinedup` command: somebody's record, for when no page can be had."""

import argparse
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from joinedup.foundation import accounts, reading, scope
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import queries
from joinedup.people.domain.record import When
from joinedup.people.domain.record_now import ASKED_OF_EVERYBODY
from joinedup.people.queries import record
from joinedup.people.queries.record_rows import KindNow, RecordRow

_ROUTE = "joinedup record"


def register(subparsers: Any) -> None:
    """Add `joinedup record`."""
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
