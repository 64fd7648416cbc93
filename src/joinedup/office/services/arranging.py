"""What the office does beyond the foundation's own services."""

from contextlib import suppress
from datetime import datetime

from joinedup.foundation import accounts, deliveries, dormancy, journey, place
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId
from joinedup.office import queries

AT_ONCE = 1000


@journey.change
def release_held(*, channel: str = "", at: datetime, by: Actor) -> int:
    """Let go what is held back, by one channel or by all, a thousand at once; says how many."""
    held = queries.held(by.scope, channel=channel, limit=AT_ONCE)
    for delivery_id in held:
        deliveries.release(delivery_id, at=at, by=by)
    return len(held)


@journey.change
def make_partner_account(partner_code: str, *, at: datetime, by: Actor) -> AccountId:
    """Let the system of a partner of the place act here, once a token is made for it."""
    partner = place.current().partners.get(partner_code)
    if partner is None:
        raise Refused("partner_not_of_place", partner=partner_code)
    made = accounts.make_account(
        partner.code, display_name=partner.name, is_system=True, at=at, by=by
    )
    accounts.give_role(made, role=Role.SYSTEM, organisation_code=partner.organisation, at=at, by=by)
    return made


def close_dormant_accounts(*, at: datetime, by: Actor) -> int:
    """Close the accounts that nobody has used for as long as the place says; says how many.

    Each by itself: one that somebody signs in by at this moment, or the last administrator's,
    stays open and keeps no other open.
    """
    after = place.current().dormant_after
    closed = 0
    for account_id in dormancy.closing_next(after=after, at=at, limit=AT_ONCE):
        with suppress(Refused):
            accounts.close_dormant(AccountId(account_id), unused_since=at - after, at=at, by=by)
            closed += 1
    return closed
