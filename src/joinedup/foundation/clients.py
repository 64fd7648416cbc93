"""API clients: made for a partner's system, given secrets, signed in by one, and ended."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from joinedup.foundation import anchors, events, journey, scope
from joinedup.foundation.models import Account, ApiClient, ClientSecret, periods
from joinedup.foundation.permissions import SCOPE_PERMISSIONS, ClientScope, Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused

TOKEN_PREFIX: Final = "jup_"
USUAL_RATE: Final = 1200
"""How often a client may ask a minute where nothing else is said: twenty times a second."""
MOST_A_MINUTE: Final = 60_000
LONGEST_OVERLAP: Final = timedelta(days=30)
"""How long a secret may go on working beside the one that takes its place."""
_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who came with a token: a client, the account that it acts as, and how fast it may ask."""

    client_id: UUID
    account: Account
    scopes: frozenset[ClientScope]
    a_minute: int

    def narrowed(self, actor: Actor) -> Actor:
        """The account acting through this client: with what its scopes leave of its role."""
        left = frozenset[Permission]().union(*(SCOPE_PERMISSIONS[one] for one in self.scopes))
        held = actor.scope
        return replace(actor, scope=replace(held, permissions=held.permissions & left))


@journey.change
def make_client(
    account_id: UUID,
    *,
    name: str,
    owner: str,
    scopes: Collection[ClientScope],
    a_minute: int = USUAL_RATE,
    until: datetime | None = None,
    at: datetime,
    by: Actor,
) -> UUID:
    """Let one more system of a partner ask here, once it is given a secret."""
    account = _partner(account_id, by=by)
    if not scopes:
        raise Refused("client_without_scope")
    if until is not None and until <= at:
        raise Refused("client_ends_before")
    if not 1 <= a_minute <= MOST_A_MINUTE:
        raise Refused("client_rate", most=MOST_A_MINUTE)
    made = ApiClient.objects.create(
        account=account,
        name=name,
        owner=owner,
        scopes=" ".join(sorted(scopes)),
        a_minute=a_minute,
        since=at,
        until=until,
    )
    granted = tuple(sorted(scopes))
    fact = events.ClientMade(client=made.id, scopes=granted, a_minute=a_minute, ends_at=until)
    journey.record(fact, about=made, account=account.id, at=at, by=by)
    return made.id


@journey.change
def make_secret(
    client_id: UUID, *, seen: int | None, overlap: timedelta, at: datetime, by: Actor
) -> str:
    """Make the secret that a client signs in by; it is told this once and kept nowhere.

    The ones before go on working for a while, so that the partner can change it without a gap.
    """
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    client = _live(client_id, seen=seen, at=at)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Refused("overlap_too_long", days=LONGEST_OVERLAP.days)
    for one in client.secrets.filter(periods.not_ended(at)):
        one.until = max(one.since, min(at + overlap, one.until or at + overlap))
        one.save(update_fields=["until"])
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    ClientSecret.objects.create(client=client, digest=digest(secret), since=at)
    client.save(update_fields=["version"])
    fact = events.ClientSecretMade(client=client.id, others_end_at=at + overlap)
    journey.record(fact, about=client, account=client.account_id, at=at, by=by)
    return secret


@journey.change
def end_client(client_id: UUID, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Let a client ask no longer, from this instant."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    client = _live(client_id, seen=seen, at=at)
    client.until = max(client.since, at)
    client.save(update_fields=["until", "version"])
    fact = events.ClientEnded(client=client.id)
    journey.record(fact, about=client, account=client.account_id, at=at, by=by)


def bearer(token: str, *, at: datetime) -> Bearer | None:
    """Who comes with a token; nobody where it, its client or its account has ended."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    live = ClientSecret.objects.filter(
        periods.running(at),
        periods.running(at, path="client__"),
        digest=digest(token),
        client__account__is_active=True,
    )
    found = live.select_related("client__account").first()
    if found is None:
        return None
    client = found.client
    _note_use(client, at=at)
    # What a later release called a scope lets nobody do anything here.
    scopes = frozenset(one for one in ClientScope if one in client.scopes.split())
    return Bearer(client.id, client.account, scopes, client.a_minute)


def _note_use(client: ApiClient, *, at: datetime) -> None:
    # No fact, and once a minute: only whether it is still in use is to be known.
    last = client.last_used_at
    if last is None or at - last >= _NOTED_EVERY:
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=at)


def _partner(account_id: UUID, *, by: Actor) -> Account:
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    account = journey.lock(Account, account_id, seen=None)
    anchors.ensure_account(account.id)
    if not account.is_system:
        raise Refused("token_for_systems_only")
    return account


def _live(client_id: UUID, *, seen: int | None, at: datetime) -> ApiClient:
    if not ApiClient.objects.filter(id=client_id).exists():
        raise NotFound()
    client = journey.lock(ApiClient, client_id, seen=seen)
    anchors.ensure_account(client.account_id)
    if client.until is not None and client.until <= at:
        raise Refused("client_has_ended")
    return client


def digest(token: str) -> str:
    """By what a token that was made here is known: it is kept nowhere itself."""
    # A token carries 256 random bits of its own: no slow hash and no salt are needed.
    return hashlib.sha256(token.encode()).hexdigest()
