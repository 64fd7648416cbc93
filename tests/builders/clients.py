"""API clients of a partner's system, with a secret."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from joinedup.foundation import accounts, clients, instant, place
from joinedup.foundation.models import Account, ApiClient, ClientSecret, periods
from joinedup.foundation.permissions import ClientScope, Role
from joinedup.foundation.scope import system


def a_client(
    *, scopes: Collection[ClientScope] = frozenset(ClientScope), name: str = "Live", **said: Any
) -> UUID:
    """A client of the first partner of the place."""
    at = instant.now()
    by = system("tests")
    account = _of_partner(at=at)
    given = {"owner": "IT desk", "at": at, "by": by, **said}
    return clients.make_client(account, name=name, scopes=scopes, **given)


def _of_partner(*, at: datetime) -> UUID:
    held = Account.objects.filter(memberships__role=Role.SYSTEM, is_system=True, is_active=True)
    found = held.order_by("made_at", "id").first()
    if found is not None:
        return found.id
    by, here = system("tests"), place.current()
    partner = next(iter(here.partners.values()), None)
    of = partner.organisation if partner else next(iter(here.organisations))
    named = {"display_name": "Their system", "is_system": True}
    made = accounts.make_account("their-system", **named, at=at, by=by)
    accounts.give_role(made, role=Role.SYSTEM, organisation_code=of, at=at, by=by)
    return made


def a_secret(client_id: UUID, **said: Any) -> str:
    """A secret of a client; any before ends at once."""
    given = {"seen": None, "overlap": clients.LONGEST_OVERLAP * 0, "at": instant.now()}
    return clients.make_secret(client_id, **{**given, **said}, by=system("tests"))


def account_of(client_id: UUID) -> UUID:
    """The account that a client acts as."""
    return ApiClient.objects.get(id=client_id).account_id


def secrets_of(account_id: UUID, *, at: datetime | None = None) -> set[UUID]:
    """The secrets by which an account can be signed in to now."""
    now = at or instant.now()
    live = ClientSecret.objects.filter(periods.running(now), periods.running(now, path="client__"))
    return set(live.filter(client__account_id=account_id).values_list("id", flat=True))
