"""The place as loaded, and how it stands, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joinedup.foundation import instant
from joinedup.foundation.place import Place
from joinedup.foundation.place_schema import ResponseClass, TriageClock
from joinedup.kernel.finding import Finding
from joinedup.office.queries import JobRow

HOLIDAYS_AHEAD: Final = timedelta(days=60)
SHOWN_OF_EACH: Final = 20
_LATE: Final = timedelta(minutes=10)
_SOURCES: Final = {
    "clocks": gettext_lazy("Clocks"),
    "hand-offs": gettext_lazy("Hand-offs"),
    "key": gettext_lazy("The key of the journey log"),
    "place": gettext_lazy("The file of the place"),
    "seals": gettext_lazy("Seals"),
    "store": gettext_lazy("The store"),
    "worker": gettext_lazy("The worker"),
}


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A response class and its clocks."""

    name: str
    promise: str
    answered_within: str
    answered_in: str
    answered_by: str
    triaged_within: str
    triaged_in: str
    version: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """What the file of the place declares."""

    name: str
    strapline: str
    counts: tuple[tuple[int, str], ...]
    classes: tuple[ClassRow, ...]
    not_stated: str
    holidays_until: date | None
    do_holidays_end_soon: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A job that comes round."""

    name: str
    every: str
    last_done_at: datetime | None
    state: str
    tone: str
    error: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found in one part, and how much more than is shown."""

    words: str
    source: str
    count: int
    findings: tuple[Finding, ...]
    more: int


def page(here: Place, today: date) -> PlacePage:
    """What was loaded, counted, and how soon everybody is answered."""
    until = here.bank_holidays_known_until()
    as_class = here.response_classes[here.not_stated_counts_as].name
    not_stated = here.triage_clocks[TriageClock.NOT_STATED]
    said = _(
        "A referral that does not say how soon counts as %(as)s and is triaged within %(time)s"
    )
    return PlacePage(
        name=here.name,
        strapline=here.strapline,
        counts=_counts(here),
        classes=tuple(_class(here, one) for one in here.response_classes.values()),
        not_stated=said % {"as": as_class, "time": length(not_stated.limit)},
        holidays_until=until,
        do_holidays_end_soon=until is not None and until < today + HOLIDAYS_AHEAD,
    )


def jobs(rows: Sequence[JobRow]) -> list[Job]:
    """Jobs with how they stand."""
    return [_job(one) for one in rows]


def groups(found: Sequence[Finding]) -> list[Group]:
    """What was found, part by part, the first of each shown."""
    gathered: dict[str, list[Finding]] = {}
    for one in found:
        gathered.setdefault(one.source, []).append(one)
    return [
        Group(
            words=str(_SOURCES.get(source, source)),
            source=source,
            count=len(listed),
            findings=tuple(listed[:SHOWN_OF_EACH]),
            more=max(0, len(listed) - SHOWN_OF_EACH),
        )
        for source, listed in gathered.items()
    ]


def length(limit: timedelta) -> str:
    """Open time in hours, never in days: fifteen core hours are a day, and forty-five are three."""
    minutes = int(limit.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    said = [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}] if hours else []
    if rest:
        said.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(said)


def _counts(here: Place) -> tuple[tuple[int, str], ...]:
    return (
        _count(
            len(here.organisations) - len(here.practices),
            "organisation besides the practices",
            "organisations besides the practices",
        ),
        _count(len(here.practices), "practice", "practices"),
        _count(len(here.localities), "locality", "localities"),
        _count(len(here.teams), "team", "teams"),
        _count(len(here.services), "service", "services"),
        _count(len(here.partners), "partner that sends messages", "partners that send messages"),
    )


def _count(count: int, one: str, more: str) -> tuple[int, str]:
    return count, ngettext(one, more, count)


def _class(here: Place, one: ResponseClass) -> ClassRow:
    triage = here.triage_clocks[one.code]
    return ClassRow(
        name=one.name,
        promise=one.promise,
        answered_within=length(one.limit),
        answered_in=here.calendars[one.calendar].name,
        answered_by=", ".join(here.contact_types[code].name for code in one.clock_stopped_by),
        triaged_within=length(triage.limit),
        triaged_in=here.calendars[triage.calendar].name,
        version=one.version,
    )


def _job(row: JobRow) -> Job:
    state, tone = _("As it should be"), "green"
    if row.last_error:
        state, tone = _("Failed last time"), "red"
    elif row.next_at is None:
        state, tone = _("Not done yet"), "yellow"
    elif instant.now() - row.next_at > _LATE:
        state, tone = _("Late: is a worker running?"), "red"
    every = timedelta(seconds=row.every_seconds)
    return Job(
        name=row.name.replace(".", ": ").replace("_", " ").capitalize(),
        every=length(every) or _("%(n)s seconds") % {"n": row.every_seconds},
        last_done_at=row.last_done_at,
        state=state,
        tone=tone,
        error=row.last_error,
    )
