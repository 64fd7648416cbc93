"""Reading hand-offs that have not reached their receiver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from joinedup.foundation import accounts, deliveries, instant, leases, naming
from joinedup.foundation.entries import EntryRow, row
from joinedup.foundation.models import Delivery, Entry, TimedJob
from joinedup.foundation.naming import Called
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import DeliveryId, Page

MOST_COUNTED: Final = 1000


class Part(StrEnum):
    """A part of what has not arrived, as the tabs of the page have it."""

    TO_LOOK_AT = "to_look_at"
    TRYING = "trying"
    HELD = "held"
    GIVEN_UP = "given_up"
    ALL = "all"


class State(StrEnum):
    """How a hand-off stands."""

    WAITING = "waiting"
    TRYING = "trying"
    HELD = "held"
    GIVEN_UP = "given_up"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class HandOff:
    """Something on its way: where to, about what, and how it stands."""

    id: DeliveryId
    channel: str
    listener: str
    address: str
    about_kind: str
    about_id: UUID | None
    called: Called | None
    made_at: datetime
    next_at: datetime
    attempt_count: int
    last_error: str
    state: State
    is_behind_another: bool
    is_being_sent: bool
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandOffPage:
    """One hand-off and what people did to it, newest first, with the names of those who did."""

    hand_off: HandOff
    steps: tuple[EntryRow, ...]
    names: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each part, channel by channel."""

    by_channel: Mapping[str, Mapping[Part, int]]

    def of(self, part: Part, *, channel: str = "") -> int:
        """How many of a part, by one channel or by all of them."""
        asked = [channel] if channel else list(self.by_channel)
        return sum(self.by_channel[one][part] for one in asked if one in self.by_channel)


def undelivered(
    scope: Scope,
    *,
    part: Part = Part.TO_LOOK_AT,
    channel: str = "",
    after: DeliveryId | None = None,
    limit: int = 25,
) -> Page[HandOff]:
    """What has not arrived, oldest first; ids are made in the order of time, so they page as well.

    What goes to another room of ours counts too.
    """
    require_permission(scope, Permission.DELIVERY_REVIEW)
    found = _part(part)
    if channel:
        found = found.filter(channel=channel)
    total = found[: MOST_COUNTED + 1].count()
    page = found.filter(id__gt=after) if after else found
    rows = list(page.order_by("id")[: limit + 1])
    return Page(
        rows=tuple(_rows(scope, rows[:limit])),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def undelivered_counts(scope: Scope) -> Counts:
    """How many hand-offs of each channel stand how."""
    require_permission(scope, Permission.DELIVERY_REVIEW)
    found = (
        _part(Part.ALL)
        .order_by()
        .values_list("channel")
        .annotate(
            to_look_at=_count(Part.TO_LOOK_AT),
            trying=_count(Part.TRYING),
            held=_count(Part.HELD),
            given_up=_count(Part.GIVEN_UP),
            all=_count(Part.ALL),
        )
    )
    return Counts({channel: dict(zip(Part, counts, strict=True)) for channel, *counts in found})


def hand_off(scope: Scope, delivery_id: DeliveryId) -> HandOffPage:
    """One hand-off, also when it has arrived by now, and what people did to it."""
    require_permission(scope, Permission.DELIVERY_REVIEW)
    found = Delivery.objects.filter(id=delivery_id).exclude(channel=deliveries.CONFIDENTIAL)
    rows = _rows(scope, list(found))
    if not rows:
        raise NotFound()
    kind = Delivery._meta.label_lower
    entries = Entry.objects.filter(about_kind=kind, about_id=delivery_id)
    steps = [row(one) for one in entries.select_related("content").order_by("-id")]
    names = accounts.names({one.by_account for one in steps})
    return HandOffPage(rows[0], tuple(steps), names)


def oldest_undelivered(scope: Scope) -> HandOff | None:
    """What has waited longest of all that somebody should look at."""
    oldest = undelivered(scope, limit=1).rows
    return oldest[0] if oldest else None


def worker_seen_at(scope: Scope) -> datetime | None:
    """When a worker last finished one of the jobs that come round."""
    require_permission(scope, Permission.DELIVERY_REVIEW)
    last: datetime | None = TimedJob.objects.aggregate(last=Max("last_done_at"))["last"]
    return last


def held(scope: Scope, *, channel: str, limit: int) -> list[DeliveryId]:
    """What is held back, by one channel or by all of them, oldest first."""
    require_permission(scope, Permission.DELIVERY_REVIEW)
    found = _part(Part.HELD).filter(**({"channel": channel} if channel else {}))
    ids = found.order_by("id").values_list("id", flat=True)[:limit]
    return [DeliveryId(one) for one in ids]


def _part(part: Part) -> QuerySet[Delivery]:
    shown = Delivery.objects.exclude(channel=deliveries.CONFIDENTIAL)
    return shown.filter(_is_in(part), delivered_at__isnull=True)


def _count(part: Part) -> Count:
    return Count("id", filter=_is_in(part))


def _is_in(part: Part) -> Q:
    in_force = Q(held_at__isnull=True, given_up_at__isnull=True)
    return {
        Part.TO_LOOK_AT: deliveries.to_look_at(),
        Part.TRYING: in_force & Q(attempt_count__gt=0),
        Part.HELD: Q(held_at__isnull=False, given_up_at__isnull=True),
        Part.GIVEN_UP: Q(given_up_at__isnull=False),
        Part.ALL: Q(),
    }[part]


def _rows(scope: Scope, found: Iterable[Delivery]) -> list[HandOff]:
    listed = list(found)
    ids = [one.id for one in listed]
    waiting = Delivery.objects.filter(leases.is_behind_another(), id__in=ids)
    behind = set(waiting.values_list("id", flat=True))
    things = [(one.about_kind, one.about_id) for one in listed if one.about_id]
    called = naming.called(scope, things)
    return [
        HandOff(
            id=DeliveryId(one.id),
            channel=one.channel,
            listener=one.listener,
            address=one.address,
            about_kind=one.about_kind,
            about_id=one.about_id,
            called=called.get((one.about_kind, one.about_id)) if one.about_id else None,
            made_at=one.made_at,
            next_at=one.next_at,
            attempt_count=one.attempt_count,
            last_error=one.last_error,
            state=_state(one),
            is_behind_another=one.id in behind,
            is_being_sent=one.leased_until is not None and one.leased_until > instant.now(),
            delivered_at=one.delivered_at,
        )
        for one in listed
    ]


def _state(one: Delivery) -> State:
    if one.delivered_at is not None:
        return State.DELIVERED
    if one.given_up_at is not None:
        return State.GIVEN_UP
    if one.held_at is not None:
        return State.HELD
    return State.TRYING if one.attempt_count else State.WAITING
