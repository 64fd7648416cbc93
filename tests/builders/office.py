"""Accounts that can sign in, in a role of the place."""

from django.contrib.auth.hashers import make_password
from django.test import Client

from joinedup.foundation import anchors, instant
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import system

PASSWORD = "three plain words"
PLACES_OF_WORK = {
    Role.REFERRER: ("ambulance", ""),
    Role.REFERRAL_CLINICIAN: ("bht", "spr"),
    Role.TEAM_MEMBER: ("bht", "acht_south_bucks"),
    Role.TEAM_MANAGER: ("bht", "acht_south_bucks"),
}


def a_colleague(
    username: str = "sam",
    *,
    role: Role | None = Role.REFERRAL_CLINICIAN,
    display_name: str = "Sam Okafor",
    email: str = "",
    is_active: bool = True,
) -> Account:
    """Somebody who can sign in with `PASSWORD`, in one role or in none yet."""
    made = Account.objects.create(
        username=username,
        display_name=display_name,
        email=email,
        direct_number="01296315000",
        password=make_password(PASSWORD),
        is_active=is_active,
        made_at=instant.now(),
    )
    anchors.ensure_account(made.id)
    if role is not None:
        a_membership(made, role)
    return made


def a_membership(account: Account, role: Role, *, organisation: str = "") -> Membership:
    """A role held from now on, at the usual place of work of such a role."""
    usual, team = PLACES_OF_WORK.get(role, ("bht", ""))
    return Membership.objects.create(
        account=account,
        role=role,
        organisation_code=organisation or usual,
        team_code=team,
        since=instant.now(),
        given_by=system("tests").account_id,
    )


def signed_in(account: Account) -> Client:
    """A browser in which somebody has signed in by the sign-in page."""
    client = Client()
    answer = client.post("/sign-in", {"login": account.username, "password": PASSWORD})
    if answer.status_code != 302:
        raise ValueError(f"{account.username} could not sign in: {answer.status_code}")
    return client
