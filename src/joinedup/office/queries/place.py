"""Reading how the place itself stands: its seals, its jobs, and what is not as it should be."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import F, Sum

from joinedup.foundation import check, seals
from joinedup.foundation.listening import TIMED
from joinedup.foundation.models import Anchor, Reading, ReadingSeal, Seal, TimedJob
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.finding import Finding

MOST_FINDINGS = 1000


@dataclass(frozen=True, slots=True)
class SealState:
    """When the journey log and the readings were last sealed, and what waits for the next seal."""

    last_at: datetime | None
    unsealed_entry_count: int
    unsealed_reading_count: int
    oldest_reading_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job that comes round, when it was last done and what went wrong since."""

    name: str
    every_seconds: int
    last_done_at: datetime | None
    next_at: datetime | None
    last_error: str


def seal_state(scope: Scope) -> SealState:
    """How far the seals have come."""
    require_permission(scope, Permission.PLACE_CHECK)
    newest = (
        Seal.objects.order_by("-seq").values_list("at", flat=True).first(),
        ReadingSeal.objects.order_by("-seq").values_list("at", flat=True).first(),
    )
    moved = Anchor.objects.filter(seq__gt=F("sealed_seq"))
    unsealed = moved.aggregate(count=Sum(F("seq") - F("sealed_seq")))["count"]
    return SealState(
        last_at=max(filter(None, newest), default=None),
        unsealed_entry_count=unsealed or 0,
        unsealed_reading_count=Reading.objects.filter(seal_seq__isnull=True).count(),
        oldest_reading_at=seals.oldest_unsealed_at(),
    )


def jobs(scope: Scope) -> list[JobRow]:
    """The jobs that the rooms declare, by name; one that no worker knows yet has not been done."""
    require_permission(scope, Permission.PLACE_CHECK)
    kept = {one.name: one for one in TimedJob.objects.filter(name__in=TIMED)}
    return [
        JobRow(
            name=name,
            every_seconds=int(TIMED[name].every.total_seconds()),
            last_done_at=kept[name].last_done_at if name in kept else None,
            next_at=kept[name].next_at if name in kept else None,
            last_error=kept[name].last_error if name in kept else "",
        )
        for name in sorted(TIMED)
    ]


def cautions(scope: Scope) -> list[Finding]:
    """What the place file may not have meant, though nothing of it is wrong."""
    require_permission(scope, Permission.PLACE_CHECK)
    return list(check.cautions())


def findings(scope: Scope, *, limit: int = MOST_FINDINGS) -> list[Finding]:
    """Everything that is not as it should be, as `joinedup check` finds it."""
    require_permission(scope, Permission.PLACE_CHECK)
    return list(islice(check.findings(), limit))
