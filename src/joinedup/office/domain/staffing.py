"""A file of who joins, moves and leaves: its columns, and what each row says."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

COLUMNS: Final = (
    "event",
    "username",
    "name",
    "email",
    "direct_number",
    "profession",
    "organisation",
    "role",
    "teams",
    "from",
    "until",
    "reason",
)
NEEDED: Final = ("event", "username", "from", "until")
LARGEST: Final = 5_000_000
MOST_ROWS: Final = 10_000
LONGEST_AHEAD: Final = timedelta(days=2 * 366)
"""A day further away, before or after, was written wrongly."""
_LONGEST: Final = {
    "username": 60,
    "name": 150,
    "email": 254,
    "direct_number": 30,
    "profession": 60,
    "reason": 200,
}
_OTHERS: Final = (";", "\t", "|")
_PACKED: Final = b"PK\x03\x04"
_USERNAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ]*")
_UK: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# A spreadsheet that opens what we print of it would carry these out.
_FORMULA: Final = ("=", "+", "-", "@")
_MAY_BEGIN_SO: Final = frozenset({"direct_number"})


class Event(StrEnum):
    """What happens to somebody's work here."""

    JOINER = "joiner"
    MOVER = "mover"
    LEAVER = "leaver"


class NotText(Refused):
    """The file is no text in an encoding that is known."""

    code = "staff_file_not_text"


class Packed(Refused):
    """The file is a spreadsheet or a zip, not CSV."""

    code = "staff_file_packed"


class EmptyFile(Refused):
    """There is nothing in the file."""

    code = "staff_file_empty"


class TooLarge(Refused):
    """The file is larger than one is read."""

    code = "staff_file_too_large"


class NoColumns(Refused):
    """The first row does not name the columns that are needed."""

    code = "staff_columns_missing"


class ColumnUnknown(Refused):
    """A column has a name that is not known, or two have the same."""

    code = "staff_column_unknown"


class OtherDelimiter(Refused):
    """The columns are parted by something else than commas."""

    code = "staff_delimiter"


class RowRefused(Refused):
    """One row cannot be taken; the rest of the file can."""

    code = "staff_row"

    def __init__(self, code: str, column: str = "", **values: object) -> None:
        self.column = column
        super().__init__(code, **values)


@dataclass(frozen=True, slots=True)
class Known:
    """What a place has, each by its code and by its name in small letters."""

    organisations: Mapping[str, str]
    roles: Mapping[str, str]
    teams: Mapping[str, str]
    practices: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """What happens to one person's work, from which day."""

    row: int
    event: Event
    username: str
    name: str = ""
    email: str = ""
    direct_number: str = ""
    profession: str = ""
    organisation_code: str = ""
    role: str = ""
    team_codes: tuple[str, ...] = ()
    begins_on: date
    last_day: date | None = None
    reason: str = ""

    @property
    def digest(self) -> str:
        """What the row says as one code: the same words again are the same row."""
        said = (
            self.event,
            self.username.casefold(),
            self.name,
            self.email,
            self.direct_number,
            self.profession,
            self.organisation_code,
            self.role,
            *self.team_codes,
            self.begins_on.isoformat(),
            self.last_day.isoformat() if self.last_day else "",
            self.reason,
        )
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Turned:
    """A row that could not be taken: its number, the column, and why in a code and values."""

    row: int
    column: str
    code: str
    values: Mapping[str, object]


def text_of(sent: bytes) -> str:
    """The words of a file, in UTF-8, UTF-16 with its mark, or as Windows writes."""
    if len(sent) > LARGEST:
        raise TooLarge(most=f"{MOST_ROWS:,}")
    if sent.startswith(_PACKED):
        raise Packed()
    is_wide = sent.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            found = sent.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in found:
            break
        if not found.strip():
            raise EmptyFile()
        return found
    raise NotText()


def read(text: str, *, known: Known, today: date) -> list[StaffRow | Turned]:
    """Every row of a file, taken or turned away; whoever stands in two rows is in none.

    A file whose first row is not understood, or that is too long, is refused as a whole.
    """
    found = list(_rows(text, known, today))
    if len(found) > MOST_ROWS:
        raise TooLarge(most=f"{MOST_ROWS:,}")
    people = Counter(one.username.casefold() for one in found if isinstance(one, StaffRow))
    return [
        _twice(one) if isinstance(one, StaffRow) and people[one.username.casefold()] > 1 else one
        for one in found
    ]


def _twice(one: StaffRow) -> Turned:
    return Turned(one.row, "username", "staff_twice", {"username": one.username})


def _rows(text: str, known: Known, today: date) -> Iterator[StaffRow | Turned]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    named: Sequence[str] = ()
    number = 0
    while number <= MOST_ROWS + 1:
        number += 1
        try:
            values = [value.strip() for value in next(lines)]
        except StopIteration:
            return
        except csv.Error:
            # Whatever follows an open quotation mark is part of its value.
            yield Turned(number, "", "staff_quotation_open", {})
            return
        if not named:
            named = _header(values)
        elif any(values):
            yield _taken(number, values, named, known, today)


