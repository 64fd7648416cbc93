"""The queue as a page: its tabs, its filters and what falls due next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import duty
from joinedup.foundation.duty import OnDuty
from joinedup.foundation.place import Place
from joinedup.kernel.ids import Page
from joinedup.referrals.queries.queue import TABS
from joinedup.referrals.queries.rows import QueueCounts, QueueRow

CAPPED = "1,000 or more"
CALL_BACK = "call_back"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks to see; anything that the place does not have is left out."""

    tab: str
    locality: str | None
    response_class: str | None
    after: str | None

    def address(self, **changed: str | None) -> str:
        """The address of the queue with some of it changed; paging starts again."""
        wanted: dict[str, str | None] = {
            "tab": self.tab,
            "locality": self.locality,
            "class": self.response_class,
        }
        asked = {key: value for key, value in {**wanted, **changed}.items() if value}
        return f"{reverse('referrals:queue')}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab with its count."""

    words: str
    href: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Everything that the queue draws."""

    rows: tuple[QueueRow, ...]
    tabs: tuple[Tab, ...]
    filters: Filters
    chosen: tuple[tuple[str, str], ...]
    localities: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]
    total: str
    next_href: str
    first_href: str
    poll_href: str
    oldest_unopened: datetime | None
    open_calls: int
    undelivered_count: int
    on_duty: tuple[OnDuty, ...]
    is_front_door_held: bool


def filters(asked: Mapping[str, str], place: Place) -> Filters:
    """Read the address; an unknown tab, locality or class shows the whole."""
    tab = asked.get("tab", TABS[0])
    locality, response_class = asked.get("locality"), asked.get("class")
    return Filters(
        tab=tab if tab in TABS else TABS[0],
        locality=locality if locality in place.localities else None,
        response_class=response_class if response_class in place.response_classes else None,
        after=asked.get("after") or None,
    )


def page(
    listed: Page[QueueRow],
    counts: QueueCounts,
    asked: Filters,
    place: Place,
    *,
    latest: str,
    oldest_unopened: datetime | None,
    undelivered_count: int,
    on_duty: tuple[OnDuty, ...],
) -> QueuePage:
    """Put the queue's rows, counts and filters together."""
    names = {code: one.name for code, one in place.localities.items()}
    classes = {code: one.name for code, one in place.response_classes.items()}
    chosen = []
    if asked.locality:
        chosen.append((names[asked.locality], asked.address(locality=None)))
    if asked.response_class:
        chosen.append((classes[asked.response_class], asked.address(**{"class": None})))
    return QueuePage(
        rows=listed.rows,
        tabs=tuple(_tab(code, counts, asked) for code in TABS),
        filters=asked,
        chosen=tuple(chosen),
        localities=(("", _("Every %(thing)s") % {"thing": place.words.locality}), *names.items()),
        classes=(
            ("", _("Every %(thing)s") % {"thing": place.words.response_class}),
            *classes.items(),
        ),
        total=CAPPED if listed.total_is_capped else f"{listed.total:,}",
        next_href=asked.address(after=listed.next_key) if listed.next_key else "",
        first_href=asked.address() if asked.after else "",
        poll_href=f"{reverse('referrals:queue_changes')}?{urlencode({'since': latest})}",
        oldest_unopened=oldest_unopened,
        open_calls=counts.open_calls,
        undelivered_count=undelivered_count,
        on_duty=on_duty,
        is_front_door_held=duty.is_front_door_held(on_duty),
    )


def _tab(code: str, counts: QueueCounts, asked: Filters) -> Tab:
    words = {
        "to_triage": _("To triage"),
        "waiting_for_information": _("Waiting for information"),
        "with_team": _("With a team, not accepted"),
        "no_worker": _("Accepted, no worker"),
        "call_back": _("Call back"),
        "all_open": _("All open"),
    }
    # Whoever rang is owed a call whether or not a line came of it.
    count = getattr(counts, code) + (counts.callers_owed if code == CALL_BACK else 0)
    return Tab(words[code], asked.address(tab=code), count, code == asked.tab)
