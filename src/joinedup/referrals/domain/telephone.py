"""The telephone system's own times: the columns of its file, and what each row says."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from joinedup.kernel import local_time
from joinedup.kernel.errors import Refused

ID: Final = "call_id"
STARTED: Final = "started"
TIMES: Final = (STARTED, "answered", "ended", "abandoned")
COLUMNS: Final = (ID, "queue", "extension", *TIMES)
NEEDED: Final = (ID, STARTED, "answered", "abandoned")
LONGEST_ID: Final = 100
LONGEST_LINE: Final = 60
LONGEST_CALL: Final = timedelta(hours=12)
LONGEST_AGO: Final = timedelta(days=2 * 366)
"""A call further back is a date that was written wrongly: no board looks so far."""
LONGEST_ROW: Final = 10_000
MOST_TOLD: Final = 200
_UK: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")
_OTHERS: Final = ";\t|"


class NoColumns(Refused):
    """The first row does not name the columns that are needed."""

    code = "telephone_columns_missing"


class ColumnTwice(Refused):
    """Two columns have one name, so nobody can tell which is meant."""

    code = "telephone_column_twice"


class OtherDelimiter(Refused):
    """The columns are parted by something else than commas."""

    code = "telephone_delimiter"


class EmptyFile(Refused):
    """There is nothing in the file."""

    code = "telephone_file_empty"


class NotText(Refused):
    """The file is no text, or not in UTF-8."""

    code = "telephone_not_text"


class RowRefused(Refused):
    """One row cannot be taken; the rest of the file can."""

    code = "telephone_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneRow:
    """One call as the telephone system has it, by the number of its row."""

    row: int
    call_id: str
    queue: str
    extension: str
    began_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    abandoned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A row that could not be taken: its number, and why in a code and values."""

    row: int
    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two calls that one extension answered at once, by the identifiers the system gave them."""

    row: int
    call_id: str
    other: str
    extension: str


@dataclass(slots=True)
class FileRead:
    """What became of a file: its rows counted, and the first of those that were turned away."""

    accepted_count: int = 0
    completed_count: int = 0
    unchanged_count: int = 0
    refused_count: int = 0
    overlapping_count: int = 0
    turned: list[Turned] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Every row that was read."""
        kept = self.accepted_count + self.completed_count + self.unchanged_count
        return kept + self.refused_count


def rows(
    lines: Iterable[str], *, zone: tzinfo, now: datetime, fold: int | None = None
) -> Iterator[TelephoneRow | Turned]:
    """Every row of a file, taken or turned away, one at a time however long the file is.

    `fold` says which of two is meant where a local time came twice: 0 the first, 1 the second. A
    file whose first row is not understood is refused as a whole.
    """
    read = csv.reader(_without_nulls(lines), strict=True)
    named = _header(_first(read))
    number = 1
    while True:
        number += 1
        try:
            values = next(read)
        except StopIteration:
            return
        except csv.Error:
            # Whatever follows an open quotation mark is part of its value.
            yield Turned(number, "telephone_quotation_open", {})
            return
        except UnicodeDecodeError:
            yield Turned(number, NotText.code, {})
            return
        if values:
            yield _taken(number, values, named, zone=zone, now=now, fold=fold)


def instant_of(text: str, zone: tzinfo, *, fold: int | None = None) -> datetime:
    """An instant as a telephone system writes it: ISO with or without an offset, or day first."""
    written = text.strip()
    found = _UK.fullmatch(written)
    try:
        if found:
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            at = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        else:
            at = datetime.fromisoformat(written)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        return local_time.to_utc(at, zone, fold=fold)
    except (ValueError, OverflowError) as error:
        raise RowRefused("telephone_no_time", text=written[:40]) from error


def _without_nulls(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\x00", "") for line in lines)


def _first(read: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(read, None)
    except UnicodeDecodeError as error:
        raise NotText() from error
    except csv.Error as error:
        raise NoColumns(missing=", ".join(NEEDED)) from error


def _header(first: Sequence[str] | None) -> dict[str, int]:
    if first is None or not any(part.strip() for part in first):
        raise EmptyFile()
    names = [part.strip().strip("\ufeff").lower() for part in first]
    named = {name: place for place, name in enumerate(names)}
    missing = [name for name in NEEDED if name not in named]
    if missing and len(first) == 1 and any(other in first[0] for other in _OTHERS):
        raise OtherDelimiter()
    if missing:
        raise NoColumns(missing=", ".join(missing))
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise ColumnTwice(columns=", ".join(twice))
    return {name: place for name, place in named.items() if name in COLUMNS} | {"": len(first)}


def _taken(
    number: int,
    values: Sequence[str],
    named: Mapping[str, int],
    *,
    zone: tzinfo,
    now: datetime,
    fold: int | None,
) -> TelephoneRow | Turned:
    try:
        if len(values) != named[""]:
            code = "telephone_row_cut" if len(values) < named[""] else "telephone_row_long"
            raise RowRefused(code)
        said = {name: values[place].strip() for name, place in named.items() if name}
        return _checked(_row(number, said, zone, fold), now=now)
    except Refused as refusal:
        return Turned(number, refusal.refusal_code, refusal.values)


def _row(number: int, said: Mapping[str, str], zone: tzinfo, fold: int | None) -> TelephoneRow:
    if not said[ID]:
        raise RowRefused("telephone_no_id")
    times = {
        name: instant_of(said[name], zone, fold=fold) if said.get(name) else None for name in TIMES
    }
    began_at = times[STARTED]
    if began_at is None:
        raise RowRefused("telephone_no_start")
    return TelephoneRow(
        row=number,
        call_id=said[ID],
        queue=said.get("queue", ""),
        extension=said.get("extension", ""),
        began_at=began_at,
        answered_at=times["answered"],
        ended_at=times["ended"],
        abandoned_at=times["abandoned"],
    )


def _checked(row: TelephoneRow, *, now: datetime) -> TelephoneRow:
    """Refuse what no call can be: out of order, in the future, or half a day long."""
    for column, text in ((ID, row.call_id), ("queue", row.queue), ("extension", row.extension)):
        longest = LONGEST_ID if column == ID else LONGEST_LINE
        if len(text) > longest or not text.isprintable():
            raise RowRefused("telephone_too_long", column=column, longest=longest)
    if row.answered_at and row.abandoned_at:
        raise RowRefused("telephone_answered_and_abandoned")
    _check_times(row, now=now)
    return row


def _check_times(row: TelephoneRow, *, now: datetime) -> None:
    given = zip(TIMES, (row.began_at, row.answered_at, row.ended_at, row.abandoned_at), strict=True)
    times = {column: at for column, at in given if at is not None}
    for column, at in times.items():
        if at < row.began_at:
            raise RowRefused("telephone_before_start", column=column, when=at, start=row.began_at)
        if row.ended_at and at > row.ended_at:
            raise RowRefused("telephone_after_end", column=column, when=at, end=row.ended_at)
    last = max(times, key=lambda column: times[column])
    if times[last] > now:
        raise RowRefused("telephone_in_future", column=last, at=times[last])
    if now - row.began_at > LONGEST_AGO:
        raise RowRefused("telephone_long_ago", column=STARTED, when=row.began_at)
    if times[last] - row.began_at > LONGEST_CALL:
        raise RowRefused("telephone_endless", column=last, when=times[last], start=row.began_at)
