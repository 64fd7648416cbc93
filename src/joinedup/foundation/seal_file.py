"""The file of seals outside the store: lines are appended and flushed to the disk."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

HEADS = "heads"
READINGS = "readings"
_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One seal as it stands in the file."""

    kind: str
    seq: int
    at: str
    sealed: str
    digest: str


def path() -> Path:
    """Where the seals are written outside the store."""
    return Path(settings.JOINEDUP_SEAL_FILE)


def append(line: Line) -> None:
    """Write a seal at the end of the file, and return when it is on the disk."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_first = not file.exists()
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, _as_bytes(line, after_torn=_is_torn(descriptor)))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_first:
        _flush_folder(file.parent)


def last_seq(kind: str) -> int:
    """The number of the last seal of a kind that the file holds; none is 0."""
    for text in _backwards():
        line = parsed(text)
        if line is not None and line.kind == kind:
            return line.seq
    return 0


def texts() -> Iterator[str]:
    """Every line of the file in order, save what a crash left half written before its repeat."""
    if not path().exists():
        return
    with path().open(encoding="utf-8", errors="replace") as file:
        waiting: str | None = None
        for text in file:
            written = text.rstrip("\n")
            if waiting is not None and not (
                parsed(waiting) is None and written.startswith(waiting)
            ):
                yield waiting
            waiting = written
        if waiting is not None:
            yield waiting


def parsed(text: str) -> Line | None:
    """A line of the file; none where it is no seal."""
    with suppress(ValueError, TypeError):
        said = json.loads(text)
        return Line(said["kind"], int(said["seq"]), said["at"], said["sealed"], said["digest"])
    return None


def _as_bytes(line: Line, *, after_torn: bool) -> bytes:
    text = json.dumps(asdict(line), separators=(",", ":"))
    return ("\n" * after_torn + text + "\n").encode()


def _is_torn(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _backwards() -> Iterator[str]:
    if not path().exists():
        return
    with path().open("rb") as file:
        file.seek(0, os.SEEK_END)
        start, kept = file.tell(), b""
        while start > 0:
            step = min(_STEP, start)
            start -= step
            file.seek(start)
            lines = (file.read(step) + kept).split(b"\n")
            kept = lines[0]
            yield from (line.decode(errors="replace") for line in reversed(lines[1:]))
        yield kept.decode(errors="replace")
