"""Sessions ended from elsewhere: by whoever they belong to, or by an administrator."""

from datetime import datetime

from django.contrib.sessions.models import Session

from joinedup.foundation import anchors, journey
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import AccountId
from joinedup.office import events, queries


@journey.change
def end_sessions(
    account_id: AccountId, *, only: str = "", but: str = "", at: datetime, by: Actor
) -> int:
    """Sign somebody out everywhere, in one session by its name, or in all but one by its key.

    One's own, or as an administrator of accounts; says how many ended.
    """
    found = queries.open_sessions(by.scope, account_id)
    ending = [one.key for one in found if one.key != but and only in {"", one.name}]
    if not ending:
        return 0
    account = journey.lock(Account, account_id, seen=None)
    anchors.ensure_account(account_id)
    Session.objects.filter(pk__in=ending).delete()
    account.save(update_fields=["version"])
    fact = events.SessionsEnded(count=len(ending))
    journey.record(fact, about=account, account=account_id, at=at, by=by)
    return len(ending)
