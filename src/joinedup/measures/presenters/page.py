"""The response board as a page: its filters, its charts, and where each figure leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.measures.domain.board import By
from joinedup.measures.presenters import charts, names
from joinedup.measures.presenters.choosing import EARLIEST, WEEKS, Filters
from joinedup.measures.presenters.sheet import COLUMNS, NOW, Sheet, SheetRow, Table
from joinedup.web.filters import capital

OPENED: Final = frozenset(
    {"received", "accepted", "counted", "in_time", "open_now", "over_now", "advised", "declined"}
)
"""Columns whose figures open to a list; a share or a wait is of those that its count opens to."""
WAITS: Final = frozenset({"median_minutes", "ninetieth_minutes"})

type Answers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One drop-down list of the filters."""

    name: str
    label: str
    answers: Answers
    chosen: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in words, and where it leads; nowhere where it is of nobody, or withheld."""

    words: str
    href: str = ""
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """One table as it is drawn: put into words here, since a page draws hundreds of cells."""

    by: str
    title: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its chart."""

    table: Drawn
    chart: charts.BarChart


@dataclass(frozen=True, slots=True)
class BoardPage:
    """All that the page prints."""

    sheet: Sheet
    choices: tuple[Choice, ...]
    chosen: tuple[tuple[str, str], ...]
    total: dict[str, Figure]
    calls: dict[str, Figure]
    weeks: Drawn
    declined: Drawn
    calls_ended: Drawn
    earlier: str
    later: str
    week_chart: charts.WeekChart
    sections: tuple[Section, ...]
    about: tuple[tuple[str, str], ...]
    target: str
    query: str


def board_page(sheet: Sheet, filters: Filters) -> BoardPage:
    """The page of a board."""
    measures = sheet.response.measures
    target = measures[0].target_percent if len(measures) == 1 else None
    weeks = sheet.table(By.WEEK)
    leads, choices = _Leads(sheet, filters.query()), _choices(filters)
    return BoardPage(
        sheet=sheet,
        choices=choices,
        chosen=_chosen(filters, choices),
        total={column: leads.figure(sheet.total, "", column) for column in sheet.total.cells},
        # Of calls there is no list: they are counted from what the telephone system told.
        calls={
            column: replace(leads.figure(sheet.calls, "", column), href="")
            for column in sheet.calls.cells
        }
        if sheet.calls
        else {},
        weeks=leads.drawn(weeks, [one for one in COLUMNS if one not in NOW]),
        declined=leads.drawn(sheet.declined, ["declined"]),
        calls_ended=leads.drawn(sheet.calls_ended, ["calls"]),
        earlier=_moved(filters, -1),
        later=_moved(filters, 1),
        week_chart=charts.weeks(weeks.rows, target=target),
        sections=tuple(
            Section(leads.drawn(one, COLUMNS), charts.parts(one.rows))
            for one in sheet.tables
            if one.by != By.WEEK
        ),
        about=tuple(
            (
                _("%(name)s, version %(version)s") % {"name": one.name, "version": one.version},
                _("%(about)s. Source: %(source)s.")
                % {"about": names.about(one), "source": one.source},
            )
            for one in measures
        ),
        target=_target(target),
        query=filters.query(),
    )


class _Leads:
    """Puts figures into words, and says which list each leads to."""

    def __init__(self, sheet: Sheet, query: str) -> None:
        self._is_open = sheet.response.sees_people
        before = f"{query}&" if query else ""
        self._address = f"{reverse('measures:behind')}?{before}column="
        self._heads = _heads()

    def drawn(self, table: Table, columns: Sequence[str]) -> Drawn:
        """A table in words."""
        return Drawn(
            table.by,
            table.title,
            table.heading,
            tuple(self._heads[column] for column in columns),
            tuple(
                (row.name, tuple(self.figure(row, table.by, column) for column in columns))
                for row in table.rows
            ),
        )

    def figure(self, row: SheetRow, by: str, column: str) -> Figure:
        """One figure in words."""
        if column in row.withheld:
            return Figure(_("withheld"), is_withheld=True)
        count = row.cells[column]
        if count is None:
            return Figure(names.NOTHING)
        if column == "in_time_percent":
            return Figure(f"{count}%")
        if column in WAITS:
            return Figure(names.minutes(int(count)))
        is_list = self._is_open and count and column in OPENED
        of = f"&by={by}&of={row.code}" if by else ""
        return Figure(f"{count:,}", f"{self._address}{column}{of}" if is_list else "")


def _heads() -> dict[str, str]:
    return {
        "received": _("Received"),
        "accepted": _("Accepted"),
        "counted": _("Counted"),
        "in_time": _("In time"),
        "in_time_percent": _("Share in time"),
        "median_minutes": _("Median"),
        "ninetieth_minutes": _("90th"),
        "open_now": _("Open now"),
        "over_now": _("Over now"),
        "advised": _("Advice only"),
        "declined": _("Declined"),
        "calls": _("Calls"),
    }


def _moved(filters: Filters, times: int) -> str:
    """The same figures of as many weeks before or after; nothing where there are none yet."""
    asked = filters.asked
    last = asked.last + timedelta(weeks=times * asked.weeks)
    monday = last - timedelta(days=last.weekday())
    if not EARLIEST <= monday <= place.today():
        return ""
    kept = {name: said for name, said in filters.given.items() if name != "last"}
    return f"?{urlencode({**kept, 'last': min(last, place.today()).isoformat()})}"


def _target(target: Decimal | None) -> str:
    return "" if target is None else _("Target: %(share)s") % {"share": names.percent(target)}


def _choices(filters: Filters) -> tuple[Choice, ...]:
    here, given = place.current(), filters.given
    words = here.words
    kinds = dict.fromkeys(one.kind.value for one in here.organisations.values())
    return (
        Choice(
            "weeks",
            _("Period"),
            tuple((str(n), _("Last %(n)s weeks") % {"n": n}) for n in WEEKS),
            str(filters.asked.weeks),
        ),
        _choice("measure", _("Measure"), _names(here.measures), given, _("Each class by its own")),
        _choice(
            "response_class",
            capital(words.response_class),
            _names(here.response_classes),
            given,
        ),
        _choice("lead", capital(words.lead), _names(here.leads), given),
        _choice("locality", capital(words.locality), _names(here.localities), given),
        _choice(
            "referrer",
            _("Referred by"),
            tuple((kind, names.part(By.REFERRER, kind)) for kind in kinds),
            given,
        ),
        _choice("service", _("Service"), _names(here.services), given),
    )


def _choice(
    name: str, label: str, answers: Answers, given: Mapping[str, str], every: str = ""
) -> Choice:
    return Choice(name, label, (("", every or _("All")), *answers), given.get(name, ""))


def _names(section: Mapping[str, object]) -> Answers:
    return tuple((code, str(getattr(one, "name", code))) for code, one in section.items())


def _chosen(filters: Filters, choices: Iterable[Choice]) -> tuple[tuple[str, str], ...]:
    labels = {one.name: dict(one.answers) for one in choices}
    return tuple(
        (labels[name].get(code, code), f"?{filters.without(name)}")
        for name, code in filters.given.items()
        if name in labels
    )
