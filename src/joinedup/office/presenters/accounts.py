"""Accounts in words: names of roles, organisations and teams as the place has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.foundation import events, place
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.permissions import Role
from joinedup.kernel.ids import AccountId, Page
from joinedup.office.queries import AccountPage, AccountRow, RoleRow
from joinedup.web import words

CAPPED: Final = "1,000 or more"
_TABS: Final = (
    ("", gettext_lazy("Open")),
    ("closed", gettext_lazy("Closed")),
    ("dormant", gettext_lazy("Closed because nobody used them")),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked to be seen: by the address, and by the name that was typed."""

    text: str
    role: str
    which: str
    after: AccountId | None

    @property
    def is_active(self) -> bool:
        """Whether open accounts are asked for, or closed ones."""
        return not self.which

    @property
    def is_dormant(self) -> bool:
        """Whether only those are asked for that were closed because nobody used them."""
        return self.which == "dormant"

    def address(self, **changed: str) -> str:
        """The address of the page with some of it changed; paging starts again.

        A name that was typed is in no address.
        """
        wanted = {"role": self.role, "which": self.which, **changed}
        asked = {name: value for name, value in wanted.items() if value}
        return f"{reverse('office:accounts')}{'?' if asked else ''}{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Held:
    """A role held, in words."""

    id: UUID
    role: str
    where: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One account as the list draws it."""

    href: str
    name: str
    username: str
    profession: str
    is_system: bool
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """Open accounts or closed ones."""

    words: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything that the list draws."""

    rows: tuple[Row, ...]
    tabs: tuple[Tab, ...]
    filters: Filters
    roles: tuple[tuple[str, str], ...]
    chosen: tuple[tuple[str, str], ...]
    total: str
    next_href: str
    first_href: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to an account."""

    title: str
    at: datetime
    who: str
    words: str
    notes: tuple[str, ...] = ()


def asked(given: Mapping[str, str]) -> Filters:
    """Read what is asked for; a role that there is not shows every role."""
    role = given.get("role", "")
    typed = "".join(one for one in given.get("name", "") if one.isprintable())
    return Filters(
        text=typed.strip()[:100],
        role=role if role in set(Role) else "",
        which=which if (which := given.get("which", "")) in dict(_TABS) else "",
        after=_account_id(given.get("after", "")),
    )


def page(listed: Page[AccountRow], asked: Filters) -> ListPage:
    """Put the rows and the filters together."""
    roles = {role.value: role_name(role) for role in Role if role is not Role.RESIDENT}
    chosen = []
    if asked.text:
        chosen.append((asked.text, asked.address()))
    # Without the role the name would have to be typed again.
    if asked.role and not asked.text:
        chosen.append((roles[asked.role], asked.address(role="")))
    return ListPage(
        rows=tuple(_row(one) for one in listed.rows),
        tabs=tuple(
            Tab(str(said), asked.address(which=which), which == asked.which)
            for which, said in _TABS
        ),
        filters=asked,
        roles=(("", _("All roles")), *roles.items()),
        chosen=tuple(chosen),
        total=CAPPED if listed.total_is_capped else f"{listed.total:,}",
        next_href=asked.address(after=listed.next_key)
        if listed.next_key and not asked.text
        else "",
        first_href=asked.address() if asked.after else "",
    )


def held(one: RoleRow) -> Held:
    """A role held, in words."""
    where = _where(one.organisation_code, [one.team_code])
    return Held(one.id, role_name(one.role), where, one.since)


def history(page: AccountPage) -> list[Step]:
    """What was done to an account, and by whom."""
    return [_step(one, page.names) for one in page.entries]


def sign_ins(page: AccountPage) -> list[Step]:
    """The latest sign-ins through a provider: which, and how surely they showed who they are."""
    return [Step(words.of_fact(one.kind), one.at, "", _through(one.fact)) for one in page.sign_ins]


def role_name(code: str) -> str:
    """What the place calls a role."""
    return place.current().role_name(code)


def _row(one: AccountRow) -> Row:
    return Row(
        href=reverse("office:see_account", args=[one.id]),
        name=one.display_name,
        username=one.username,
        profession=one.profession,
        is_system=one.is_system,
        roles=_gathered(one.roles),
    )


def _gathered(roles: Iterable[RoleRow]) -> tuple[tuple[str, str], ...]:
    """Each role at each organisation once, with all its teams."""
    teams: dict[tuple[str, str], list[str]] = {}
    for one in roles:
        teams.setdefault((one.role, one.organisation_code), []).append(one.team_code)
    return tuple((role_name(role), _where(at, codes)) for (role, at), codes in teams.items())


def _where(organisation_code: str, team_codes: Iterable[str]) -> str:
    here = place.current()
    at = here.organisation_name(organisation_code)
    teams = [here.team_name(code) for code in team_codes if code]
    named = [team for team in teams if team != at]
    return f"{at}: {', '.join(named)}" if named else at


def _step(entry: EntryRow, names: Mapping[UUID, str]) -> Step:
    fact = entry.fact
    is_role = isinstance(fact, events.RoleGiven | events.RoleEnded)
    said = f"{role_name(fact.role)}, {_where(fact.organisation, [fact.team])}" if is_role else ""
    return Step(words.of_fact(entry.kind), entry.at, names.get(entry.by_account, ""), said)


def _through(fact: object) -> str:
    of = settings.JOINEDUP_PROVIDERS.get(getattr(fact, "provider", ""))
    said = (of.name if of else getattr(fact, "provider", ""), getattr(fact, "strength", ""))
    return ", ".join(one for one in said if one)


def _account_id(text: str) -> AccountId | None:
    try:
        return AccountId(UUID(text))
    except ValueError:
        return None
