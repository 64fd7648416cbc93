"""Who people are at identity providers: bound to an account, signed in by, ended."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Q

from joinedup.foundation import anchors, journey, scope
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused, Unavailable
from joinedup.kernel.ids import AccountId
from joinedup.office import events, queries
from joinedup.office.domain.providers import Provider
from joinedup.office.domain.tokens import Told
from joinedup.office.models import Identity


@journey.change
def bind_identity(
    account_id: AccountId, *, provider: Provider, subject: str, at: datetime, by: Actor
) -> UUID:
    """Let an account be signed in to by who its holder is at a provider; says which binding.

    One's own, or as a place administrator. One identity opens one account, and never by email.
    """
    if by.account_id != account_id:
        scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    account = journey.lock(Account, account_id, seen=None)
    anchors.ensure_account(account_id)
    if account.is_system:
        raise Refused("identity_of_person_only")
    held = _of(provider, subject)
    if held is not None:
        return _own(held, account_id)
    made = Identity(
        account=account,
        issuer=provider.issuer,
        subject=subject,
        since=at,
        bound_by=by.account_id,
    )
    Identity.objects.bulk_create([made], ignore_conflicts=True)
    if not Identity.objects.filter(id=made.id).exists():
        # Another change took it since the question above; the store has the last word.
        held = _of(provider, subject)
        if held is None:
            raise Unavailable("store_busy")
        return _own(held, account_id)
    account.save(update_fields=["version"])
    fact = events.IdentityBound(provider=provider.code, identity=made.id)
    journey.record(fact, about=account, account=account.id, at=at, by=by)
    return made.id


@journey.change
def end_identity(identity_id: UUID, *, at: datetime, by: Actor) -> None:
    """Let an account be signed in to no longer by who its holder is at a provider."""
    found = Identity.objects.select_for_update(no_key=True).filter(id=identity_id).first()
    if found is None:
        raise NotFound()
    if by.account_id != found.account_id:
        scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    if found.until is not None:
        raise Refused("identity_has_ended")
    account = journey.lock(Account, found.account_id, seen=None)
    anchors.ensure_account(account.id)
    found.until = max(found.since, at)
    found.save(update_fields=["until"])
    account.save(update_fields=["version"])
    fact = events.IdentityEnded(identity=found.id)
    journey.record(fact, about=account, account=account.id, at=at, by=by)


@journey.change
def sign_in(
    identity_id: UUID, *, provider: Provider, strength: str, at: datetime, by: Actor
) -> None:
    """Record that somebody signed in through a provider, and how surely they showed who they are.

    Refused where the binding ended meanwhile.
    """
    live = Identity.objects.select_related("account").filter(id=identity_id, until__isnull=True)
    found = live.first()
    if found is None:
        raise Refused("identity_has_ended")
    anchors.ensure_account(found.account_id)
    fact = events.SignedIn(provider=provider.code, strength=strength, identity=found.id)
    journey.record(fact, about=found.account, account=found.account_id, at=at, by=by)


@journey.change
def sign_out(
    account_id: AccountId, *, provider: str, because: str, at: datetime, by: Actor
) -> None:
    """Record that somebody who had signed in through a provider is signed out."""
    account = Account.objects.get(id=account_id)
    anchors.ensure_account(account_id)
    fact = events.SignedOut(provider=provider, because=because)
    journey.record(fact, about=account, account=account_id, at=at, by=by)


@journey.change
def sign_out_from_there(provider: Provider, told: Told, *, at: datetime, by: Actor) -> int:
    """End the sessions here of somebody who was signed out at a provider; says how many."""
    ended = queries.sessions_of(provider.code, told, at=at)
    for key, account_id in ended:
        Session.objects.filter(pk=key).delete()
        sign_out(account_id, provider=provider.code, because="provider", at=at, by=by)
    return len(ended)


def _of(provider: Provider, subject: str) -> Identity | None:
    live = Q(issuer=provider.issuer, subject=subject, until__isnull=True)
    return Identity.objects.filter(live).first()


def _own(held: Identity, account_id: AccountId) -> UUID:
    if held.account_id != account_id:
        raise Refused("identity_of_another")
    return held.id
