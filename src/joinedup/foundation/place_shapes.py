"""The shapes that values in a place file take: codes, numbers to ring, lengths of time, hours."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class Shape:
    """How a written value is read; `read` raises ValueError when it is not what was expected."""

    expected: str
    read: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class RefersTo:
    """A code that must be declared in another section of the same file."""

    section: str
    called: str
    also: tuple[str, ...] = ()


def _matching(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def read(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return text

    return read


def _plain(text: str) -> str:
    if not text.strip() or text != text.strip() or "\n" in text:
        raise ValueError(text)
    return text


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9]\d{0,3}) (min|h)", text)
    if not found:
        raise ValueError(text)
    count = int(found[1])
    return timedelta(minutes=count) if found[2] == "min" else timedelta(hours=count)


def _days(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9]\d{0,3}) days", text)
    if not found:
        raise ValueError(text)
    return timedelta(days=int(found[1]))


def _span(text: str) -> tuple[time, time]:
    found = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", text)
    if not found:
        raise ValueError(text)
    opens, closes = found.groups()
    if opens in (closes, "24:00"):
        raise ValueError(text)
    return time.fromisoformat(opens), time(0) if closes == "24:00" else time.fromisoformat(closes)


def _clock_time(text: str) -> time:
    if not re.fullmatch(r"\d\d:\d\d", text):
        raise ValueError(text)
    return time.fromisoformat(text)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, IsADirectoryError) as error:
        raise ValueError(name) from error


Code = Annotated[
    str,
    Shape(
        'a code: a small letter, then at most 39 small letters, digits, "_" or "-"',
        _matching(r"[a-z][a-z0-9_-]{0,39}"),
    ),
]
Text = Annotated[str, Shape("words on one line, with no space before or after", _plain)]
Zone = Annotated[str, Shape('a time zone, as in "Europe/London"', _zone)]
Version = Annotated[
    str,
    Shape(
        'a version of at most 20 letters, digits, "." or "-", as in "2015-02"',
        _matching(r"[A-Za-z0-9.-]{1,20}"),
    ),
]
OdsCode = Annotated[
    str,
    Shape("an ODS code: three to nine capital letters and digits", _matching(r"[A-Z0-9]{3,9}")),
]
PracticeCode = Annotated[
    str,
    Shape(
        "the ODS code of a practice: one capital letter and five digits", _matching(r"[A-Z]\d{5}")
    ),
]
Telephone = Annotated[
    str,
    Shape(
        'a telephone number in digits and single spaces that starts with 0, as in "01632 960001"',
        _matching(r"0\d(?: ?\d){8,9}"),
    ),
]
Days = Annotated[timedelta, Shape('a number of days, as in "90 days"', _days)]
TimeOfDay = Annotated[time, Shape('a time of day, as in "21:00"', _clock_time)]
OutwardCode = Annotated[
    str,
    Shape('the first half of a postcode, as in "HP19"', _matching(r"[A-Z]{1,2}\d[A-Z\d]?")),
]
Endpoint = Annotated[
    str,
    Shape(
        '"folder:" to drop files, or an address that starts with "https://"',
        _matching(r"folder:|https://[A-Za-z0-9.-]+(?::\d+)?(?:/\S*)?"),
    ),
]
Duration = Annotated[timedelta, Shape('a length of time, as in "30 min" or "3 h"', _duration)]
Span = Annotated[tuple[time, time], Shape('hours, as in "07:00-22:00" or "21:00-07:30"', _span)]

OrganisationRef = Annotated[str, RefersTo("organisations", "organisation", also=("practices",))]
LocalityRef = Annotated[str, RefersTo("localities", "locality")]
SiteRef = Annotated[str, RefersTo("sites", "site")]
TeamRef = Annotated[str, RefersTo("teams", "team")]
ServiceRef = Annotated[str, RefersTo("services", "service")]
ProfessionRef = Annotated[str, RefersTo("professions", "profession")]
LeadRef = Annotated[str, RefersTo("leads", "lead")]
ClassRef = Annotated[str, RefersTo("response_classes", "response class")]
ContactTypeRef = Annotated[str, RefersTo("contact_types", "contact type")]
CalendarRef = Annotated[str, RefersTo("calendars", "calendar")]
