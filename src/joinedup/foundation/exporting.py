"""The journey log as a stream of lines of JSON: codes, ids and times, never words or names.

For a use that honours opt-outs it leaves out whoever opted out, wherever an entry names them.
"""

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from joinedup.foundation import events, journey, opting_out
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor, Entry, Subject
from joinedup.foundation.scope import Actor, Scope
from joinedup.foundation.viewing import LEFT_OUT
from joinedup.kernel import facts
from joinedup.kernel.purposes import Purpose

AT_A_TIME: Final = 2000
COLUMNS: Final = (
    "id",
    "subject_id",
    "seq",
    "kind",
    "about_kind",
    "about_id",
    "change_id",
    "at",
    "recorded_at",
    "by_role",
    "by_organisation",
    "corrects",
)


_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who is in no entry of an export, and why; `checked_at` is of the national opt-outs.

    `people` is None where the use honours no opt-out: then nobody is left out by one.
    """

    people: frozenset[UUID] | None = None
    opted_out_count: int = 0
    not_checked_count: int = 0
    restricted_count: int = 0
    checked_at: datetime | None = None


NOBODY: Final = LeftOut()


def left_out(scope: Scope) -> LeftOut:
    """Whom an export for the purpose of a scope leaves out; raise where opt-outs are too old."""
    purpose = Purpose(scope.purpose)
    if not purpose.honours:
        return NOBODY
    checked_at = opting_out.require_checked(purpose, now=scope.now)
    everybody = Anchor.objects.filter(kind=Subject.PERSON)
    shown = everybody.filter(access.visible(scope, person="id")).values("id")
    hidden = frozenset(everybody.exclude(id__in=shown).values_list("id", flat=True))
    why = opting_out.reasons(purpose, now=scope.now, person="id")
    out, unchecked = (
        set(everybody.filter(why[code]).values_list("id", flat=True)) if code in why else set()
        for code in LEFT_OUT
    )
    return LeftOut(
        people=hidden,
        opted_out_count=len(out),
        not_checked_count=len(unchecked - out),
        restricted_count=len(hidden - out - unchecked),
        checked_at=checked_at,
    )


def lines(*, since: datetime | None = None, without: LeftOut = NOBODY) -> Iterator[str]:
    """Every entry recorded since an instant, in the order recorded, one JSON object a line.

    What an entry spoke of in words stands beside it and is left out; so is who recorded it, and
    every entry of a kind that is for few to know. Where some people are left out, so is every entry
    that names one of them, and every call: of whom it was may be known by its time.
    """
    found = Entry.objects.exclude(kind__in=facts.kinds_kept_close()).order_by("id")
    if since is not None:
        found = found.filter(recorded_at__gte=since)
    if without.people is not None:
        found = found.exclude(subject__kind=Subject.CALL)
    hidden = {str(one) for one in without.people or ()}
    for *said, body in found.values_list(*COLUMNS, "body").iterator(AT_A_TIME):
        told = dict(zip(COLUMNS, map(_plain, said), strict=True))
        line = json.dumps({**told, "body": json.loads(body)}, separators=(",", ":"))
        if not _names_any(line, hidden):
            yield line


def write(file: Path, *, since: datetime | None = None, without: LeftOut = NOBODY) -> int:
    """Write the log into a new file that only its owner may read; say how many entries it holds."""
    return write_lines(file, lines(since=since, without=without))


def write_lines(file: Path, written: Iterable[str]) -> int:
    """Write lines into a new file that only its owner may read; say how many there are.

    It has its name once it is whole: a run that is cut short leaves nothing that looks complete.
    """
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    count = 0
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
        for line in written:
            stream.write(f"{line}\n")
            count += 1
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
    return count


@journey.change
def note_export(*, since: datetime | None, left: LeftOut, at: datetime, by: Actor) -> None:
    """Note in the log of the place what it was exported for, and when opt-outs were checked."""
    place_id = UUID(str(journey.place_anchor_id()))
    fact = events.LogExported(
        purpose=by.scope.purpose, since=since, opt_outs_checked_at=left.checked_at
    )
    journey.record(fact, about=Anchor.objects.get(id=place_id), place=True, at=at, by=by)


def _names_any(line: str, hidden: Collection[str]) -> bool:
    return bool(hidden) and any(one in hidden for one in _ID.findall(line))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, int) else str(value)
