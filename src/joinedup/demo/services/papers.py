"""What some of those whom the day is told of want, and who decides for one: each on paper."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from joinedup.foundation import instant
from joinedup.foundation.scope import system
from joinedup.kernel.ids import PersonId
from joinedup.people import services as people
from joinedup.people.domain.documents import (
    Cpr,
    DocumentKind,
    Ended,
    EndedHow,
    Focus,
    Involved,
    Known,
    Paper,
    Sight,
)

type Given = Mapping[str, Any]

_PAPERS: Final = tomllib.loads(Path(__file__).with_name("papers.toml").read_text("utf-8"))["paper"]
_CODES: Final = {
    "kind": DocumentKind,
    "cpr": Cpr,
    "focus": Focus,
    "involved": Involved,
    "is_registered": Known,
    "life_sustaining": Known,
    "capacity": Known,
}
_NOT_OF_PAPER: Final = ("of", "issued", "review", "seen", "replaced")


def tell(ids: Sequence[PersonId], *, at: datetime) -> None:
    """Record each paper three days before the day, and end the one that another replaced."""
    told_at = at - timedelta(days=3)
    with instant.frozen(told_at):
        for number, given in enumerate(_PAPERS):
            _record(number, given, ids[given["of"] % len(ids)], at=told_at)


def _record(number: int, given: Given, person_id: PersonId, *, at: datetime) -> None:
    by, on = system("demonstration"), at.date()
    seen: Given | None = given.get("seen")
    original = None
    if seen:
        seen_on = _ago(on, seen["days"])
        original = Sight(name=seen["name"], role=seen["role"], on=seen_on)
    document_id = people.record_document(
        person_id,
        _paper(given, on=on),
        original=original,
        key=UUID(int=Random(f"paper {number}").getrandbits(128), version=4),
        at=at,
        by=by,
    )
    replaced: Given | None = given.get("replaced")
    if replaced:
        ended_on = _ago(on, replaced["days"])
        ended = Ended(how=EndedHow.REPLACED, because=replaced["by"], on=ended_on)
        people.end_document(document_id, seen=None, ended=ended, at=at, by=by)


def _paper(given: Given, *, on: date) -> Paper:
    said = {name: value for name, value in given.items() if name not in _NOT_OF_PAPER}
    coded = {name: code(said[name]) for name, code in _CODES.items() if name in said}
    review_on = _ago(on, given["review"]) if "review" in given else None
    return Paper(**{**said, **coded}, issued_on=_ago(on, given["issued"]), review_on=review_on)


def _ago(on: date, days: int) -> date:
    return on - timedelta(days=days)
