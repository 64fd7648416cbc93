"""Reading accounts: who can sign in, as what, since when, and what was done to each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.foundation import accounts as foundation
from joinedup.foundation import instant, journey, residents
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.models import Account, Membership, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel import facts
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId, Page, Version
from joinedup.office import events

MOST_COUNTED: Final = 1000
HISTORY_LENGTH: Final = 50
LATEST_SIGN_INS: Final = 5
# Our own jobs have accounts to be named by, and nobody manages those.
_OWN_JOBS: Final = "system:"
_SIGN_INS: Final = (facts.kind_of(events.SignedIn), facts.kind_of(events.SignedOut))


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role that an account holds somewhere now."""

    id: UUID
    account_id: AccountId
    role: str
    organisation_code: str
    team_code: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AccountRow:
    """Somebody, or a partner's system, that can act here."""

    id: AccountId
    username: str
    display_name: str
    profession: str
    is_active: bool
    is_system: bool
    roles: tuple[RoleRow, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything that is managed of one account, and what was done to it, newest first."""

    account: AccountRow
    version: Version
    email: str
    direct_number: str
    made_at: datetime
    last_signed_in_at: datetime | None
    dormant_since: datetime | None
    has_token: bool
    entries: tuple[EntryRow, ...]
    sign_ins: tuple[EntryRow, ...]
    """The latest through a provider; apart, or they would drown what was done."""
    names: Mapping[UUID, str]


def accounts(
    scope: Scope,
    *,
    text: str = "",
    role: str = "",
    is_active: bool = True,
    is_dormant: bool = False,
    after: AccountId | None = None,
    limit: int = 25,
) -> Page[AccountRow]:
    """Accounts by name: open ones, closed ones, or of those the ones that nobody used.

    Every word typed is in the name or user name.
    """
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = _managed().filter(is_active=is_active)
    if is_dormant:
        found = found.filter(dormant_since__isnull=False)
    for word in text.split():
        found = found.filter(Q(display_name__icontains=word) | Q(username__icontains=word))
    if role:
        held = _live().filter(account_id=OuterRef("id"), role=role)
        found = found.filter(Exists(held))
    total = found[: MOST_COUNTED + 1].count()
    rows = list(_after(found, after).order_by("display_name", "id")[: limit + 1])
    return Page(
        rows=tuple(_rows(rows[:limit])),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def account_page(scope: Scope, account_id: AccountId) -> AccountPage:
    """One account, open or closed."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    account = _managed().filter(id=account_id).first()
    if account is None:
        raise NotFound()
    entries = journey.entries_of([account.id], without=_SIGN_INS, limit=HISTORY_LENGTH)
    sign_ins = journey.entries_of([account.id], only=_SIGN_INS, limit=LATEST_SIGN_INS)
    return AccountPage(
        account=_rows([account])[0],
        version=Version(account.version),
        email=account.email,
        direct_number=account.direct_number,
        made_at=account.made_at,
        last_signed_in_at=account.last_login,
        dormant_since=account.dormant_since,
        has_token=account.is_system and foundation.has_token(account.id),
        entries=tuple(entries),
        sign_ins=tuple(sign_ins),
        names=foundation.names({one.by_account for one in entries}),
    )


def role_held(scope: Scope, membership_id: UUID) -> RoleRow:
    """A role that somebody holds now."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = _live().filter(id=membership_id, account__in=_managed()).first()
    if found is None:
        raise NotFound()
    return _role(found)


def partners_with_account(scope: Scope) -> frozenset[str]:
    """The partners of the place whose system has an account of the partner's code."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = _managed().filter(is_system=True)
    return frozenset(found.values_list("username", flat=True))


def _managed() -> QuerySet[Account]:
    # Whoever sees their own care is managed by those who care for them, letter by letter.
    staff = Account.objects.exclude(username__startswith=_OWN_JOBS)
    return staff.exclude(residents.are_residents())


def _live() -> QuerySet[Membership]:
    return Membership.objects.filter(periods.running(instant.now()))


def _after(found: QuerySet[Account], after: AccountId | None) -> QuerySet[Account]:
    last = Account.objects.filter(id=after).first() if after else None
    if last is None:
        return found
    same_name = Q(display_name=last.display_name, id__gt=last.id)
    return found.filter(Q(display_name__gt=last.display_name) | same_name)


def _rows(found: Iterable[Account]) -> list[AccountRow]:
    listed = list(found)
    held: dict[UUID, list[RoleRow]] = {one.id: [] for one in listed}
    for one in _live().filter(account_id__in=held).order_by("since", "id"):
        held[one.account_id].append(_role(one))
    return [
        AccountRow(
            id=AccountId(one.id),
            username=one.username,
            display_name=one.display_name,
            profession=one.profession,
            is_active=one.is_active,
            is_system=one.is_system,
            roles=tuple(held[one.id]),
        )
        for one in listed
    ]


def _role(held: Membership) -> RoleRow:
    return RoleRow(
        id=held.id,
        account_id=AccountId(held.account_id),
        role=held.role,
        organisation_code=held.organisation_code,
        team_code=held.team_code,
        since=held.since,
    )
