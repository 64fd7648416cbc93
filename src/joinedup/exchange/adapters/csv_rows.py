"""Rows of a CSV file, one at a time however large it is, each with the place where it stands."""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO, Final

_A_PIECE: Final = 1_000_000
_LONGEST_FIELD: Final = 100_000
_WINDOWS: Final = "cp1252"
_ZIP: Final = b"PK\x03\x04"


class NotReadable(Exception):
    """The file, or the rest of it, cannot be read: why, by code and in words, and where."""

    def __init__(self, code: str, said: str, at: str = "file") -> None:
        self.code, self.said, self.at = code, said, at
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Row:
    """The values of a row, where it stands as a spreadsheet counts, and the line it begins on."""

    values: list[str]
    number: int
    line: int

    @property
    def at(self) -> str:
        """Where the row stands, in words."""
        return f"line {self.line}, row {self.number}"


def rows(stream: BinaryIO) -> Iterator[Row]:
    """Each row that is not empty, the header first.

    What cannot be read raises when it is come to: whatever stands before it has been given.
    """
    # The last letter of a file that was cut may be half a one.
    text = TextIOWrapper(stream, encoding=_encoding(stream), errors="replace", newline="")
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(text, strict=True)
    line, number = 1, 0
    try:
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            number += 1
            if any(values):
                yield Row(values, number, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _broken(error, line, number + 1) from None
    finally:
        # The stream is its opener's to close.
        text.detach()


def _broken(error: csv.Error, line: int, row: int) -> NotReadable:
    at = f"line {line}, row {row}"
    if "unexpected end" in str(error):
        said = (
            "The file breaks off here, or a quotation mark was never closed. What stands before it"
            " was taken: load the whole file again, and only the rest is taken."
        )
        return NotReadable("truncated", said, at)
    said = "This row is not CSV: check its quotation marks. Nothing after it was read."
    return NotReadable("not_csv", said, at)


def _encoding(stream: BinaryIO) -> str:
    """How the file is written, found by reading it once; spreadsheets still write Windows's own."""
    first = stream.read(len(_ZIP))
    if first.startswith(_ZIP):
        said = (
            "This is a zip or a spreadsheet, not CSV. Unpack it, or save it as CSV, and load that."
        )
        raise NotReadable("archive_not_taken", said)
    if not first:
        raise NotReadable("empty", "There is nothing in this. Send the whole file again.")
    stream.seek(0)
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16" if _is_written_in("utf-16", stream) else _nothing_known()
    if _is_written_in("utf-8", stream):
        return "utf-8-sig" if first.startswith(BOM_UTF8) else "utf-8"
    return _WINDOWS if _is_written_in(_WINDOWS, stream) else _nothing_known()


def _nothing_known() -> str:
    said = "This is written neither in UTF-8 nor as Windows writes. Save it as UTF-8 and load that."
    raise NotReadable("not_utf8", said)


def _is_written_in(encoding: str, stream: BinaryIO) -> bool:
    decoder = getincrementaldecoder(encoding)()
    try:
        while piece := stream.read(_A_PIECE):
            decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True
