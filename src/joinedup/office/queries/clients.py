"""API clients as their pages show them: what each may do, until when, and when it last asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from joinedup.foundation import accounts, instant, journey
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.models import ApiClient, periods
from joinedup.foundation.permissions import ClientScope, Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId, Page, Version

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One API client; its secrets are known to nobody here, only how many work now."""

    id: UUID
    account_id: AccountId
    account_name: str
    name: str
    owner: str
    scopes: tuple[ClientScope, ...]
    a_minute: int
    since: datetime
    until: datetime | None
    last_used_at: datetime | None
    secret_count: int
    is_live: bool
    version: Version


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client, and what was done to it, newest first."""

    client: ClientRow
    entries: tuple[EntryRow, ...]
    names: dict[UUID, str]


def clients(
    scope: Scope,
    *,
    account_id: AccountId | None = None,
    after: UUID | None = None,
    limit: int = 25,
) -> Page[ClientRow]:
    """Clients by name, those of one account or all; ended ones too, so that none is forgotten."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = _found(scope.now)
    if account_id is not None:
        found = found.filter(account_id=account_id)
    total = found.order_by()[: MOST_COUNTED + 1].count()
    last = ApiClient.objects.filter(id=after).first() if after is not None else None
    if last is not None:
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.id))
    rows = list(found.order_by("name", "id")[: limit + 1])
    return Page(
        rows=tuple(_row(one, scope.now) for one in rows[:limit]),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def client_page(scope: Scope, client_id: UUID) -> ClientPage:
    """One client, live or ended."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = _found(scope.now).filter(id=client_id).first()
    if found is None:
        raise NotFound()
    entries = journey.entries_about(ApiClient._meta.label_lower, found.id)[::-1]
    return ClientPage(
        client=_row(found, scope.now),
        entries=tuple(entries),
        names=accounts.names({one.by_account for one in entries}),
    )


def client_named(name: str) -> ClientRow:
    """The live client of a name, for the command line; raises `NotFound`."""
    now = instant.now()
    found = _found(now).filter(periods.not_ended(now), name=name).order_by("since", "id").first()
    if found is None:
        raise NotFound()
    return _row(found, now)


def _found(at: datetime) -> QuerySet[ApiClient]:
    live = Count("secrets", filter=periods.running(at, path="secrets__"))
    return ApiClient.objects.select_related("account").annotate(secret_count=live)


def _row(one: ApiClient, at: datetime) -> ClientRow:
    is_live = one.account.is_active and (one.until is None or one.until > at)
    count: int = one.secret_count  # type: ignore[attr-defined]
    return ClientRow(
        id=one.id,
        account_id=AccountId(one.account_id),
        account_name=one.account.display_name,
        name=one.name,
        owner=one.owner,
        scopes=tuple(scope for scope in ClientScope if scope in one.scopes.split()),
        a_minute=one.a_minute,
        since=one.since,
        until=one.until,
        last_used_at=one.last_used_at,
        secret_count=count if is_live else 0,
        is_live=is_live,
        version=Version(one.version),
    )
