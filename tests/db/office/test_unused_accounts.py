"""Accounts that nobody used for long, and the last of the administrators."""

from datetime import timedelta
from typing import Any

from django.test import Client

from joinedup.foundation import instant, scope
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role
from joinedup.office import jobs
from tests.builders.office import a_colleague, signed_in
from tests.db.office.test_accounts import LIST, ade, client, is_signed_in, own, text

__all__ = ["ade", "client"]


def test_accounts_that_nobody_used_close_and_can_be_woken(client: Client, ade: Account) -> None:
    long_ago = instant.now() - timedelta(days=91)
    away = a_colleague("away", role=None, display_name="Away Long")
    Account.objects.filter(id=away.id).update(made_at=long_ago)
    session = signed_in(away)
    Account.objects.filter(id=away.id).update(last_login=long_ago)

    jobs.close_dormant_accounts(scope.system("office.dormant"))

    assert own(away) in text(client, f"{LIST}?which=dormant")
    assert "Closed: nobody used it" in text(client, own(away))
    assert not is_signed_in(session)
    away.refresh_from_db()
    client.post(f"{own(away)}/open", {"seen": away.version})
    assert own(away) in text(client, LIST)
    assert own(away) not in text(client, f"{LIST}?which=dormant")


def test_the_last_administrator_is_told_so(client: Client, ade: Account) -> None:
    other = a_colleague("eve", role=Role.PLACE_ADMINISTRATOR)
    Membership.objects.filter(account=ade).update(until=instant.now() + timedelta(days=1))
    held = Membership.objects.get(account=other)

    answer = client.post(f"{LIST}/roles/{held.id}/end")

    assert answer.status_code == 422
    assert "last administrator" in answer.content.decode()


def test_accounts_of_a_demonstration_stay_open(settings: Any) -> None:
    long_ago = instant.now() - timedelta(days=400)
    away = a_colleague("away", role=None)
    Account.objects.filter(id=away.id).update(made_at=long_ago)
    settings.JOINEDUP_DEMO = True

    jobs.close_dormant_accounts(scope.system("office.dormant"))

    assert Account.objects.get(id=away.id).is_active
