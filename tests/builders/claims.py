"""Staff who say themselves that they care for somebody."""

from typing import Any
from uuid import UUID, uuid4

from joinedup.foundation import instant
from joinedup.foundation.models import BrokenGlass
from joinedup.foundation.scope import SELF_CLAIMED, Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from tests.builders import referrals as build

WORDS = "Wound check today for Ann, who is ill"


def claimed(person: PersonId, *, by: Actor | None = None, **changes: Any) -> UUID:
    """A care relationship that somebody claimed themselves."""
    given = {"reason": "cover", "words": WORDS, "key": uuid4(), "at": instant.now()}
    services.claim_care(person, **{**given, **changes}, by=by or build.nurse("cover"))
    return BrokenGlass.objects.filter(ground=SELF_CLAIMED).latest("id").id
