"""The downtime pack on the disk: whole or not at all, for its owner alone, the old thrown away."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from joinedup.foundation import instant, journey, place, reading
from joinedup.foundation.ids import new_id
from joinedup.foundation.journey import change
from joinedup.foundation.models import Anchor
from joinedup.foundation.scope import Actor, Scope
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events
from joinedup.referrals.adapters import pack as adapter
from joinedup.referrals.queries import pack as queries
from joinedup.referrals.queries.pack import Pack

KEPT: Final = 48
"""Two days of hourly packs; older ones hold nothing that paper is for."""
LATEST: Final = "latest"
_PART: Final = ".part"


class PackNotWritten(Refused):
    """The folder for packs cannot be written to."""

    code = "pack_not_written"


@dataclass(frozen=True, slots=True)
class Written:
    """A pack that was written: where, with how many lines, as of when."""

    file: Path
    line_count: int
    as_of: datetime


def print_pack(*, to: Path | None = None, by: Actor) -> Written:
    """Write the pack as it is now, and write down who was newly shown in it.

    Whoever stood in the pack before was written down then: an hourly pack that shows nobody new is
    no new reading. One that somebody asks for is always a reading of all whom it shows.
    """
    last = queries.last_packed_at()
    pack = queries.pack(by.scope)
    body = adapter.html(pack, place.current()).encode()
    file = _kept(body, folder=to or Path(settings.JOINEDUP_PACKS), as_of=pack.as_of)
    note_pack(
        line_count=len(pack.lines),
        digest=hashlib.sha256(body).hexdigest(),
        as_of=pack.as_of,
        at=instant.now(),
        by=by,
    )
    shown = by.scope.shown if to else _new_since(by.scope, pack, last)
    reading.write(replace(by.scope, shown=dict(shown)), route="joinedup print-pack")
    return Written(file, len(pack.lines), pack.as_of)


@change
def note_pack(*, line_count: int, digest: str, as_of: datetime, at: datetime, by: Actor) -> None:
    """Note in the log of the place that a pack was written, and its digest."""
    fact = events.PackPrinted(as_of=as_of, line_count=line_count, digest=digest)
    journey.record(fact, about=_place(), place=True, at=at, by=by)


def _kept(body: bytes, *, folder: Path, as_of: datetime) -> Path:
    """Put a pack into a folder, beside one that is always the latest.

    Each file appears whole and can be read by its owner alone; a crash leaves the one before.
    """
    stem = f"downtime-{place.current().code}"
    file = folder / f"{stem}-{as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _put(file, body)
        _put(folder / f"{stem}-{LATEST}.html", body)
        _throw_away_old(folder, stem)
    except OSError as error:
        raise PackNotWritten(folder=str(folder), because=error.strerror or "") from error
    return file


def _new_since(scope: Scope, pack: Pack, last: datetime | None) -> Mapping[PersonId, str]:
    new = {one.row.person_id for one in pack.lines if not last or one.row.received_at >= last}
    return {one: ground for one, ground in scope.shown.items() if one in new}


def _place() -> Anchor:
    return Anchor.objects.get(id=UUID(str(journey.place_anchor_id())))


def _put(file: Path, body: bytes) -> None:
    part = file.with_name(f".{file.name}.{new_id().hex}{_PART}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    _flush(file.parent)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _throw_away_old(folder: Path, stem: str) -> None:
    # The names are instants, so that their order is that of time.
    packs = sorted(folder.glob(f"{stem}-[0-9]*.html"))
    torn = list(folder.glob(f".{stem}-*{_PART}"))
    for old in [*packs[:-KEPT], *torn]:
        old.unlink(missing_ok=True)
