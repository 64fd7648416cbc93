"""The list behind a figure: what it is of, who is on it, and how many are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.measures.domain.board import By
from joinedup.measures.domain.shown import REASON
from joinedup.measures.presenters import names
from joinedup.measures.presenters.choosing import Filters
from joinedup.measures.queries import Behind, Waited
from joinedup.referrals.queries.listed import ListedRow
from joinedup.web import filters

COLUMN_WORDS: Final[Mapping[str, object]] = {
    "received": gettext_lazy("Received"),
    "accepted": gettext_lazy("Accepted by a team"),
    "counted": gettext_lazy("Counted by the measure"),
    "in_time": gettext_lazy("Answered in time"),
    "over": gettext_lazy("Not in time"),
    "answered": gettext_lazy("Answered"),
    "not_yet": gettext_lazy("Not due yet"),
    "ended_first": gettext_lazy("Ended before due"),
    "outside": gettext_lazy("Not of this measure"),
    "open_now": gettext_lazy("Open now"),
    "over_now": gettext_lazy("Open and over now"),
    "advised": gettext_lazy("Advice only"),
    "declined": gettext_lazy("Declined"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line on the list."""

    row: ListedRow
    waited: Waited

    @property
    def wait(self) -> str:
        """How long it waited for its answer, on any clock on the wall."""
        answered = self.waited.answered_at
        return filters.duration(answered - self.waited.started_at) if answered else names.NOTHING


@dataclass(frozen=True, slots=True)
class BehindPage:
    """All that the page prints."""

    what: str
    of: str
    rows: tuple[Listed, ...]
    count: int
    seen_count: int
    unseen_count: int
    back: str
    next_href: str
    first_href: str


def behind_page(
    found: Behind, asked: Filters, *, after: str | None, column: str, by: str, code: str
) -> BehindPage:
    """The page of the lines behind one figure."""
    query = {"column": column, "by": by, "of": code}
    address = reverse("measures:behind")
    following = found.page.next_key
    return BehindPage(
        what=str(COLUMN_WORDS[column]),
        of=_part(by, code, is_of_any=bool(found.count)),
        rows=tuple(Listed(row, found.waited[row.line_id]) for row in found.page.rows),
        count=found.count,
        seen_count=found.page.total,
        unseen_count=found.unseen_count,
        back=f"{reverse('measures:response')}?{asked.query()}",
        next_href=f"{address}?{asked.query(**query, after=following)}" if following else "",
        first_href=f"{address}?{asked.query(**query)}" if after else "",
    )


def _part(by: str, code: str, *, is_of_any: bool) -> str:
    if by not in {*By, REASON}:
        return _("All lines asked for")
    if not is_of_any and not names.is_known(by, code):
        return _("The board has no such part")
    if by == REASON:
        return names.reason(code)
    try:
        return f"{names.one(By(by))}: {names.part(By(by), code)}"
    except ValueError:
        # No week that the board names.
        return code
