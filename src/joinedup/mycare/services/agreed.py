"""Somebody says on their own pages what they think of what was agreed with them."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import Version
from joinedup.mycare.queries.mine import mine
from joinedup.plans import services as plans


def agree(*, agreement_id: UUID, seen: Version, at: datetime, by: Actor) -> None:
    """Agree to what was offered."""
    mine(by.scope)
    plans.agree_online(agreement_id, seen=seen, at=at, by=by)


def want_change(
    *, agreement_id: UUID, seen: Version, words: str, key: UUID, at: datetime, by: Actor
) -> None:
    """Ask for something to be changed; the same key asks once."""
    mine(by.scope)
    plans.want_change(agreement_id, seen=seen, words=words, key=key, at=at, by=by)
