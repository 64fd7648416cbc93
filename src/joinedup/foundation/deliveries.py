"""Hand-offs to the outside: written with the change, sent by the worker, kept until received."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import events, instant, journey, scope
from joinedup.foundation.models import Delivery
from joinedup.foundation.naming import Named, named
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import DeliveryId

ROOM = "room"
CONFIDENTIAL = "confidential"
"""What goes by this channel is for few to know: its room watches it, and no list here shows it."""
# A worker that is running tries what was made within moments.
TRIED_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a sender is given: where to, what, and the key that makes sending twice harmless."""

    id: DeliveryId
    address: str
    payload: str
    key: str
    about_kind: str
    about_id: UUID | None
    attempt: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A hand-off as the undelivered page and the referrer see it."""

    id: DeliveryId
    channel: str
    listener: str
    address: str
    about_kind: str
    about_id: UUID | None
    made_at: datetime
    next_at: datetime
    attempt_count: int
    last_error: str
    is_held: bool
    is_given_up: bool
    delivered_at: datetime | None
    receipt: str


@dataclass(frozen=True, slots=True)
class LateRow:
    """A hand-off that has not arrived in time: what it is about, and since when."""

    id: UUID
    about_kind: str
    about_id: UUID | None
    made_at: datetime
    given_up_at: datetime | None


type Sender = Callable[[Parcel], str]

SENDERS: dict[str, Sender] = {}


def sender(channel: str) -> Callable[[Sender], Sender]:
    """Have a function send what goes by a channel; it returns a receipt or raises `Unavailable`."""

    def sending(function: Sender) -> Sender:
        if channel in SENDERS:
            raise ValueError(f"two senders for {channel}")
        SENDERS[channel] = function
        return function

    return sending


def post(
    channel: str,
    *,
    address: str,
    payload: str,
    key: str,
    about: Named,
    order_key: str = "",
) -> DeliveryId:
    """Write down, in the change that causes it, something that must reach the outside.

    Posting the same key by the same channel again changes nothing.
    """
    now = instant.now()
    about_kind, about_id = named(about)
    made, _ = Delivery.objects.get_or_create(
        listener=f"send:{channel}",
        key=key,
        defaults={
            "channel": channel,
            "address": address,
            "payload": payload,
            "order_key": order_key and f"{channel}:{order_key}",
            "about_kind": about_kind,
            "about_id": about_id,
            "made_at": now,
            "next_at": now,
        },
    )
    return DeliveryId(made.id)


@journey.change
def retry(delivery_id: DeliveryId, *, at: datetime, by: Actor) -> None:
    """Try a hand-off again at once, though it was given up; what is held is released instead."""
    delivery = _undelivered(delivery_id, by=by)
    if delivery.held_at is not None:
        raise Refused("delivery_wants_release")
    delivery.given_up_at, delivery.next_at = None, instant.now()
    delivery.save(update_fields=["given_up_at", "next_at"])
    fact = events.DeliveryRetried(channel=delivery.channel, attempt_count=delivery.attempt_count)
    journey.record(fact, about=delivery, place=True, at=at, by=by)


@journey.change
def hold(delivery_id: DeliveryId, *, at: datetime, by: Actor) -> None:
    """Keep a hand-off back until somebody releases it; what must follow it waits too."""
    delivery = _undelivered(delivery_id, by=by)
    if delivery.held_at is not None:
        raise Refused("delivery_is_held")
    delivery.held_at = at
    delivery.save(update_fields=["held_at"])
    fact = events.DeliveryHeld(channel=delivery.channel)
    journey.record(fact, about=delivery, place=True, at=at, by=by)


@journey.change
def release(delivery_id: DeliveryId, *, at: datetime, by: Actor) -> None:
    """Let a hand-off that was held go out."""
    delivery = _undelivered(delivery_id, by=by)
    if delivery.held_at is None:
        raise Refused("delivery_is_not_held")
    delivery.held_at, delivery.next_at = None, instant.now()
    delivery.save(update_fields=["held_at", "next_at"])
    fact = events.DeliveryReleased(channel=delivery.channel)
    journey.record(fact, about=delivery, place=True, at=at, by=by)


@journey.change
def give_up(delivery_id: DeliveryId, *, because: str = "", at: datetime, by: Actor) -> None:
    """Try a hand-off no more; it stays to be seen, and what must follow it no longer waits."""
    delivery = _undelivered(delivery_id, by=by)
    if delivery.given_up_at is not None:
        raise Refused("delivery_is_given_up")
    delivery.given_up_at = at
    delivery.save(update_fields=["given_up_at"])
    fact = events.DeliveryGivenUp(channel=delivery.channel, attempt_count=delivery.attempt_count)
    journey.record(fact, about=delivery, place=True, content=because or None, at=at, by=by)


def undelivered(*, limit: int = 200) -> list[DeliveryRow]:
    """What has not reached its receiver, oldest first; only what failed, waits or is held."""
    return [_row(d) for d in _waiting().order_by("made_at", "id")[:limit]]


def undelivered_count() -> int:
    """How many hand-offs somebody should look at."""
    return _waiting().filter(to_look_at()).count()


def late(*, at: datetime, limit: int) -> list[LateRow]:
    """The oldest hand-offs that somebody should look at, as far as they were made by an instant.

    One between rooms counts once it failed: that none was tried says that no worker ran.
    """
    failed = ~Q(channel=ROOM) | Q(attempt_count__gt=0) | Q(given_up_at__isnull=False)
    found = _waiting().filter(to_look_at(), failed, made_at__lte=at).order_by("made_at", "id")
    columns = ("id", "about_kind", "about_id", "made_at", "given_up_at")
    return [LateRow(*row) for row in found.values_list(*columns)[:limit]]


def to_look_at() -> Q:
    """Hand-offs that failed, are held or were given up, and those that nobody has tried in time."""
    went_wrong = Q(attempt_count__gt=0) | Q(held_at__isnull=False) | Q(given_up_at__isnull=False)
    return went_wrong | Q(made_at__lt=instant.now() - TRIED_WITHIN)


def about(about_kind: str, about_ids: list[UUID]) -> list[DeliveryRow]:
    """The hand-offs to the outside that things gave rise to, newest first."""
    found = Delivery.objects.filter(about_kind=about_kind, about_id__in=about_ids)
    return [_row(d) for d in found.exclude(channel=ROOM).order_by("-made_at")]


def _undelivered(delivery_id: DeliveryId, *, by: Actor) -> Delivery:
    scope.require_permission(by.scope, Permission.DELIVERY_REVIEW)
    found = Delivery.objects.select_for_update(no_key=True).filter(id=delivery_id).first()
    is_hidden = found is not None and found.channel == CONFIDENTIAL and by.scope.role != scope.JOB
    if found is None or is_hidden:
        raise NotFound()
    if found.delivered_at is not None:
        raise Refused("delivery_is_delivered")
    return found


def _waiting() -> QuerySet[Delivery]:
    return Delivery.objects.filter(delivered_at__isnull=True).exclude(channel=CONFIDENTIAL)


def _row(delivery: Delivery) -> DeliveryRow:
    return DeliveryRow(
        id=DeliveryId(delivery.id),
        channel=delivery.channel,
        listener=delivery.listener,
        address=delivery.address,
        about_kind=delivery.about_kind,
        about_id=delivery.about_id,
        made_at=delivery.made_at,
        next_at=delivery.next_at,
        attempt_count=delivery.attempt_count,
        last_error=delivery.last_error,
        is_held=delivery.held_at is not None,
        is_given_up=delivery.given_up_at is not None,
        delivered_at=delivery.delivered_at,
        receipt=delivery.receipt,
    )
