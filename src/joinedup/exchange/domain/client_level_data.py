"""One row of client level data: an event of a council's social care, or all that is wrong."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from joinedup.exchange.domain import client_level_lists as facts
from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain.record import EntryKind, EntrySent

type Problem = tuple[str, str, str]
"""The column, the code and the words of what is wrong."""

type Columns = Mapping[str, int]
"""Where each column of Release 1 stands in a file."""

_LONGEST_KEY: Final = 190
_MOST_YEARS: Final = 130
_MOST_UNITS: Final = Decimal(100_000)
_DATE_FORMS: Final = "a day such as 31/03/2024 or 2024-03-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event as a row tells it, and whom it is about: at least one of the numbers is there."""

    nhs_number: str
    own_number: str
    la_code: str
    family_name: str
    given_name: str
    born_on: date | None
    died_on: date | None
    started_on: date
    entry: EntrySent


def columns_of(header: Sequence[str]) -> tuple[Columns, list[Problem]]:
    """Where each column stands, by its name in any case; which are missing, double or unknown."""
    known = {_bare(column): column for column in facts.COLUMNS}
    named = [known.get(_bare(name)) for name in header]
    missing = [column for column in facts.COLUMNS if column not in named]
    unknown = [name.strip() for name, column in zip(header, named, strict=True) if column is None]
    problems = [
        (column, "column_missing", f"There is no column {column}{_meant(column, unknown)}.")
        for column in missing
    ]
    problems += [
        (name[:60], "column_unknown", f"{name[:60] or 'A nameless column'} is none of Release 1.")
        for name in unknown
    ]
    problems += [
        (column, "column_twice", f"{column} stands twice, so nobody can tell which is meant.")
        for column in facts.COLUMNS
        if named.count(column) > 1
    ]
    return {column: named.index(column) for column in facts.COLUMNS if column in named}, problems


def says_no_event(values: Sequence[str], columns: Columns) -> bool:
    """Whether a row only names a carer known through somebody else, and tells of no event."""
    is_known = _folded(values[columns[facts.CLIENT_TYPE]]) == _folded(facts.ASSOCIATED)
    return is_known and not values[columns[facts.EVENT_TYPE]].strip()


def read_row(
    values: Sequence[str], columns: Columns, *, at: str, on: date
) -> tuple[EventRow | None, list[Problem]]:
    """The event that a row tells, or every reason why it tells none to be believed.

    `at` says where the row stands, `on` is today.
    """
    row = _Row({name: " ".join(values[place].split()) for name, place in columns.items()})
    problems = [*row.by_list(), *row.by_date(on), *row.by_person(), *row.by_number()]
    started_on = row.days.get(facts.STARTED_ON)
    if problems or started_on is None:
        return None, problems
    return row.event(started_on, at=at, on=on), []


