"""Hand-offs to the outside, at any step of not arriving."""

from datetime import timedelta
from uuid import UUID, uuid4

from joinedup.foundation import deliveries, instant
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Delivery
from joinedup.kernel.ids import DeliveryId


def a_hand_off(
    channel: str = "bars",
    *,
    address: str = "demo-partner",
    about: tuple[str, UUID] | None = None,
    order_key: str = "",
) -> DeliveryId:
    """Something that was written down just now to go outside."""
    return deliveries.post(
        channel,
        address=address,
        payload="{}",
        key=uuid4().hex,
        about=about or ("referrals.line", new_id()),
        order_key=order_key,
    )


def a_failed_hand_off(
    channel: str = "bars",
    *,
    error: str = "Unavailable: store_busy",
    tries: int = 3,
    wait: timedelta = timedelta(minutes=12),
    about: tuple[str, UUID] | None = None,
) -> DeliveryId:
    """Something that was tried and is to be tried again."""
    made = a_hand_off(channel, about=about)
    Delivery.objects.filter(id=made).update(
        attempt_count=tries, last_error=error, next_at=instant.now() + wait
    )
    return made


def a_held_hand_off(channel: str = "bars") -> DeliveryId:
    """Something that is kept back."""
    made = a_hand_off(channel)
    Delivery.objects.filter(id=made).update(held_at=instant.now())
    return made


def a_given_up_hand_off(channel: str = "bars") -> DeliveryId:
    """Something that is tried no more."""
    made = a_failed_hand_off(channel)
    Delivery.objects.filter(id=made).update(given_up_at=instant.now())
    return made
