"""The last administrator stays, whoever asks, however, and however many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from joinedup.foundation import accounts, instant
from joinedup.foundation.administrators import LastAdministrator
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import system
from joinedup.kernel.ids import AccountId
from tests.builders import foundation as build


def an_administrator() -> tuple[AccountId, UUID]:
    """Somebody who manages accounts, and the role by which they do."""
    account = AccountId(build.an_account().id)
    given = accounts.give_role(
        account,
        role=Role.PLACE_ADMINISTRATOR,
        organisation_code="bht",
        at=instant.now(),
        by=system("t"),
    )
    return account, given


def end_role(account: AccountId, role: UUID) -> None:
    """Take the role away."""
    accounts.end_role(role, at=instant.now(), by=system("t"))


def close(account: AccountId, role: UUID) -> None:
    """Close the account."""
    accounts.deactivate(account, seen=None, at=instant.now(), by=system("t"))


def sleep(account: AccountId, role: UUID) -> None:
    """Close the account because nobody used it."""
    at = instant.now()
    accounts.close_dormant(account, unused_since=at, at=at, by=system("t"))


@pytest.mark.parametrize("lose", [end_role, close, sleep])
def test_the_last_administrator_stays(lose: Callable[..., None]) -> None:
    account, role = an_administrator()

    with pytest.raises(LastAdministrator):
        lose(account, role)

    assert Account.objects.get(id=account).is_active
    assert Membership.objects.get(id=role).until is None


@pytest.mark.parametrize("lose", [end_role, close])
def test_one_of_two_administrators_may_go(lose: Callable[..., None]) -> None:
    an_administrator()
    account, role = an_administrator()

    lose(account, role)

    is_active = Account.objects.get(id=account).is_active
    assert not (is_active and Membership.objects.get(id=role).until is None)


@pytest.mark.parametrize(
    "other", [{"is_active": False}, {"is_system": True}], ids=["closed", "a system"]
)
def test_nobody_who_cannot_sign_in_counts_as_another(other: dict[str, Any]) -> None:
    account, role = an_administrator()
    beside, _role = an_administrator()
    Account.objects.filter(id=beside).update(**other)

    with pytest.raises(LastAdministrator):
        close(account, role)


def test_an_administrator_who_leaves_on_a_day_counts_no_longer() -> None:
    account, role = an_administrator()
    _beside, ending = an_administrator()
    Membership.objects.filter(id=ending).update(until=instant.now() + timedelta(days=3))

    with pytest.raises(LastAdministrator):
        end_role(account, role)


def test_a_place_without_any_keeps_nobody_who_is_none() -> None:
    account = AccountId(build.an_account().id)
    accounts.deactivate(account, seen=None, at=instant.now(), by=system("t"))

    assert not Account.objects.get(id=account).is_active


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lose", [end_role, close])
def test_of_two_who_remove_each_other_at_once_one_stays(lose: Callable[..., None]) -> None:
    both = [an_administrator(), an_administrator()]
    together = Barrier(2)

    def go(one: tuple[AccountId, UUID]) -> str:
        together.wait()
        try:
            lose(*one)
        except LastAdministrator as refusal:
            return refusal.refusal_code
        finally:
            connection.close()
        return "gone"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(go, both))

    assert said == ["gone", "last_administrator"]
