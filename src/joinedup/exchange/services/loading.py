"""Files and folders are loaded: each file accounted for by name, whatever is in it."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from joinedup.exchange.adapters import kinds, raw
from joinedup.exchange.domain.report import FileReport, LoadReport
from joinedup.exchange.services import taking
from joinedup.exchange.services.arrivals import Outcome, Say, Taken
from joinedup.foundation import journey
from joinedup.foundation.models import Received
from joinedup.foundation.place_schema import Partner
from joinedup.kernel.errors import JoinedupError, Unavailable
from joinedup.kernel.finding import Finding

_LINES: Final = frozenset({".ndjson", ".jsonl"})
_FIRST_BYTES: Final = 2_000
_A_PIECE: Final = 1_000_000
_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

type _Take = Callable[[bytes, str], list[Taken]]


class _Rehearsed(JoinedupError):
    """Carries what would have happened out of a change that is undone."""

    def __init__(self, taken: list[Taken]) -> None:
        self.taken = taken
        super().__init__()


def load(
    paths: Iterable[Path], *, partner: Partner, say: Say, is_rehearsal: bool = False
) -> LoadReport:
    """Load files, and every file below folders, as sent by a partner.

    A rehearsal does everything and then undoes it, message by message, so that one which leans on
    another of the same load is judged without it.
    """
    # Asked once before any file: a store that is not there stops the load, not each file of it.
    Received.objects.exists()
    take = partial(_rehearsed if is_rehearsal else _taken, partner, say)
    return LoadReport(tuple(_loaded(file, take) for path in paths for file in files_in(path)))


def files_in(path: Path) -> Iterator[Path]:
    """A file itself, or the files below a folder in the order of their names."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _taken(partner: Partner, say: Say, body: bytes, source: str) -> list[Taken]:
    return taking.take(body, source=source, partner=partner, say=say)


def _rehearsed(partner: Partner, say: Say, body: bytes, source: str) -> list[Taken]:
    try:
        _do_and_undo(partner, say, body, source)
    except _Rehearsed as rehearsed:
        return rehearsed.taken
    return []


@journey.change
def _do_and_undo(partner: Partner, say: Say, body: bytes, source: str) -> None:
    raise _Rehearsed(_taken(partner, say, body, source))


def _loaded(file: Path, take: _Take) -> FileReport:
    report = FileReport(str(file), "unknown")
    try:
        if not file.is_file():
            _refuse(report, "not_a_file", "This is not a plain file.")
        elif file.suffix.lower() in _LINES:
            _load_lines(file, report, take)
        elif file.suffix.lower() == ".csv":
            _refuse_csv(file, report)
        else:
            _load_whole(file, report, take)
    except OSError as error:
        said = f"This file could not be read: {error.strerror or type(error).__name__}."
        _refuse(report, "not_readable", said)
    return report


def _load_whole(file: Path, report: FileReport, take: _Take) -> None:
    is_json = file.suffix.lower() == ".json" or _begins_as_json(file)
    report.format = "json" if is_json else file.suffix.lower().removeprefix(".") or "unknown"
    if not is_json:
        refusal = kinds.unknown_kind(report.format).refusal(report.file)
        report.refuse([refusal] if refusal else [])
    elif large := raw.too_large(report.file, file.stat().st_size, taking.limits()):
        report.refuse([large])
    else:
        _count(report, _safely(take, file.read_bytes(), report.file))


def _load_lines(file: Path, report: FileReport, take: _Take) -> None:
    report.format = "ndjson"
    most = taking.limits().size
    with file.open("rb") as opened:
        for number, line in enumerate(_lines(opened, most), 1):
            if large := raw.too_large(report.file, len(line), taking.limits()):
                report.refuse([_at_line(large, number)])
            elif line.strip():
                taken = _safely(take, line, report.file)
                _count(report, [_on_line(one, number) for one in taken], keep_format=True)
    if not report.accepted + report.unchanged + report.refused:
        _refuse(report, "empty", "There is nothing in this. Send the whole file again.")


def _lines(opened: BinaryIO, most: int) -> Iterator[bytes]:
    """Each line; one that is too long is cut after the limit, and the rest of it passed over."""
    while line := opened.readline(most + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = opened.readline(_A_PIECE)


def _refuse_csv(file: Path, report: FileReport) -> None:
    with file.open("rb") as opened:
        header = opened.readline(_FIRST_BYTES).decode("utf-8-sig", errors="replace")
    kind = kinds.csv_kind(header)
    report.format = kind.format
    refusal = kind.refusal(report.file)
    report.refuse([refusal] if refusal else [])


def _begins_as_json(file: Path) -> bool:
    with file.open("rb") as opened:
        first = opened.read(_FIRST_BYTES)
    for mark in _BYTE_ORDER_MARKS:
        first = first.removeprefix(mark)
    return first.lstrip(b" \t\r\n\x00").startswith((b"{", b"["))


def _safely(take: _Take, body: bytes, source: str) -> list[Taken]:
    try:
        return take(body, source)
    except Unavailable:
        said = "The store was busy or away. Load this file again: what was taken stays taken."
        busy = Finding(source, raw.WHOLE, "store_busy", said)
        return [Taken(outcome=Outcome.REFUSED, format="", findings=(busy,))]


def _count(report: FileReport, taken: Iterable[Taken], *, keep_format: bool = False) -> None:
    for one in taken:
        if one.format and not keep_format:
            report.format = one.format
        match one.outcome:
            case Outcome.REFUSED:
                report.refuse(one.findings)
            case Outcome.UNCHANGED:
                report.unchanged += 1
            case Outcome.ACCEPTED | Outcome.WAITING:
                report.accepted += 1
                report.repaired += len(one.repaired)


def _on_line(taken: Taken, number: int) -> Taken:
    return replace(taken, findings=tuple(_at_line(one, number) for one in taken.findings))


def _at_line(finding: Finding, number: int) -> Finding:
    return replace(finding, at=f"line {number}, {finding.at}")


def _refuse(report: FileReport, code: str, said: str) -> None:
    report.refuse([Finding(report.file, raw.WHOLE, code, said)])
