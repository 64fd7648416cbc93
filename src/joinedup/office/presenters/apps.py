"""SMART apps in words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.kernel.ids import Page
from joinedup.office.presenters.accounts import CAPPED, Step
from joinedup.office.queries import AppPage, AppRow
from joinedup.web import filters, words


@dataclass(frozen=True, slots=True)
class Listed:
    """One app as the list draws it."""

    href: str
    name: str
    owner: str
    last_used: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything that the list draws."""

    rows: tuple[Listed, ...]
    total: str
    next_href: str
    first_href: str


@dataclass(frozen=True, slots=True)
class OnePage:
    """Everything that the page of one app draws."""

    app: AppRow
    facts: tuple[tuple[str, str], ...]
    history: tuple[Step, ...]


def page(found: Page[AppRow], *, is_first: bool) -> ListPage:
    """The list."""
    address = reverse("office:apps")
    return ListPage(
        rows=tuple(_listed(one) for one in found.rows),
        total=CAPPED if found.total_is_capped else f"{found.total:,}",
        next_href=f"{address}?after={found.next_key}" if found.next_key else "",
        first_href="" if is_first else address,
    )


def app(found: AppPage, *, fhir: str) -> OnePage:
    """One app, and what its maker has to know."""
    one = found.app
    until = filters.moment(one.until) if one.until else _("No day is set")
    return OnePage(
        app=one,
        facts=(
            (_("Client id"), str(one.id)),
            (_("FHIR address (iss)"), fhir),
            (_("Who answers for it"), one.owner),
            (_("Where it is opened"), one.launch_url),
            (_("State"), _state(one)[0]),
            (_("Registered"), filters.moment(one.since)),
            (_("Ends"), until),
            (_("Last read"), _last_used(one)),
        ),
        history=tuple(
            Step(words.of_fact(entry.kind), entry.at, found.names.get(entry.by_account, ""), "")
            for entry in found.entries
        ),
    )


def _listed(one: AppRow) -> Listed:
    state, tone = _state(one)
    return Listed(
        href=reverse("office:see_app", args=[one.id]),
        name=one.name,
        owner=one.owner,
        last_used=_last_used(one),
        state=state,
        tone=tone,
    )


def _state(one: AppRow) -> tuple[str, str]:
    return (_("Works"), "green") if one.is_live else (_("Ended"), "red")


def _last_used(one: AppRow) -> str:
    return filters.moment(one.last_used_at) if one.last_used_at else _("Never")
