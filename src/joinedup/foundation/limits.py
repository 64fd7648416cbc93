"""How often somebody may ask: counted in the store, by all processes together, in one statement."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import F, Value
from django.db.models.functions import Greatest

from joinedup.foundation.models import Allowance

_SECOND: Final = 1_000_000
_MINUTE: Final = 60 * _SECOND
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OF_ANOTHER_CLOCK: Final = _MINUTE


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one may ask a minute in the long run, and how often at once."""

    a_minute: int
    at_once: int


def wait_seconds(key: str, *, rate: Rate, at: datetime) -> int:
    """Count one asking; 0 where it is within the rate, or after how many seconds one may again.

    It is the generic cell rate algorithm (ITU-T I.371): each asking uses its share of a minute, and
    as much may lie ahead as is allowed at once. One number is kept for each who asks.
    """
    now, share = _micros(at), _MINUTE // rate.a_minute
    latest = now + share * (rate.at_once - 1)
    own = Allowance.objects.filter(key=key)
    for _ in range(2):
        used = Greatest(F("used_until"), Value(now)) + share
        if own.filter(used_until__lte=latest).update(used_until=used):
            return 0
        held = own.values_list("used_until", flat=True).first()
        if held is not None and held <= latest + share + _OF_ANOTHER_CLOCK:
            return math.ceil((held - latest) / _SECOND)
        if held is None:
            first = Allowance(key=key, used_until=now)
            Allowance.objects.bulk_create([first], ignore_conflicts=True)
        else:
            # What lies further ahead than can be was counted by a clock that was wrong.
            own.filter(used_until=held).update(used_until=now)
    return 0


def forget_unused(*, at: datetime) -> None:
    """Forget whoever has used nothing of what they may ask."""
    Allowance.objects.filter(used_until__lt=_micros(at)).delete()


def _micros(at: datetime) -> int:
    return (at - _START) // timedelta(microseconds=1)
