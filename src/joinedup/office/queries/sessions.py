"""Reading the sessions of an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare, salted_hmac

from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.ids import AccountId


@dataclass(frozen=True, slots=True)
class SessionKept:
    """A session: its key, which opens it; a name by which pages tell it; what it holds."""

    key: str
    name: str
    holds: Mapping[str, Any]


def open_sessions(scope: Scope, account_id: AccountId) -> list[SessionKept]:
    """The sessions that may open an account: one's own, or as an administrator of accounts.

    What a session holds is read, session by session, as for a provider's word of signing out. One
    from before the password was changed opens nothing and is none.
    """
    if scope.account_id != account_id:
        require_permission(scope, Permission.ACCOUNT_MANAGE)
    account = Account.objects.get(id=account_id)
    proof = account.get_session_auth_hash()
    kept = Session.objects.filter(expire_date__gt=Now()).only("session_key", "session_data")
    found = []
    for one in kept.iterator():
        holds = one.get_decoded()
        is_theirs = holds.get(SESSION_KEY) == str(account_id)
        if is_theirs and constant_time_compare(holds.get(HASH_SESSION_KEY, ""), proof):
            found.append(SessionKept(one.session_key, _name(one.session_key), holds))
    return found


def _name(key: str) -> str:
    return salted_hmac("joinedup.sessions", key, algorithm="sha256").hexdigest()[:32]
