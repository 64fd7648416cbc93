"""What somebody says of their own care goes to where it is counted, without their name."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation.scope import Actor
from joinedup.mycare.queries.mine import mine
from joinedup.referrals.queries import own as referrals
from joinedup.voice import queries, services
from joinedup.voice.domain.questions import Answer, Context


@journey.change
def tell_how_it_was(
    *,
    scores: Mapping[str, int],
    words: str,
    was_helped: bool,
    key: UUID,
    at: datetime,
    by: Actor,
) -> None:
    """Keep what somebody says of the care that ended last."""
    me = mine(by.scope)
    lines = referrals.own_lines(by.scope, me.person, me.ids)
    of_care = queries.due_of(lines, me.ids, at=at) or Context()
    answer = Answer(scores, words, was_helped)
    services.tell(me.person_id, answer, of_care=of_care, key=key, at=at, by=by)
