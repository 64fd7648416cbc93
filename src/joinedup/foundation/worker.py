"""`joinedup work`: does the timed jobs and hands over what was recorded, at least once each."""

import json
import logging
import random
import threading
import traceback
from contextlib import suppress
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import Error as StoreError
from django.db import connections
from django.db.models import F

from joinedup.foundation import deliveries, instant, journey, leases, scope
from joinedup.foundation.deliveries import ROOM, SENDERS, Parcel
from joinedup.foundation.entries import row
from joinedup.foundation.frames import is_ours
from joinedup.foundation.listening import LISTENERS, Timed
from joinedup.foundation.models import Delivery
from joinedup.kernel.errors import JoinedupError, Refused, Unavailable
from joinedup.kernel.ids import DeliveryId

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
# Both must have passed: a worker that was off for a week has not tried yet.
GIVE_UP_AFTER = timedelta(days=3)
GIVE_UP_AFTER_TRIES = 12
IDLE_SECONDS = 1.0
STORE_AWAY_SECONDS = 2.0
AT_ONCE = 50

_log = logging.getLogger("joinedup.worker")


class Worker:
    """One worker; any number may work on one store, and any may be killed at any moment."""

    def __init__(self, name: str = "") -> None:
        self.name = name or leases.worker_name()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End after what is being done now."""
        self._stopping.set()

    def work(self) -> None:
        """Do what is due, until stopped."""
        _say("worker_started", worker=self.name)
        is_ready = False
        while not self._stopping.is_set():
            try:
                if not is_ready:
                    leases.note_jobs()
                    leases.take_back_from_the_dead()
                    is_ready = True
                pause = 0 if self.work_once() else IDLE_SECONDS
            except (StoreError, Unavailable) as error:
                # The store is away or restarting: what was leased comes back when its lease ends.
                _say("store_away", worker=self.name, error=_told(error))
                connections.close_all()
                pause = STORE_AWAY_SECONDS
            self._stopping.wait(pause)
        _say("worker_stopped", worker=self.name)

    def work_once(self) -> int:
        """Do the timed jobs that are due and some of the hand-offs; says how many."""
        done = 0
        while not self._stopping.is_set() and (job := leases.take_job(self.name)) is not None:
            self._do_job(job)
            done += 1
        while done < AT_ONCE and not self._stopping.is_set():
            delivery = leases.take_delivery(self.name)
            if delivery is None:
                break
            self._deliver(delivery)
            done += 1
        return done

    def _do_job(self, job: Timed) -> None:
        began, error = perf_counter(), ""
        try:
            job.function(scope.system(job.name))
        except Exception as raised:  # noqa: BLE001 - said in the log; the job comes round again
            error = _told(raised)
        leases.finish_job(job, self.name, error=error)
        if error:
            _say("job_failed", job=job.name, took=_took(began), error=error)

    def _deliver(self, delivery: Delivery) -> None:
        began = perf_counter()
        try:
            if delivery.channel == ROOM:
                _hand_to_room(DeliveryId(delivery.id), self.name)
            else:
                _send(delivery)
        except Exception as raised:  # noqa: BLE001 - kept with the delivery, which is tried again
            self._put_off(delivery, raised)
            return
        _say("delivered", took=_took(began), **_ids(delivery))

    def _put_off(self, delivery: Delivery, raised: Exception) -> None:
        now, tries = instant.now(), delivery.attempt_count + 1
        held = Delivery.objects.filter(id=delivery.id, delivered_at__isnull=True)
        held.filter(leased_by=self.name).update(
            attempt_count=F("attempt_count") + 1,
            last_error=_told(raised),
            leased_until=None,
            leased_by="",
            next_at=now + _wait(tries),
        )
        is_old = now - delivery.made_at >= GIVE_UP_AFTER and tries >= GIVE_UP_AFTER_TRIES
        # A receiver that refuses will refuse again: somebody has to look.
        is_refused = isinstance(raised, Refused) and delivery.channel != ROOM
        if is_old or is_refused:
            # Refused where it arrived after all, by another worker.
            with suppress(Refused):
                by = scope.system("worker")
                deliveries.give_up(DeliveryId(delivery.id), at=now, by=by)
        what = "given_up" if is_old or is_refused else "put_off"
        _say(what, tries=tries, error=_told(raised), **_ids(delivery))


@journey.change
def _hand_to_room(delivery_id: DeliveryId, worker: str) -> None:
    """Call a room's listener, and note in the same commit that it was called."""
    waiting = Delivery.objects.filter(id=delivery_id, delivered_at__isnull=True, leased_by=worker)
    rows = waiting.select_related("entry__content").select_for_update(no_key=True, of=("self",))
    delivery = rows.first()
    if delivery is None or delivery.entry is None:
        return
    listener = LISTENERS.get(delivery.listener)
    if listener is None:
        raise Unavailable("no_such_listener")
    listener(row(delivery.entry), scope.system(delivery.listener))
    waiting.update(delivered_at=instant.now(), leased_until=None, leased_by="")


def _send(delivery: Delivery) -> None:
    """Send a parcel outside, in no transaction, then note that it arrived."""
    sender = SENDERS.get(delivery.channel)
    if sender is None:
        raise Unavailable("no_such_channel")
    receipt = sender(
        Parcel(
            id=DeliveryId(delivery.id),
            address=delivery.address,
            payload=delivery.payload,
            key=delivery.key,
            about_kind=delivery.about_kind,
            about_id=delivery.about_id,
            attempt=delivery.attempt_count + 1,
        )
    )
    Delivery.objects.filter(id=delivery.id, delivered_at__isnull=True).update(
        delivered_at=instant.now(), receipt=receipt[:200], leased_until=None, leased_by=""
    )


def _wait(tries: int) -> timedelta:
    doublings: int = 2 ** min(tries - 1, 20)
    # Spread out, so that what failed together does not come back together.
    return min(FIRST_WAIT * doublings, LONGEST_WAIT) * random.uniform(0.5, 1.0)


def _told(error: Exception) -> str:
    """What went wrong in codes and places: an error's own words may carry a name."""
    kind = type(error).__name__
    if isinstance(error, Refused):
        return f"{kind}: {error.refusal_code}"[:500]
    if isinstance(error, JoinedupError):
        return ": ".join([kind, *(str(part) for part in error.args[:1])])[:500]
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if is_ours(frame)] or frames
    where = f" at {ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno}" if ours else ""
    return f"{kind}{where}"[:500]


def _ids(delivery: Delivery) -> dict[str, str]:
    return {
        "delivery": str(delivery.id),
        "listener": delivery.listener,
        "about": f"{delivery.about_kind} {delivery.about_id}",
    }


def _took(began: float) -> int:
    return round((perf_counter() - began) * 1000)


def _say(what: str, **said: Any) -> None:
    _log.info(json.dumps({"at": instant.now().isoformat(), "what": what, **said}))
