"""Who does which hand-off and which timed job now: leases in the store, taken back when they end.

Hand-offs that share an order key go one by one, in the order they were made. One that has not
arrived keeps back those behind it, also while it is held, since whoever holds it will want it to
go first; one that was given up keeps nobody back.
"""

import os
import secrets
import socket
from datetime import timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    PositiveIntegerField,
    Q,
    QuerySet,
    When,
)

from joinedup.foundation import instant
from joinedup.foundation.listening import TIMED, Timed
from joinedup.foundation.models import Delivery, TimedJob

# A sender's own time limits are far below this: a lease that ran out means its worker is gone.
DELIVERY_LEASE = timedelta(minutes=2)
JOB_LEASE = timedelta(minutes=5)
CHOICE = 20

_NUMBER = PositiveIntegerField()


def take_delivery(worker: str) -> Delivery | None:
    """Lease the hand-off that has waited longest; another worker may be a moment quicker."""
    for delivery_id in _due().order_by("next_at", "id").values_list("id", flat=True)[:CHOICE]:
        if _is_taken(delivery_id, worker):
            return Delivery.objects.get(id=delivery_id)
    return None


def take_job(worker: str) -> Timed | None:
    """Lease a timed job that is due."""
    now = instant.now()
    due = TimedJob.objects.filter(_is_free(), next_at__lte=now, name__in=TIMED)
    for name in due.order_by("next_at").values_list("name", flat=True):
        if due.filter(name=name).update(leased_until=now + JOB_LEASE, leased_by=worker):
            return TIMED[name]
    return None


def finish_job(job: Timed, worker: str, *, error: str = "") -> None:
    """Give a timed job back, to come round again."""
    now = instant.now()
    held = TimedJob.objects.filter(name=job.name, leased_by=worker)
    held.update(leased_until=None, leased_by="", next_at=now + job.every, last_error=error)
    if not error:
        TimedJob.objects.filter(name=job.name).update(last_done_at=now)


def note_jobs() -> None:
    """Write down the timed jobs that the rooms declare, so that they can be leased."""
    TimedJob.objects.bulk_create(
        [TimedJob(name=name, next_at=instant.now()) for name in TIMED], ignore_conflicts=True
    )


def worker_name() -> str:
    """A name for a worker of this process, which says where it may be looked for."""
    return f"{_here()}:{os.getpid()}:{secrets.token_hex(4)}"


def take_back_from_the_dead() -> int:
    """Take back at once what processes of this machine had leased that run no more."""
    taken = 0
    for rows in (Delivery.objects.filter(delivered_at__isnull=True), TimedJob.objects.all()):
        leased = rows.filter(leased_until__gt=instant.now(), leased_by__startswith=f"{_here()}:")
        for name in set(leased.values_list("leased_by", flat=True)):
            if not _is_alive(name):
                ended = instant.now() - timedelta(seconds=1)
                taken += leased.filter(leased_by=name).update(leased_until=ended)
    return taken


def _here() -> str:
    return socket.gethostname()[:30]


def _is_alive(name: str) -> bool:
    try:
        os.kill(int(name.split(":")[1]), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError, IndexError):
        return True
    return True


def _is_taken(delivery_id: UUID, worker: str) -> bool:
    # One conditional UPDATE decides, on either store, who of two workers has it.
    was_lost = When(leased_until__isnull=False, then=F("attempt_count") + 1)
    taken = _due().filter(id=delivery_id)
    return bool(
        taken.update(
            attempt_count=Case(was_lost, default=F("attempt_count"), output_field=_NUMBER),
            leased_until=instant.now() + DELIVERY_LEASE,
            leased_by=worker,
        )
    )


def is_behind_another() -> Q:
    """Whether a hand-off must wait for one that was made before it."""
    earlier = _open().filter(order_key=OuterRef("order_key"), id__lt=OuterRef("id"))
    return ~Q(order_key="") & Q(Exists(earlier.exclude(order_key="")))


def _open() -> QuerySet[Delivery]:
    return Delivery.objects.filter(delivered_at__isnull=True, given_up_at__isnull=True)


def _due() -> QuerySet[Delivery]:
    return _open().filter(
        _is_free(), ~is_behind_another(), held_at__isnull=True, next_at__lte=instant.now()
    )


def _is_free() -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lt=instant.now())
