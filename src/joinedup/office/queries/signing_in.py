"""Reading what the pages of sign-in show."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import instant, place
from joinedup.foundation.models import Account, Membership, periods
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Scope, memberships

OF_A_ROLE: Final = 3


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role that an account holds somewhere."""

    id: UUID
    role: str
    organisation: str
    teams: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """An invented account that anybody may try."""

    username: str
    name: str
    role: str
    organisation: str


def roles_held(scope: Scope, account: Account) -> list[RoleHeld]:
    """What an account may act as now: one line for each role at each organisation."""
    gathered: dict[tuple[str, str], list[Membership]] = {}
    for held in memberships(account):
        gathered.setdefault((held.role, held.organisation_code), []).append(held)
    here = place.current()
    return [
        RoleHeld(
            id=held[0].id,
            role=here.roles[role].name,
            organisation=place.current().organisation_name(organisation),
            teams=", ".join(here.team_name(one.team_code) for one in held if one.team_code),
            is_chosen=(role, organisation) == (scope.role, scope.organisation),
        )
        for (role, organisation), held in gathered.items()
    ]


def demo_sign_ins() -> list[DemoSignIn]:
    """The first accounts of each role, in the order of the roles; only for a demonstration.

    More than one: a second is needed to see what a colleague sees.
    """
    live = Membership.objects.select_related("account").filter(
        periods.running(instant.now()), account__is_active=True, account__is_system=False
    )
    held: dict[str, dict[UUID, Membership]] = {role: {} for role in Role}
    for one in live.order_by("account__made_at", "account__id"):
        if len(held[one.role]) < OF_A_ROLE:
            held[one.role].setdefault(one.account_id, one)
    return [
        DemoSignIn(
            username=one.account.username,
            name=one.account.display_name,
            role=place.current().roles[role].name,
            organisation=place.current().organisation_name(one.organisation_code),
        )
        for role in Role
        for one in held[role].values()
    ]


def account_named(login: str) -> Account | None:
    """The account that somebody tried to sign in to, for the log of failed attempts."""
    named = login.strip()[:150]
    return Account.objects.filter(Q(username__iexact=named) | Q(email__iexact=named)).first()
