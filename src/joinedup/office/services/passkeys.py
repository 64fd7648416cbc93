"""Passkeys: added, named anew, used and removed by whoever they belong to."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db.models import QuerySet

from joinedup.foundation import anchors, journey
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.office import events
from joinedup.office.domain import passkeys as rules


@journey.change
def add_passkey(name: str, *, key: str, counter: int, at: datetime, by: Actor) -> UUID:
    """Let somebody sign in by a passkey of theirs from now on; says which.

    Whoever has no recovery codes gets some: a passkey is lost with its device.
    """
    account = _own_account(by)
    held = list(_of(account.id))
    rules.check_room(len(held))
    if any(one.data["key"] == key for one in held):
        raise Refused("passkey_here_already")
    passkey_id = new_id()
    kept = {"id": str(passkey_id), "name": name, "key": key, "counter": counter}
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.WEBAUTHN, data=kept, created_at=at
    )
    RecoveryCodes.activate(account)
    _record(events.PasskeyAdded(passkey=passkey_id), account, at=at, by=by)
    return passkey_id


@journey.change
def rename_passkey(passkey_id: UUID, name: str, *, at: datetime, by: Actor) -> None:
    """Call a passkey of one's own something else."""
    account = _own_account(by)
    found = _found(account.id, passkey_id)
    found.data = {**found.data, "name": name}
    found.save(update_fields=["data"])
    _record(events.PasskeyRenamed(passkey=passkey_id), account, at=at, by=by)


@journey.change
def remove_passkey(passkey_id: UUID, *, at: datetime, by: Actor) -> None:
    """Let a passkey of one's own open nothing any more; with the last step the codes go too."""
    account = _own_account(by)
    _found(account.id, passkey_id).delete()
    kept = Authenticator.objects.filter(user_id=account.id)
    if not kept.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        kept.delete()
    _record(events.PasskeyRemoved(passkey=passkey_id), account, at=at, by=by)


@journey.change
def use_passkey(account_id: UUID, passkey_id: UUID, *, counter: int, at: datetime) -> None:
    """Note that a passkey was used; refused where its counter went back or it was removed."""
    found = _of(account_id).select_for_update().filter(data__id=str(passkey_id)).first()
    if found is None:
        raise Refused("passkey_unknown")
    rules.check_counter(found.data["counter"], shown=counter)
    found.data = {**found.data, "counter": counter}
    found.last_used_at = at
    found.save(update_fields=["data", "last_used_at"])


def _own_account(by: Actor) -> Account:
    account = journey.lock(Account, by.account_id, seen=None)
    anchors.ensure_account(account.id)
    return account


def _of(account_id: UUID) -> QuerySet[Authenticator]:
    kept: QuerySet[Authenticator] = QuerySet(Authenticator)
    return kept.filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN)


def _found(account_id: UUID, passkey_id: UUID) -> Authenticator:
    found = _of(account_id).filter(data__id=str(passkey_id)).first()
    if found is None:
        raise NotFound()
    return found


def _record(fact: object, account: Account, *, at: datetime, by: Actor) -> None:
    account.save(update_fields=["version"])
    journey.record(fact, about=account, account=account.id, at=at, by=by)
