"""Files and folders are loaded: each file accounted for by name, whatever is in it."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from joinedup.exchange.adapters import kinds, raw
from joinedup.exchange.domain.report import FileReport, LoadReport
from joinedup.exchange.services import client_level_data, extracts, inward, taking
from joinedup.exchange.services.arrivals import Outcome, Say, Taken
from joinedup.foundation import journey
from joinedup.foundation.models import Received
from joinedup.foundation.place_schema import Partner
from joinedup.kernel.errors import JoinedupError, Unavailable
from joinedup.kernel.finding import Finding

_LINES: Final = frozenset({".ndjson", ".jsonl"})
_FIRST_BYTES: Final = 2_000
_EMPTY: Final = "There is nothing in this. Send the whole file again."
_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

type _Take = Callable[[bytes, str], list[Taken]]


@dataclass(frozen=True, slots=True)
class _Door:
    """For whom files are taken, and whether what is taken is kept."""

    partner: Partner
    say: Say
    is_rehearsal: bool
    take: _Take

    def large(self, load: Callable[..., str], file: Path, report: FileReport) -> None:
        """Take a file that is read piece by piece."""
        into = partial(
            load,
            file,
            source=report.file,
            partner=self.partner,
            say=self.say,
            count=partial(_count, report),
            keeps=not self.is_rehearsal,
        )
        report.format = _undone(into) if self.is_rehearsal else into()


class _Rehearsed(JoinedupError):
    """Carries what would have happened out of a change that is undone."""

    def __init__(self, taken: Any) -> None:
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
    door = _Door(partner, say, is_rehearsal, take)
    asked = [file for path in paths for file in files_in(path)]
    reports = [_loaded(file, door) for file in asked]
    if not is_rehearsal and any(report.accepted for report in reports):
        # Exports are a file for each type, in no order: who is spoken of may stand in a later one.
        for file, report in zip(asked, reports, strict=True):
            if any(one.code == "person_not_known" for one in report.refusals):
                report.take_again(_loaded(file, door))
    if not is_rehearsal and any(one.has_unread for one in reports):
        inward.miss(partner)
    return LoadReport(tuple(reports))


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
    taken: list[Taken] = _undone(partial(_taken, partner, say, body, source))
    return taken


def _undone(does: Callable[[], Any]) -> Any:
    """What something comes to, and then nothing of it."""
    try:
        _do_and_undo(does)
    except _Rehearsed as rehearsed:
        return rehearsed.taken
    return None


@journey.change
def _do_and_undo(does: Callable[[], Any]) -> None:
    raise _Rehearsed(does())


def _loaded(file: Path, door: _Door) -> FileReport:
    report = FileReport(str(file), "unknown")
    try:
        if not file.is_file():
            _refuse(report, "not_a_file", "This is not a plain file.")
        elif file.suffix.lower() in _LINES:
            _load_lines(file, report, door)
        elif file.suffix.lower() == ".csv":
            _load_csv(file, report, door)
        else:
            _load_whole(file, report, door)
    except OSError as error:
        said = f"This file could not be read: {error.strerror or type(error).__name__}."
        _refuse(report, "not_readable", said)
    return report


def _load_whole(file: Path, report: FileReport, door: _Door) -> None:
    first = _first_bytes(file)
    is_json = file.suffix.lower() == ".json" or _begins_as_json(first)
    report.format = "json" if is_json else file.suffix.lower().removeprefix(".") or "unknown"
    if raw.is_packed(first):
        _refuse(report, "archive_not_taken", raw.PACKED)
    elif not is_json:
        refusal = kinds.unknown_kind(report.format).refusal(report.file)
        report.refuse([refusal] if refusal else [])
    elif raw.too_large(report.file, file.stat().st_size, inward.limits()):
        _safely(report, lambda: door.large(extracts.load_bundle, file, report))
    else:
        body = file.read_bytes()
        _safely(report, lambda: _count(report, door.take(body, report.file)))


def _load_lines(file: Path, report: FileReport, door: _Door) -> None:
    report.format = "ndjson"
    if refused := raw.unreadable(_first_bytes(file)):
        _refuse(report, *refused)
        return
    _safely(report, lambda: door.large(extracts.load_lines, file, report))
    report.format = "ndjson"
    if not report.is_told:
        _refuse(report, "empty", _EMPTY)


def _load_csv(file: Path, report: FileReport, door: _Door) -> None:
    with file.open("rb") as opened:
        # Spreadsheets write UTF-16 too: letters with nothing between them, once those are out.
        first = opened.readline(_FIRST_BYTES).replace(b"\x00", b"")
    report.format = "csv"
    if raw.is_packed(first):
        _refuse(report, "archive_not_taken", raw.PACKED)
        return
    if not first.strip():
        _refuse(report, "empty", _EMPTY)
        return
    kind = kinds.csv_kind(first.decode("utf-8-sig", errors="replace"))
    report.format = kind.format
    if refusal := kind.refusal(report.file):
        report.refuse([refusal])
        return
    into = partial(
        client_level_data.load_file,
        file,
        report,
        partner=door.partner,
        keeps=not door.is_rehearsal,
    )
    _safely(report, lambda: _undone(into) if door.is_rehearsal else into())


def _first_bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_FIRST_BYTES)


def _begins_as_json(first: bytes) -> bool:
    for mark in _BYTE_ORDER_MARKS:
        first = first.removeprefix(mark)
    return first.lstrip(b" \t\r\n\x00").startswith((b"{", b"["))


def _safely(report: FileReport, take: Callable[[], None]) -> None:
    try:
        take()
    except Unavailable:
        said = "The store was busy or away. Load this file again: what was taken stays taken."
        _refuse(report, "store_busy", said)


def _count(report: FileReport, taken: list[Taken]) -> None:
    for one in taken:
        report.format = one.format
        match one.outcome:
            case Outcome.REFUSED:
                report.refuse(one.findings)
            case Outcome.UNCHANGED:
                report.unchanged += one.count
            case Outcome.NOT_KEPT:
                report.not_kept[one.kind] += one.count
            case _:
                report.accepted += one.count
                report.repaired += len(one.repaired)


def _refuse(report: FileReport, code: str, said: str) -> None:
    report.refuse([Finding(report.file, raw.WHOLE, code, said)])
