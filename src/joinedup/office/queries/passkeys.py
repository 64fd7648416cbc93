"""Reading the passkeys of an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from joinedup.foundation.models import Account
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A passkey as its owner knows it."""

    id: UUID
    name: str
    since: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasskeyKept:
    """A passkey as an answer is held against it."""

    id: UUID
    key: str


def passkeys(scope: Scope) -> list[PasskeyRow]:
    """One's own passkeys, oldest first."""
    return [_row(one) for one in _of(scope.account_id)]


def passkey(scope: Scope, passkey_id: UUID) -> PasskeyRow:
    """One of one's own passkeys."""
    found = _of(scope.account_id).filter(data__id=str(passkey_id)).first()
    if found is None:
        raise NotFound()
    return _row(found)


def passkeys_kept(account_id: UUID) -> list[PasskeyKept]:
    """What opens an account, or is its second step, besides a password and codes."""
    return [PasskeyKept(UUID(one.data["id"]), one.data["key"]) for one in _of(account_id)]


def account_of_passkey(account_id: AccountId | None) -> Account | None:
    """The account that a passkey says it opens, if there is one."""
    return Account.objects.filter(id=account_id, is_system=False).first() if account_id else None


def _of(account_id: UUID) -> QuerySet[Authenticator]:
    kept: QuerySet[Authenticator] = QuerySet(Authenticator)
    mine = kept.filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN)
    return mine.order_by("created_at", "id")


def _row(one: Authenticator) -> PasskeyRow:
    return PasskeyRow(UUID(one.data["id"]), one.data["name"], one.created_at, one.last_used_at)
