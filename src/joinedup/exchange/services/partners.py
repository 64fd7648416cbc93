"""The partners of the place that send messages, and who acts for each."""

from dataclasses import replace
from datetime import datetime

from joinedup.exchange.domain.refusals import PartnerUnknown, SenderIsAnother
from joinedup.foundation import accounts, place, scope
from joinedup.foundation.models import Account, periods
from joinedup.foundation.permissions import Role
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Actor

LOADER = "exchange"


def partner_called(name: str) -> Partner:
    """The partner of a code, of an organisation's code, or of an ODS code."""
    partners = place.current().partners
    for one in partners.values():
        if name in (one.code, one.organisation) or name.upper() in one.ods_codes:
            return one
    raise PartnerUnknown(name=name, known=", ".join(sorted(partners)))


def partner_of(organisation_code: str) -> Partner:
    """The partner whose system is signed in for an organisation."""
    for one in place.current().partners.values():
        if one.organisation == organisation_code:
            return one
    raise PartnerUnknown(name=organisation_code, known="")


def check_sender(partner: Partner, sender_ods: str) -> None:
    """Raise where a message says that it comes from another partner of this place."""
    named = place.current().partner_sending_as(sender_ods) if sender_ods else None
    if named is not None and named.code != partner.code:
        raise SenderIsAnother(ods=sender_ods)


def actor_for(partner: Partner, *, at: datetime) -> Actor:
    """The partner's own system account, made where none has been: messages act as the partner."""
    held = Account.objects.filter(
        periods.running(at, path="memberships__"),
        memberships__role=Role.SYSTEM,
        memberships__organisation_code=partner.organisation,
        is_system=True,
        is_active=True,
    )
    account = held.order_by("made_at", "id").first()
    return scope.actor_of(account or _made(partner, at=at))


def loader_for(partner: Partner) -> Actor:
    """Our own job, on behalf of a partner: for what a partner's system may not do by itself."""
    job = scope.system(LOADER)
    return replace(job, scope=replace(job.scope, organisation=partner.organisation))


def team_for(partner: Partner) -> Actor:
    """Our own job, on behalf of the team whose contacts a partner's system tells."""
    job = scope.system(LOADER, teams=frozenset({partner.team} if partner.team else ()))
    return replace(job, scope=replace(job.scope, organisation=partner.organisation))


def telling_of_contacts(partner: Partner) -> list[str]:
    """The systems that tell who is in contact with a partner's organisation: of several, each."""
    return [
        one.code
        for one in place.current().partners.values()
        if one.live_contacts and one.organisation == partner.organisation
    ]


def _made(partner: Partner, *, at: datetime) -> Account:
    by = scope.system(LOADER)
    account_id = accounts.make_account(
        partner.code, display_name=partner.name, is_system=True, at=at, by=by
    )
    accounts.give_role(
        account_id, role=Role.SYSTEM, organisation_code=partner.organisation, at=at, by=by
    )
    return Account.objects.get(id=account_id)
