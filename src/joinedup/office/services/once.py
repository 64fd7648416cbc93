"""What counts once, on every process and after every start: states, codes, signing-out tokens."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.office.models import UsedOnce

KEPT_FOR: Final = timedelta(days=2)
"""Longer than any code, state or token of a provider is taken."""


def use_once(kind: str, text: str, *, at: datetime) -> None:
    """Take something that counts once; a second time, wherever and whenever, it is refused."""
    digest = hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()
    # No fact: what was taken must stay taken even where what follows is refused.
    one = UsedOnce(digest=digest, used_at=at)
    UsedOnce.objects.bulk_create([one], ignore_conflicts=True)
    if not UsedOnce.objects.filter(id=one.id).exists():
        raise Refused("used_before")


def forget_used(*, at: datetime) -> None:
    """Forget what is too old to be taken again."""
    UsedOnce.objects.filter(used_at__lt=at - KEPT_FOR).delete()