def _header(values: Sequence[str]) -> Sequence[str]:
    names = [value.lower().replace(" ", "_") for value in values]
    missing = [name for name in NEEDED if name not in names]
    if missing and len(names) == 1 and any(other in names[0] for other in _OTHERS):
        raise OtherDelimiter()
    if missing:
        raise NoColumns(missing=", ".join(missing))
    odd = [n for n in names if (n and n not in COLUMNS) or (n and names.count(n) > 1)]
    if odd:
        raise ColumnUnknown(column=odd[0][:40], columns=", ".join(COLUMNS))
    return names


def _taken(
    number: int, values: Sequence[str], named: Sequence[str], known: Known, today: date
) -> StaffRow | Turned:
    try:
        if len(values) != len(named):
            raise RowRefused("staff_row_cut" if len(values) < len(named) else "staff_row_long")
        said = dict.fromkeys(COLUMNS, "") | dict(zip(named, values, strict=True))
        _check_plain(said)
        return _row(number, said, known, today)
    except RowRefused as refusal:
        return Turned(number, refusal.column, refusal.refusal_code, refusal.values)


def _check_plain(said: Mapping[str, str]) -> None:
    for column in COLUMNS:
        value = said[column]
        if not value.isprintable():
            raise RowRefused("staff_not_plain", column)
        if value.startswith(_FORMULA) and column not in _MAY_BEGIN_SO:
            raise RowRefused("staff_formula", column)
        if len(value) > (longest := _LONGEST.get(column, 300)):
            raise RowRefused("staff_too_long", column, longest=longest)


def _row(number: int, said: Mapping[str, str], known: Known, today: date) -> StaffRow:
    try:
        event = Event(said["event"].lower())
    except ValueError as error:
        raise RowRefused("staff_event_unknown", "event", text=said["event"]) from error
    _check_person(event, said)
    begins_on, last_day = _days(event, said, today)
    if event is Event.LEAVER:
        return StaffRow(
            row=number,
            event=event,
            username=said["username"],
            begins_on=begins_on,
            reason=said["reason"],
        )
    organisation = _one_of(known.organisations, "organisation", said["organisation"])
    return StaffRow(
        row=number,
        event=event,
        username=said["username"],
        name=said["name"],
        email=said["email"],
        direct_number=said["direct_number"],
        profession=said["profession"],
        organisation_code=organisation,
        role=_one_of(known.roles, "role", said["role"]),
        team_codes=_teams(said["teams"], organisation, known),
        begins_on=begins_on,
        last_day=last_day,
        reason=said["reason"],
    )


def _check_person(event: Event, said: Mapping[str, str]) -> None:
    if not said["username"]:
        raise RowRefused("staff_value_missing", "username")
    if event is Event.JOINER and not said["name"]:
        raise RowRefused("staff_value_missing", "name")
    shapes = {"username": _USERNAME, "email": _EMAIL, "direct_number": _NUMBER}
    for column, shape in shapes.items():
        if said[column] and not shape.fullmatch(said[column]):
            raise RowRefused(f"staff_{column}_wrong", column)


def _days(event: Event, said: Mapping[str, str], today: date) -> tuple[date, date | None]:
    """The day from which a row holds, and the last day of work where one is said."""
    first, last = (_day(column, said[column], today) for column in ("from", "until"))
    if event is Event.LEAVER:
        if first and last and first != last + timedelta(days=1):
            raise RowRefused("staff_leaver_days", "from")
        gone = first or (last + timedelta(days=1) if last else None)
        if gone is None:
            raise RowRefused("staff_value_missing", "until")
        return gone, None
    if first is None:
        raise RowRefused("staff_value_missing", "from")
    if last and last < first:
        raise RowRefused("staff_until_before_from", "until")
    return first, last


def _day(column: str, text: str, today: date) -> date | None:
    if not text:
        return None
    found = _UK.fullmatch(text)
    try:
        if found:
            day, month, year = (int(part) for part in found.groups())
            said = date(year, month, day)
        else:
            said = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no instant
    except ValueError as error:
        raise RowRefused("staff_no_day", column, text=text[:40]) from error
    if abs(said - today) > LONGEST_AHEAD:
        raise RowRefused("staff_day_far", column, text=text)
    return said


def _one_of(known: Mapping[str, str], column: str, text: str) -> str:
    if not text:
        raise RowRefused("staff_value_missing", column)
    if (found := known.get(text.casefold())) is None:
        raise RowRefused(f"staff_{column}_unknown", column, text=text[:60])
    return found


def _teams(text: str, organisation: str, known: Known) -> tuple[str, ...]:
    """The teams that are named; whoever works at a practice is in the team of its code."""
    named = [one.strip() for one in text.split(";") if one.strip()]
    if not named and organisation in known.practices:
        return (organisation,)
    return tuple(sorted({_one_of(known.teams, "teams", one) for one in named}))
