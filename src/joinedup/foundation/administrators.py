"""Who manages accounts for good: a place without one could let nobody in and nobody out."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from joinedup.foundation.models import Membership, periods
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import Refused


class LastAdministrator(Refused):
    """Nobody would be left who manages accounts without an end."""

    def __init__(self) -> None:
        super().__init__("last_administrator")


def locked(*, at: datetime) -> frozenset[UUID]:
    """Every role of an administrator that runs without an end, locked for this change.

    Two who take each other's role at once wait for one another here, before either locks anything
    else. A role that ends on a day, or of a closed account or a system, is no way in for good.
    """
    found = Membership.objects.select_for_update(no_key=True, of=("self", "account")).filter(
        periods.running(at),
        role=Role.PLACE_ADMINISTRATOR,
        until__isnull=True,
        account__is_active=True,
        account__is_system=False,
    )
    return frozenset(one.id for one in found.select_related("account").order_by("id"))


def held_by(account_id: UUID) -> frozenset[UUID]:
    """The roles of an administrator that an account was ever given."""
    found = Membership.objects.filter(account_id=account_id, role=Role.PLACE_ADMINISTRATOR)
    return frozenset(found.values_list("id", flat=True))


def refuse_to_lose(roles: AbstractSet[UUID], *, of: AbstractSet[UUID]) -> None:
    """Refuse what would leave nobody who manages accounts without an end."""
    if of and of <= roles:
        raise LastAdministrator()