class _Row:
    """The texts of a row by their columns, read one after the other."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.days: dict[str, date] = {}
        self.nhs_number = ""

    def by_list(self) -> Iterator[Problem]:
        """Put each listed value as its list writes it; what is on no list is wrong."""
        for column, listed in facts.LISTS.items():
            given = self.texts[column]
            found = _on_list(column, given)
            if found:
                self.texts[column] = found
            elif given:
                near = get_close_matches(given, listed, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                said = f'"{given[:60]}" is not on the list of this column{hint}.'
                yield column, "value_not_listed", said
        for column in (facts.LA_CODE, facts.EVENT_TYPE):
            if not self.texts[column]:
                yield column, "value_missing", f"{column} is empty, and every row needs it."

    def by_date(self, on: date) -> Iterator[Problem]:
        """Read each date; those out of order, or not here yet, are wrong."""
        for column in (facts.BORN_ON, facts.DIED_ON, facts.STARTED_ON, facts.ENDED_ON):
            if given := self.texts[column]:
                day = _day(given)
                if day is None:
                    said = f'"{given[:40]}" is not {_DATE_FORMS}.'
                    yield column, "date_not_valid", said
                else:
                    self.days[column] = day
        yield from _life(self.days, on)
        yield from _order(self.days, on)
        if not self.texts[facts.STARTED_ON]:
            yield facts.STARTED_ON, "value_missing", "Every event has a start."
        is_over = self.texts[facts.EVENT_TYPE] in (facts.REQUEST, facts.ASSESSED, facts.REVIEWED)
        if is_over and not self.texts[facts.ENDED_ON]:
            # Release 1 holds requests, assessments and reviews once they are complete.
            said = "Only a service may go on: a request, assessment or review is sent with its end."
            yield facts.ENDED_ON, "value_missing", said

    def by_person(self) -> Iterator[Problem]:
        """Read the numbers that say whom a row is about; without any it is about nobody."""
        given = self.texts[facts.NHS_NUMBER]
        if given:
            try:
                self.nhs_number = NhsNumber.parse(given).value
            except Refused as refusal:
                said = "This is not an NHS number: ten digits, of which the last is a check."
                yield facts.NHS_NUMBER, refusal.refusal_code, said
        elif not self.texts[facts.OWN_NUMBER]:
            said = "Neither an NHS number nor the council's own says whom this is about."
            yield facts.NHS_NUMBER, "number_missing", said

    def by_number(self) -> Iterator[Problem]:
        """Check the planned units."""
        if given := self.texts[facts.UNITS]:
            units = _number(given)
            if units is None or not 0 <= units <= _MOST_UNITS:
                said = f'"{given[:40]}" is not a number of units a week, such as 14 or 3.5.'
                yield facts.UNITS, "number_not_valid", said

    def event(self, started_on: date, *, at: str, on: date) -> EventRow:
        """The event, once nothing is wrong."""
        texts, ended_on = self.texts, self.days.get(facts.ENDED_ON)
        entry = EntrySent(
            kind=EntryKind.SOCIAL_CARE_EVENT,
            source_key=self._key(started_on, ended_on),
            words=self._words(),
            status=_status(texts[facts.EVENT_TYPE], ended_on, on),
            happened_on=started_on,
            ends_on=ended_on,
            organisation=texts[facts.PROVIDER],
            value=f"{texts[facts.UNITS]} units a week" if texts[facts.UNITS] else "",
            details=tuple(self._details()),
            path=at,
        )
        return EventRow(
            nhs_number=self.nhs_number,
            own_number=texts[facts.OWN_NUMBER],
            la_code=texts[facts.LA_CODE],
            family_name=texts[facts.LAST_NAME],
            given_name=texts[facts.FIRST_NAME],
            born_on=self.days.get(facts.BORN_ON),
            died_on=self.days.get(facts.DIED_ON),
            started_on=started_on,
            entry=entry,
        )

    def _words(self) -> str:
        texts, kind = self.texts, self.texts[facts.EVENT_TYPE]
        of_kind = {
            facts.REQUEST: (facts.ROUTE,),
            facts.ASSESSED: (facts.ASSESSMENT,),
            facts.SERVED: (facts.SERVICE, facts.COMPONENT),
            facts.REVIEWED: (facts.REVIEW_REASON,),
        }
        said = texts[facts.DESCRIPTION] or ", ".join(
            texts[column] for column in of_kind[kind] if texts[column]
        )
        return f"{kind}: {said}" if said else kind

    def _details(self) -> Iterator[tuple[str, str]]:
        for column in facts.SHOWN:
            if self.texts[column]:
                yield column, self.texts[column]
        if died_on := self.days.get(facts.DIED_ON):
            yield "Date of death as the council has it", died_on.isoformat()

    def _key(self, started_on: date, ended_on: date | None) -> str:
        """What the council will call this event again: its reference, else what tells events apart.

        A service goes on, so that its end does not tell it from another.
        """
        texts, kind = self.texts, self.texts[facts.EVENT_TYPE]
        parts = [texts[facts.LA_CODE], kind]
        if reference := texts[facts.REFERENCE]:
            return _short("|".join([*parts, reference]))
        of_kind = {
            facts.REQUEST: (facts.ROUTE,),
            facts.ASSESSED: (facts.ASSESSMENT,),
            facts.SERVED: (facts.SERVICE, facts.COMPONENT, facts.DELIVERY, facts.PROVIDER),
            facts.REVIEWED: (),
        }
        ended = "" if kind == facts.SERVED or ended_on is None else ended_on.isoformat()
        told_by = (facts.CLIENT_TYPE, *of_kind[kind])
        parts += [started_on.isoformat(), ended, *(texts[column] for column in told_by)]
        return _short("|".join(parts))


def _life(days: Mapping[str, date], on: date) -> Iterator[Problem]:
    born_on, died_on = days.get(facts.BORN_ON), days.get(facts.DIED_ON)
    if born_on and born_on > on:
        yield facts.BORN_ON, "birth_date_future", "This birth date is still to come."
    elif born_on and on.year - born_on.year > _MOST_YEARS:
        said = f"This would be more than {_MOST_YEARS} years of age. Check the birth date."
        yield facts.BORN_ON, "birth_date_too_long_ago", said
    if died_on and died_on > on:
        yield facts.DIED_ON, "death_date_future", "This date of death is still to come."
    elif born_on and died_on and died_on < born_on:
        said = "This date of death is before the birth date."
        yield facts.DIED_ON, "death_before_birth", said


def _order(days: Mapping[str, date], on: date) -> Iterator[Problem]:
    started_on, ended_on = days.get(facts.STARTED_ON), days.get(facts.ENDED_ON)
    born_on, died_on = days.get(facts.BORN_ON), days.get(facts.DIED_ON)
    if started_on is None:
        return
    if started_on > on:
        yield facts.STARTED_ON, "event_in_future", "This event is still to begin. Send it then."
    if ended_on and ended_on < started_on:
        said = "This event ends before it starts. One of the two dates is wrong."
        yield facts.ENDED_ON, "ends_before_start", said
    if born_on and started_on < born_on:
        said = "This event starts before the person was born."
        yield facts.STARTED_ON, "event_before_birth", said
    if died_on and started_on > died_on:
        yield facts.STARTED_ON, "event_after_death", AFTER_DEATH


AFTER_DEATH: Final = "This event starts after the person died. Check both dates."


def _status(kind: str, ended_on: date | None, on: date) -> str:
    if kind != facts.SERVED:
        return "completed"
    return "ended" if ended_on and ended_on < on else "active"


@lru_cache(maxsize=20_000)
def _day(text: str) -> date | None:
    """A day as councils write it; a spreadsheet's midnight after it is passed over."""
    bare, _, clock = text.partition(" ")
    if clock.strip(":0."):
        return None
    day, mark, rest = bare.partition("/")
    month, _, year = rest.partition("/")
    written = f"{year}-{month:>02}-{day:>02}" if mark else bare
    if len(written) != len("2024-03-31"):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _on_list(column: str, given: str) -> str:
    return _lists().get((column, _folded(given)), "")


@lru_cache(maxsize=1)
def _lists() -> Mapping[tuple[str, str], str]:
    return {(column, _folded(one)): one for column, listed in facts.LISTS.items() for one in listed}


def _meant(column: str, unknown: Sequence[str]) -> str:
    near = get_close_matches(_bare(column), [_bare(name) for name in unknown], n=1, cutoff=0.7)
    if not near:
        return ""
    found = next(name for name in unknown if _bare(name) == near[0])
    return f'; is "{found[:60]}" meant to be it'


@lru_cache(maxsize=5_000)
def _folded(text: str) -> str:
    """A value without case, spaces and the marks that people put in differently."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter in "&%")


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _short(key: str) -> str:
    if len(key) <= _LONGEST_KEY:
        return key
    return f"sha256|{hashlib.sha256(key.encode()).hexdigest()}"
