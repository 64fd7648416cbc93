"""Dates of birth as people write them, and the slips they make in writing them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

OLDEST_YEARS = 130
_CENTURIES = (2000, 1900)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = rf"(?P<month>{'|'.join([*_MONTHS, 'sept', *(month[:3] for month in _MONTHS)])})\.?"
_GAP = r"[\s\-/.,]*"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_DAY_FIRST = re.compile(rf"\b{_DAY}{_GAP}(?:of\s+)?{_MONTH}{_GAP}{_YEAR}\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(?P<year>[0-9]{{4}})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it was written, before anybody decides what it means."""

    day: str
    month: str
    year: str

    def readings(self, on: date) -> tuple[date, ...]:
        """The dates of birth that it may mean, the likelier ones first; none where no such day was.

        Day first, as written here; month first where that is a date too. A year of two figures is
        of this century and of the last, each where somebody of that age may be alive.
        """
        year = int(self.year)
        years = [year] if len(self.year) == 4 else [century + year for century in _CENTURIES]
        orders = ((int(self.day), int(self.month)), (int(self.month), int(self.day)))
        found = [_real(year, month, day) for day, month in orders for year in years]
        return tuple(dict.fromkeys(d for d in found if d and is_possible(d, on)))


def earliest(on: date) -> date:
    """The earliest date on which somebody alive on a day can have been born."""
    year = on.year - OLDEST_YEARS
    # Who is born on 29 February has the anniversary on 1 March of a common year.
    return _real(year, on.month, on.day) or date(year, 3, 1)


def is_possible(born_on: date, on: date) -> bool:
    """Whether a date of birth is not in the future and not further back than anybody has lived."""
    return earliest(on) <= born_on <= on


def age(born_on: date, on: date) -> int:
    """Whole years lived on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def without_worded(text: str) -> tuple[str, list[Written]]:
    """Text less its dates whose month is a word (*12 Mar 1948*, *March 12, 1948*), and those."""
    found: list[Written] = []

    def taken(match: re.Match[str]) -> str:
        start = match["month"][:3].lower()
        month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(start))
        found.append(Written(match["day"], str(month), match["year"]))
        return " "

    text = _DAY_FIRST.sub(taken, text)
    return _MONTH_FIRST.sub(taken, text), found


def in_figures(groups: Sequence[str]) -> tuple[int, Written | None]:
    """How many groups of figures a date at their head takes, and that date; nought for none.

    Read are 12 3 1948, 12 03 48, 1948 03 12, 12031948, 19480312 and 120348.
    """
    head, lengths = groups[0], [len(group) for group in groups[:3]]
    if lengths[0] == 8:
        # As day first, a month in the fifth and sixth figures would be a year before 1300.
        is_year_first = head[4:6] <= "12"
        return 1, _cut(head, 4, 6, is_year_first=True) if is_year_first else _cut(head, 2, 4)
    if lengths[0] == 6:
        return 1, _cut(head, 2, 4)
    if len(lengths) == 3 and lengths[0] == 4 and max(lengths[1:]) <= 2:
        return 3, Written(day=groups[2], month=groups[1], year=head)
    if len(lengths) == 3 and max(lengths[:2]) <= 2 and lengths[2] in {2, 4}:
        return 3, Written(day=head, month=groups[1], year=groups[2])
    return 0, None


def slips(born_on: date) -> frozenset[date]:
    """Dates that one wrong figure, or two neighbouring ones changed over, makes of a date."""
    figures = f"{born_on:%d%m}{born_on.year:04}"
    one_wrong = {
        figures[:place] + figure + figures[place + 1 :]
        for place in range(len(figures))
        for figure in "0123456789"
    }
    changed_over = {
        figures[:place] + figures[place + 1] + figures[place] + figures[place + 2 :]
        for place in range(len(figures) - 1)
    }
    dates = (_real(int(f[4:]), int(f[2:4]), int(f[:2])) for f in one_wrong | changed_over)
    return frozenset(d for d in dates if d) - {born_on}


def swapped(born_on: date) -> date | None:
    """The date with day and month changed over, where that is another date."""
    other = _real(born_on.year, born_on.day, born_on.month)
    return other if other != born_on else None


def _cut(figures: str, first: int, second: int, *, is_year_first: bool = False) -> Written:
    parts = figures[:first], figures[first:second], figures[second:]
    year, month, day = parts if is_year_first else parts[::-1]
    return Written(day, month, year)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
