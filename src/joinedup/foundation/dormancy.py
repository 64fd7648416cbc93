"""Accounts that nobody has used for a long time: a way in that nobody would miss."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role


def unused(since: datetime) -> QuerySet[Account]:
    """Open accounts of staff by which nobody has signed in since then.

    Counted from the last sign-in, from when the account was made or opened again, and from when a
    role of it was given or begins: whoever starts work on Monday is not away. A resident's never
    closes so: whoever has been well for a year must find their own care as they left it.
    """
    newer = Membership.objects.filter(account_id=OuterRef("id"), since__gt=since)
    of_residents = Membership.objects.filter(account_id=OuterRef("id"), role=Role.RESIDENT)
    return Account.objects.filter(
        ~Exists(newer),
        ~Exists(of_residents),
        Q(last_login__isnull=True) | Q(last_login__lte=since),
        Q(opened_at__isnull=True) | Q(opened_at__lte=since),
        is_active=True,
        is_system=False,
        made_at__lte=since,
    )


def closing_next(*, after: timedelta, at: datetime, limit: int) -> list[UUID]:
    """The accounts to close as dormant, longest unused first: of administrators the last stays."""
    used = Greatest(Coalesce("last_login", "made_at"), Coalesce("opened_at", "made_at"), "made_at")
    found = unused(at - after).order_by(used, "id")
    return list(found.values_list("id", flat=True)[:limit])
