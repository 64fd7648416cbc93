"""Files too large for a column, kept byte for byte once, under the digest of what is in them."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from joinedup.foundation.ids import new_id
from joinedup.kernel.errors import NotFound, Unavailable

_A_PIECE: Final = 1_000_000
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: its digest, which is its name, and its size in bytes."""

    digest: str
    size: int


def folder() -> Path:
    """Where files are kept; the backup carries it."""
    return Path(settings.VAR) / "files"


def keep(stream: BinaryIO) -> Kept:
    """Keep what a stream holds, from where it stands to its end; the same again is kept once.

    It is on the disk, and its name with it, before this returns: a row that names it may follow.
    """
    coming = folder() / "coming"
    unfinished = coming / str(new_id())
    try:
        coming.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = _written(stream, unfinished)
        _named(unfinished, path_of(kept.digest))
    except OSError as error:
        # A full disk is nothing that the sender did: what was not kept may be sent again.
        raise Unavailable("files_away") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return kept


def digest_of(stream: BinaryIO) -> str:
    """The digest of what a stream holds, which would be its name here."""
    digest = hashlib.sha256()
    while piece := stream.read(_A_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def opened(digest: str) -> BinaryIO:
    """A file that is kept, opened to be read."""
    try:
        return path_of(digest).open("rb")
    except FileNotFoundError:
        raise NotFound() from None


def path_of(digest: str) -> Path:
    """Where the file of a digest stands, or would stand."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a file is named by the SHA-256 of what is in it")
    return folder() / digest[:2] / digest[2:4] / digest


def is_sound(digest: str) -> bool:
    """Whether a file is here and still holds what its name says."""
    try:
        with opened(digest) as stream:
            return digest_of(stream) == digest
    except NotFound:
        return False


def all_kept() -> Iterator[str]:
    """The digest of every file that is kept."""
    for file in sorted(folder().glob("??/??/*")):
        if _DIGEST.fullmatch(file.name):
            yield file.name


def copy_to(digest: str, there: Path) -> None:
    """Copy a file that is kept, as a backup does."""
    there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(path_of(digest), there)


def bring(file: Path) -> None:
    """Take a file back from a backup; what it holds says under which name."""
    with file.open("rb") as stream:
        keep(stream)


def _written(stream: BinaryIO, unfinished: Path) -> Kept:
    digest, size = hashlib.sha256(), 0
    with unfinished.open("xb") as out:
        unfinished.chmod(0o600)
        while piece := stream.read(_A_PIECE):
            digest.update(piece)
            out.write(piece)
            size += len(piece)
        out.flush()
        os.fsync(out.fileno())
    return Kept(digest.hexdigest(), size)


def _named(unfinished: Path, place: Path) -> None:
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished.replace(place)
    # A name is on the disk only when the folder that holds it is.
    for holder in (place.parent, place.parent.parent, folder()):
        _synced(holder)


def _synced(holder: Path) -> None:
    opened_folder = os.open(holder, os.O_RDONLY)
    try:
        os.fsync(opened_folder)
    finally:
        os.close(opened_folder)
