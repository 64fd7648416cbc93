"""API clients in words."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.kernel.ids import Page
from joinedup.office.presenters.accounts import CAPPED, Step
from joinedup.office.queries import ClientPage, ClientRow
from joinedup.web import filters, words


@dataclass(frozen=True, slots=True)
class Listed:
    """One client as the list draws it."""

    href: str
    name: str
    partner: str
    may: tuple[str, ...]
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
    """Everything that the page of one client draws."""

    client: ClientRow
    facts: tuple[tuple[str, str], ...]
    may: tuple[str, ...]
    history: tuple[Step, ...]


def after(text: str) -> UUID | None:
    """After which client the page goes on; from the first where that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def page(found: Page[ClientRow], *, is_first: bool) -> ListPage:
    """The list."""
    address = reverse("office:clients")
    return ListPage(
        rows=tuple(listed(one) for one in found.rows),
        total=CAPPED if found.total_is_capped else f"{found.total:,}",
        next_href=f"{address}?after={found.next_key}" if found.next_key else "",
        first_href="" if is_first else address,
    )


def listed(one: ClientRow) -> Listed:
    """A client as a row."""
    state, tone = _state(one)
    return Listed(
        href=reverse("office:see_client", args=[one.id]),
        name=one.name,
        partner=one.account_name,
        may=tuple(scope.label for scope in one.scopes),
        last_used=_last_used(one),
        state=state,
        tone=tone,
    )


def client(found: ClientPage) -> OnePage:
    """One client."""
    one = found.client
    until = filters.moment(one.until) if one.until else _("No day is set")
    return OnePage(
        client=one,
        facts=(
            (_("Acts as"), one.account_name),
            (_("Who answers for it"), one.owner or _("Not recorded")),
            (_("State"), _state(one)[0]),
            (_("Made"), filters.moment(one.since)),
            (_("Ends"), until),
            (_("Last asked"), _last_used(one)),
            (_("Requests a minute, at most"), f"{one.a_minute:,}"),
            (_("Secrets that work now"), str(one.secret_count)),
        ),
        may=tuple(scope.label for scope in one.scopes),
        history=tuple(
            Step(words.of_fact(entry.kind), entry.at, found.names.get(entry.by_account, ""), "")
            for entry in found.entries
        ),
    )


def _state(one: ClientRow) -> tuple[str, str]:
    if not one.is_live:
        return _("Ended"), "red"
    return (_("Works"), "green") if one.secret_count else (_("Has no secret"), "grey")


def _last_used(one: ClientRow) -> str:
    return filters.moment(one.last_used_at) if one.last_used_at else _("Never")
