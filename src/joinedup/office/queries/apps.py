"""SMART apps as their pages show them: where each is opened, what it may read, until when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import accounts, instant, journey
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.models import App, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, Version

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class AppRow:
    """One app, live or ended."""

    id: UUID
    name: str
    owner: str
    launch_url: str
    redirect_uris: tuple[str, ...]
    kinds: tuple[str, ...]
    since: datetime
    until: datetime | None
    last_used_at: datetime | None
    is_live: bool
    version: Version


@dataclass(frozen=True, slots=True)
class AppPage:
    """One app, and what was done to it, newest first."""

    app: AppRow
    entries: tuple[EntryRow, ...]
    names: dict[UUID, str]


def apps(scope: Scope, *, after: UUID | None = None, limit: int = 25) -> Page[AppRow]:
    """Apps by name; ended ones too, so that none is forgotten."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = App.objects.order_by("name", "id")
    total = found.order_by()[: MOST_COUNTED + 1].count()
    last = App.objects.filter(id=after).first() if after is not None else None
    if last is not None:
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.id))
    rows = list(found[: limit + 1])
    return Page(
        rows=tuple(_row(one, scope.now) for one in rows[:limit]),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def app_page(scope: Scope, app_id: UUID) -> AppPage:
    """One app, live or ended."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = App.objects.filter(id=app_id).first()
    if found is None:
        raise NotFound()
    entries = journey.entries_about(App._meta.label_lower, found.id)[::-1]
    return AppPage(
        app=_row(found, scope.now),
        entries=tuple(entries),
        names=accounts.names({one.by_account for one in entries}),
    )


def app_named(name: str) -> AppRow:
    """The live app of a name, for the command line; raises `NotFound`."""
    now = instant.now()
    found = App.objects.filter(periods.not_ended(now), name=name).order_by("since", "id").first()
    if found is None:
        raise NotFound()
    return _row(found, now)


def _row(one: App, at: datetime) -> AppRow:
    return AppRow(
        id=one.id,
        name=one.name,
        owner=one.owner,
        launch_url=one.launch_url,
        redirect_uris=tuple(one.redirect_uris.split("\n")),
        kinds=tuple(one.kinds.split()),
        since=one.since,
        until=one.until,
        last_used_at=one.last_used_at,
        is_live=one.until is None or one.until > at,
        version=Version(one.version),
    )
