"""Which accounts nobody has used for a long time, and what closing them leaves."""

from datetime import datetime, timedelta

import pytest

from joinedup.foundation import accounts, dormancy, instant
from joinedup.foundation.models import Account, Entry, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import system
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId
from joinedup.office import services
from tests.builders import foundation as build

AFTER = timedelta(days=90)


def unused_for(days: int, **said: datetime) -> AccountId:
    """An account that was made so long ago."""
    account = build.an_account()
    made = instant.now() - timedelta(days=days)
    Account.objects.filter(id=account.id).update(**{"made_at": made, **said})
    return AccountId(account.id)


def closing() -> list[AccountId]:
    """Whose account would close now."""
    return [AccountId(one) for one in dormancy.closing_next(after=AFTER, at=instant.now(), limit=9)]


@pytest.mark.parametrize("days", [90, 400])
def test_an_account_never_signed_in_to_goes(days: int) -> None:
    assert closing() == []
    assert [unused_for(days)] == closing()


@pytest.mark.parametrize("used", ["last_login", "opened_at"])
def test_one_that_was_used_or_opened_since_stays(used: str) -> None:
    unused_for(89)
    unused_for(400, **{used: instant.now() - timedelta(days=89)})
    gone = unused_for(400, **{used: instant.now() - timedelta(days=91)})

    assert closing() == [gone]


def test_whoever_has_just_been_given_a_role_stays() -> None:
    account = unused_for(400)
    accounts.give_role(
        account,
        role=Role.TEAM_MEMBER,
        organisation_code="bht",
        at=instant.now(),
        by=system("t"),
    )

    assert closing() == []


def test_a_system_is_never_away() -> None:
    account = unused_for(400)
    Account.objects.filter(id=account).update(is_system=True)

    assert closing() == []


def test_a_resident_finds_their_own_care_after_a_year() -> None:
    account = unused_for(400)
    Membership.objects.create(
        account_id=account,
        role=Role.RESIDENT,
        organisation_code="bht",
        since=instant.now() - timedelta(days=400),
        given_by=account,
    )

    assert closing() == []


def test_the_longest_unused_goes_first() -> None:
    shorter, longer = unused_for(100), unused_for(200)

    assert closing() == [longer, shorter]


def test_one_used_meanwhile_stays_open() -> None:
    account = unused_for(400, last_login=instant.now())

    with pytest.raises(Refused, match="account_in_use"):
        accounts.close_dormant(
            account, unused_since=instant.now() - AFTER, at=instant.now(), by=system("t")
        )


def test_one_that_is_woken_counts_anew() -> None:
    account = unused_for(400)
    at = instant.now()
    accounts.close_dormant(account, unused_since=at - AFTER, at=at, by=system("t"))
    assert Account.objects.get(id=account).dormant_since == at

    accounts.reactivate(account, seen=None, at=instant.now(), by=system("t"))

    woken = Account.objects.get(id=account)
    assert (woken.is_active, woken.dormant_since) == (True, None)
    assert closing() == []
    kinds = Entry.objects.filter(subject_id=account).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["foundation.account_dormant", "foundation.account_reactivated"]


def test_the_last_administrator_keeps_no_other_from_closing(clock: instant.Hands) -> None:
    last = unused_for(0)
    accounts.give_role(
        last,
        role=Role.PLACE_ADMINISTRATOR,
        organisation_code="bht",
        at=instant.now(),
        by=system("t"),
    )
    other = unused_for(0)
    clock.tick(timedelta(days=91))

    closed = services.close_dormant_accounts(at=instant.now(), by=system("t"))

    assert closed == 1
    assert set(Account.objects.filter(dormant_since__isnull=False)) == {
        Account.objects.get(id=other)
    }
