"""Accounts of people who use care: each opens its holder's own view, and never a page of staff."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef

from joinedup.foundation import accounts, anchors, care, events, journey
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import OWN_RECORD, Actor
from joinedup.kernel.ids import AccountId, CareId, PersonId

KNOWN_AS: Final = "The person themselves"
"""What staff read as the name of whoever wrote about themselves: never their name."""
NO_NAME: Final = "resident:"
"""How the user name of an account begins that is signed in to through a provider alone."""


def are_residents(account: str = "pk") -> Exists:
    """The accounts of people who use care, for lists that leave them out."""
    return Exists(Membership.objects.filter(account_id=OuterRef(account), role=Role.RESIDENT))


@journey.change
def make_resident(
    person_id: PersonId, *, username: str, password: str | None, at: datetime, by: Actor
) -> tuple[AccountId, CareId]:
    """Let somebody see their own care from an account of their own, which holds no other role."""
    account_id = _made(username, KNOWN_AS, password, at=at, by=by)
    holder = care.account(account_id)
    return account_id, care.begin(person_id, holder, because=OWN_RECORD, at=at, by=by)


@journey.change
def make_delegate(
    name: str, *, username: str, password: str | None, at: datetime, by: Actor
) -> AccountId:
    """An account for somebody who acts for others alone: it opens nothing until it is let."""
    return _made(username, name, password, at=at, by=by)


@journey.change
def name_resident(
    account_id: AccountId, *, username: str, password: str, at: datetime, by: Actor
) -> None:
    """Set the user name and password by which a resident signs in from now on."""
    account = journey.lock(Account, account_id, seen=None)
    anchors.ensure_account(account_id)
    if username.casefold() != account.username.casefold():
        accounts.refuse_taken(username)
    account.username = username
    account.password = make_password(password)
    account.save(update_fields=["username", "password", "version"])
    journey.record(events.PasswordSet(), about=account, account=account_id, at=at, by=by)


@journey.change
def close_resident(
    account_id: AccountId, care_id: CareId, *, because: str, at: datetime, by: Actor
) -> None:
    """End somebody's own view and close the account; what they wrote stays."""
    care.end(care_id, because=because, at=at, by=by)
    account = journey.lock(Account, account_id, seen=None)
    anchors.ensure_account(account_id)
    if not account.is_active:
        return
    account.is_active = False
    account.save(update_fields=["is_active", "version"])
    journey.record(events.AccountDeactivated(), about=account, account=account_id, at=at, by=by)


def _made(
    username: str, known_as: str, password: str | None, *, at: datetime, by: Actor
) -> AccountId:
    name = username or f"{NO_NAME}{uuid4().hex}"
    account_id = accounts.new_account(name, display_name=known_as, password=password, at=at, by=by)
    Membership.objects.create(
        account_id=account_id,
        role=Role.RESIDENT,
        organisation_code="",
        since=at,
        given_by=by.account_id,
    )
    return account_id
