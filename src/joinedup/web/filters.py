"""How instants, days, numbers and names are put into words on a page, in the place's own time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, ngettext

from joinedup.foundation import instant, place

NBSP: Final = "\u00a0"
_SPEAKS_SEVERAL: Final = len(settings.LANGUAGES) > 1
_MINUTE: Final = timedelta(minutes=1)
_SOON: Final = timedelta(minutes=30)
_in_full: Final = ContextVar("in_full", default=False)


@contextmanager
def in_full() -> Iterator[None]:
    """Say every moment with its date: on what is printed and kept, *today* is soon untrue."""
    before = _in_full.set(True)
    try:
        yield
    finally:
        _in_full.reset(before)


def said(message: str) -> str:
    """A sentence in the language of the reader."""
    # Asked six hundred times for one queue; the reader's language is in the context of the request.
    return _said(get_language() if _SPEAKS_SEVERAL else None, message)


@lru_cache(maxsize=4096)
def _said(language: str | None, message: str) -> str:
    # A queue says the same twenty words on every row, and each look-up walks three catalogues.
    del language
    return translation.gettext(message)


def zone() -> ZoneInfo:
    """The time zone of the place that this process serves."""
    return ZoneInfo(str(place.current().zone))


def local(at: datetime) -> datetime:
    """An instant on the clocks of the place."""
    return at.astimezone(zone())


def day(on: date) -> str:
    """A day in full: 21 November 2026."""
    shown = _as_day(on)
    return f"{shown.day}{NBSP}{shown:%B}{NBSP}{shown.year}"


def short_day(on: date) -> str:
    """A day in a table: 21 Nov 2026."""
    shown = _as_day(on)
    return f"{shown.day}{NBSP}{shown:%b}{NBSP}{shown.year}"


def clock_time(at: datetime) -> str:
    """The time of day: 14:02; in the hour that comes twice, which of the two: 01:30 BST."""
    shown = local(at)
    is_repeated = shown.utcoffset() != shown.replace(fold=1 - shown.fold).utcoffset()
    return f"{shown:%H:%M} {shown:%Z}" if is_repeated else f"{shown:%H:%M}"


def moment(at: datetime) -> str:
    """A day and time, the day in words when it is near: 14:02 today, 21 Nov 2026 at 14:02."""
    shown, today = local(at).date(), local(instant.now()).date()
    near = (
        {}
        if _in_full.get()
        else {
            today: said("today"),
            today - timedelta(days=1): said("yesterday"),
            today + timedelta(days=1): said("tomorrow"),
        }
    )
    if shown in near:
        return f"{clock_time(at)} {near[shown]}"
    return said("%(day)s at %(time)s") % {"day": short_day(at), "time": clock_time(at)}


def duration(length: timedelta) -> str:
    """A length of time in words that fit a row: 9 min, 1 h 12, 2 days 4 h."""
    minutes = max(0, int(length // _MINUTE))
    hours, minutes = divmod(minutes, 60)
    if hours == 0:
        return said("%(n)s min") % {"n": minutes}
    days, hours_left = divmod(hours, 24)
    if days == 0:
        return said("%(h)s h %(m)02d") % {"h": hours, "m": minutes}
    whole = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return f"{whole} {said('%(h)s h') % {'h': hours_left}}" if hours_left else whole


def time_left(due_at: datetime) -> str:
    """How a promise stands now: 1 h 12 left, 20 min over."""
    left = due_at - instant.now()
    if left < timedelta(0):
        return said("%(time)s over") % {"time": duration(-left)}
    return said("%(time)s left") % {"time": duration(left)}


def since(at: datetime) -> str:
    """How long ago something was: 12 min ago."""
    gone = instant.now() - at
    if gone < _MINUTE:
        return said("just now")
    return said("%(time)s ago") % {"time": duration(gone)}


def urgency(due_at: datetime) -> str:
    """How near a promise is: `over`, `soon` or `ahead`; the page says it in words too."""
    left = due_at - instant.now()
    if left < timedelta(0):
        return "over"
    return "soon" if left <= _SOON else "ahead"


def age(born_on: date, on: date | None = None) -> str:
    """Age in words: 81, or months and weeks for the very young."""
    today = on or local(instant.now()).date()
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    years = today.year - born_on.year - (not had_birthday)
    if years >= 2:
        return str(years)
    months = (
        (today.year - born_on.year) * 12 + today.month - born_on.month - (today.day < born_on.day)
    )
    if months >= 1:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    weeks = (today - born_on).days // 7
    return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}


def nhs_number(number: str) -> str:
    """An NHS number as it is read aloud: three, three and four digits."""
    digits = "".join(c for c in number if c.isdigit())
    if len(digits) != 10:
        return number
    return f"{digits[:3]}{NBSP}{digits[3:6]}{NBSP}{digits[6:]}"


def phone(number: str) -> str:
    """A telephone number in the groups that people read aloud; anything else as it was given."""
    digits = "".join(c for c in number if c.isdigit())
    if not digits.startswith("0") or len(digits) != 11:
        return number
    if digits.startswith("02"):
        return f"{digits[:3]}{NBSP}{digits[3:7]}{NBSP}{digits[7:]}"
    # Leeds and Sheffield (011x), Manchester and Tyneside (01x1) have codes of four digits.
    if digits.startswith(("03", "08", "011")) or (digits[1] == "1" and digits[3] == "1"):
        return f"{digits[:4]}{NBSP}{digits[4:7]}{NBSP}{digits[7:]}"
    return f"{digits[:5]}{NBSP}{digits[5:8]}{NBSP}{digits[8:]}"


def machine_time(at: datetime) -> str:
    """An instant as the `datetime` attribute of a `time` element wants it."""
    return local(at).isoformat(timespec="seconds")


def capital(words: str) -> str:
    """Words at the start of a sentence: the first letter large, the others as they are (GP)."""
    return words[:1].upper() + words[1:]


def _as_day(on: date) -> date:
    return local(on).date() if isinstance(on, datetime) else on


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "age": age,
    "capital": capital,
    "clock_time": clock_time,
    "day": day,
    "duration": duration,
    "machine_time": machine_time,
    "moment": moment,
    "nhs_number": nhs_number,
    "phone": phone,
    "short_day": short_day,
    "since": since,
    "time_left": time_left,
    "urgency": urgency,
}
GLOBALS: Final[dict[str, Callable[..., Any]]] = {"here": place.current, "now": instant.now}
