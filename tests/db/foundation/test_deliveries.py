"""Hand-offs that somebody looks at: counted, steered and given up with a reason."""

from datetime import timedelta

import pytest

from joinedup.foundation import deliveries, instant
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from tests.builders import foundation as build
from tests.builders.deliveries import a_failed_hand_off, a_hand_off


@pytest.fixture
def ade() -> Actor:
    """Whoever looks after hand-offs."""
    return build.an_actor(Role.PLACE_ADMINISTRATOR)


def test_what_was_just_made_needs_nobody(clock: instant.Hands) -> None:
    a_hand_off()

    assert deliveries.undelivered_count() == 0


def test_what_nobody_has_tried_in_time_is_counted(clock: instant.Hands) -> None:
    a_hand_off()

    clock.tick(deliveries.TRIED_WITHIN + timedelta(seconds=1))

    assert deliveries.undelivered_count() == 1


def test_what_failed_once_is_counted_at_once(clock: instant.Hands) -> None:
    a_failed_hand_off(tries=1)

    assert deliveries.undelivered_count() == 1


def test_the_reason_for_giving_up_is_kept_beside_the_fact(ade: Actor) -> None:
    delivery_id = a_hand_off()

    deliveries.give_up(delivery_id, because="They closed in May.", at=instant.now(), by=ade)

    told = Entry.objects.select_related("content").get(about_id=delivery_id)
    assert told.content is not None
    assert told.content.text == "They closed in May."


def test_what_is_held_is_released_rather_than_tried(ade: Actor) -> None:
    delivery_id = a_hand_off()
    deliveries.hold(delivery_id, at=instant.now(), by=ade)

    with pytest.raises(Refused) as refused:
        deliveries.retry(delivery_id, at=instant.now(), by=ade)

    assert refused.value.refusal_code == "delivery_wants_release"
