"""Reading who people are at identity providers, and which sessions came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from joinedup.foundation import place
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, memberships, require_permission
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import AccountId
from joinedup.office.domain.providers import Provider
from joinedup.office.domain.tokens import Claimed, Told
from joinedup.office.models import Identity

TOLD: Final = "told_by_provider"
"""Where a session keeps which provider said who somebody is."""


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Who the holder of an account is at a provider."""

    id: UUID
    account_id: AccountId
    issuer: str
    subject: str
    since: datetime


def identities_of(scope: Scope, account_id: AccountId) -> list[IdentityRow]:
    """By what an account is signed in to elsewhere: one's own, or as a place administrator."""
    if scope.account_id != account_id:
        require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = Identity.objects.filter(account_id=account_id, until__isnull=True)
    return [_row(one) for one in found.order_by("since", "id")]


def identity(scope: Scope, identity_id: UUID) -> IdentityRow:
    """One identity that opens an account now: one's own, or as a place administrator."""
    found = Identity.objects.filter(id=identity_id, until__isnull=True).first()
    if found is None or not (
        scope.account_id == found.account_id or scope.may(Permission.ACCOUNT_MANAGE)
    ):
        raise NotFound()
    return _row(found)


def account_of_identity(provider: Provider, subject: str) -> tuple[UUID, Account] | None:
    """Whose account an identity opens, and by which binding; nobody's where none was bound."""
    found = (
        Identity.objects.select_related("account")
        .filter(issuer=provider.issuer, subject=subject, until__isnull=True)
        .first()
    )
    return (found.id, found.account) if found else None


def works_as(account: Account, provider: Provider, claimed: tuple[Claimed, ...]) -> UUID | None:
    """In which of their roles somebody works, where their provider says so; else none is chosen.

    The role must be one that the place knows by the provider's code, and one that they hold here:
    a claim chooses among what an administrator gave, and gives nothing.
    """
    if not provider.demands_role:
        return None
    here = place.current()
    known = [
        (of.role, of.organisation)
        for one in claimed
        for of in here.claimed_roles.values()
        if one.is_of(of.claim, of.at)
    ]
    said = {
        "role": ", ".join(sorted({one.role for one in claimed})) or "-",
        "organisation": ", ".join(sorted({one.organisation for one in claimed})) or "-",
    }
    if not known:
        raise Refused("claimed_role_unknown", **said)
    for held in memberships(account):
        if (held.role, held.organisation_code) in known:
            return held.id
    role, organisation = known[0]
    names = {"here": here.role_name(role), "where": here.organisation_name(organisation)}
    raise Refused("claimed_role_not_held", **said, **names)


def sessions_of(provider_code: str, told: Told, *, at: datetime) -> list[tuple[str, AccountId]]:
    """The running sessions that a provider's word of signing out is about, and whose each is.

    A session changes its name whenever its rights change, so what it holds is read, session by
    session: some tens of microseconds each, and only once the word is sure to be the provider's.
    """
    running = Session.objects.filter(expire_date__gt=at).only("session_key", "session_data")
    found = []
    for one in running.iterator():
        data = one.get_decoded()
        if SESSION_KEY in data and _is_of(data.get(TOLD), provider_code, told):
            found.append((one.session_key, AccountId(UUID(data[SESSION_KEY]))))
    return found


def _is_of(kept: Mapping[str, Any] | None, provider_code: str, told: Told) -> bool:
    if kept is None or kept["provider"] != provider_code:
        return False
    if told.session:
        return bool(kept["session"] == told.session)
    return bool(kept["sub"] == told.subject)


def _row(one: Identity) -> IdentityRow:
    return IdentityRow(one.id, AccountId(one.account_id), one.issuer, one.subject, one.since)
