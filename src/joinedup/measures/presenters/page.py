"""The response board as a page: its filters, its charts, and where each figure leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.measures.domain.board import By
from joinedup.measures.forms import WEEKS, Filters
from joinedup.measures.presenters import charts, names
from joinedup.measures.presenters.sheet import Sheet, SheetRow, Table

OPENED: Final = frozenset(
    {"received", "accepted", "counted", "in_time", "open_now", "over_now", "advised", "declined"}
)
"""Columns whose figures open to a list; a share or a wait is of those that its count opens to."""

type Answers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One drop-down list of the filters."""

    name: str
    label: str
    answers: Answers
    chosen: str


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its chart."""

    table: Table
    chart: charts.BarChart


@dataclass(frozen=True, slots=True)
class BoardPage:
    """All that the page prints."""

    sheet: Sheet
    choices: tuple[Choice, ...]
    chosen: tuple[tuple[str, str], ...]
    weeks: Table
    week_chart: charts.WeekChart
    sections: tuple[Section, ...]
    about: tuple[tuple[str, str], ...]
    target: str
    query: str
    list_address: str

    def opens(self, row: SheetRow, by: str, column: str) -> str:
        """Where a figure leads; nothing where it is of nobody, withheld, or of no list."""
        is_open = self.sheet.response.sees_people and column in OPENED
        if not (is_open and row.cells[column]):
            return ""
        of = f"&by={by}&of={row.code}" if by else ""
        before = f"{self.query}&" if self.query else ""
        return f"{self.list_address}?{before}column={column}{of}"


def board_page(sheet: Sheet, filters: Filters) -> BoardPage:
    """The page of a board."""
    measures = sheet.response.measures
    target = measures[0].target_percent if len(measures) == 1 else None
    weeks = sheet.table(By.WEEK)
    return BoardPage(
        sheet=sheet,
        choices=_choices(filters),
        chosen=_chosen(filters),
        weeks=weeks,
        week_chart=charts.weeks(weeks.rows, target=target),
        sections=tuple(
            Section(one, charts.parts(one.rows)) for one in sheet.tables if one.by != By.WEEK
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
        list_address=reverse("measures:behind"),
    )


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
            words.response_class.capitalize(),
            _names(here.response_classes),
            given,
        ),
        _choice("lead", words.lead.capitalize(), _names(here.leads), given),
        _choice("locality", words.locality.capitalize(), _names(here.localities), given),
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


def _chosen(filters: Filters) -> tuple[tuple[str, str], ...]:
    labels = {one.name: dict(one.answers) for one in _choices(filters)}
    return tuple(
        (labels[name].get(code, code), f"?{filters.without(name)}")
        for name, code in filters.given.items()
        if name in labels
    )
