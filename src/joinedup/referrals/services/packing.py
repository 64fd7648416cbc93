"""The downtime pack on the disk: whole or not at all, for its owner alone, the old thrown away."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from joinedup.foundation import journey, place
from joinedup.foundation.ids import new_id
from joinedup.foundation.journey import change
from joinedup.foundation.models import Anchor
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.referrals import events

KEPT: Final = 48
"""Two days of hourly packs; older ones hold nothing that paper is for."""
LATEST: Final = "latest"
_PART: Final = ".part"


class PackNotWritten(Refused):
    """The folder for packs cannot be written to."""

    code = "pack_not_written"


def write_pack(
    html: str, *, folder: Path, line_count: int, as_of: datetime, at: datetime, by: Actor
) -> Path:
    """Write a pack into a folder, beside one that is always the latest, and note that it was.

    Each file appears whole and can be read by its owner alone; a crash leaves the one before.
    """
    stem = f"downtime-{place.current().code}"
    body = html.encode()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / f"{stem}-{as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}.html"
        _put(file, body)
        _put(folder / f"{stem}-{LATEST}.html", body)
        _throw_away_old(folder, stem)
    except OSError as error:
        raise PackNotWritten(folder=str(folder), because=error.strerror or "") from error
    digest = hashlib.sha256(body).hexdigest()
    note_pack(line_count=line_count, digest=digest, as_of=as_of, at=at, by=by)
    return file


@change
def note_pack(*, line_count: int, digest: str, as_of: datetime, at: datetime, by: Actor) -> None:
    """Note in the log of the place that a pack was written, and its digest."""
    fact = events.PackPrinted(as_of=as_of, line_count=line_count, digest=digest)
    journey.record(fact, about=_place(), place=True, at=at, by=by)


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
