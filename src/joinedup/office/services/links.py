"""Links that open us once, for one user and with one person chosen."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey, scope
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.office import events
from joinedup.office.domain.launching import PersonTold
from joinedup.office.domain.links import LIVES, LinkAsked, UserNamed
from joinedup.office.models import Identity, LaunchLink
from joinedup.office.services.launching import keep_launched


@journey.change
def make_link(asked: LinkAsked, *, client_id: UUID, at: datetime, by: Actor) -> str:
    """Make what opens us for one user with one person chosen, once and within a minute."""
    scope.require_permission(by.scope, Permission.LINK_MAKE)
    account = _user(asked.user)
    anchors.ensure_account(account.id)
    token = secrets.token_urlsafe(32)
    told = asked.person
    made = LaunchLink.objects.create(
        digest=_digest(token),
        account=account,
        client_id=client_id,
        nhs_number=told.nhs_number,
        family_name=told.family_name,
        given_name=told.given_name,
        born_on=told.born_on,
        ends_at=at + LIVES,
    )
    fact = events.LinkMade(client=client_id, link=made.id)
    journey.record(fact, about=account, account=account.id, at=at, by=by)
    return token


@journey.change
def open_link(token: str, *, user_here: UUID | None, at: datetime, by: Actor) -> UUID:
    """Use a link up: whom it opens waits from now for its user; says which launch it is."""
    link = LaunchLink.objects.filter(digest=_digest(token), ends_at__gte=at).first()
    # Of two who open it at once the store lets one take it away.
    if link is None or not LaunchLink.objects.filter(id=link.id).delete()[0]:
        raise Refused("link_over")
    told = PersonTold(link.nhs_number, link.family_name, link.given_name, link.born_on)
    return keep_launched(
        told,
        account_id=link.account_id,
        system=f"client:{link.client_id}",
        was_here=user_here == link.account_id,
        at=at,
        by=by,
    )


def forget_links(*, at: datetime) -> None:
    """Forget the links that nobody opened in time."""
    LaunchLink.objects.filter(ends_at__lt=at).delete()


def _user(named: UserNamed) -> Account:
    people = Account.objects.filter(is_active=True, is_system=False)
    if named.username:
        found = people.filter(username__iexact=named.username).first()
    else:
        live = Identity.objects.filter(
            issuer=named.issuer, subject=named.subject, until__isnull=True
        )
        found = people.filter(id__in=live.values("account_id")).first()
    if found is None:
        raise Refused("link_user_unknown")
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
