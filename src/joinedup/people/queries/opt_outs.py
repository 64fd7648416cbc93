"""What a person's page says of opt-outs: a small part that any page of theirs can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from joinedup.foundation import anchors, opting_out
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.kernel.purposes import OptOut
from joinedup.people.queries.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOuts:
    """What is held of somebody's opt-outs, for whoever may open them.

    `has_type_1` is None where the practice's record says nothing. What they chose nationally is
    kept to and not shown: it is looked up for a use of data, not for those who care for them (NHS
    England, *National data opt-out*). `national_checked_at` is when it was asked last.
    """

    has_type_1: bool | None = None
    type_1_since: datetime | None = None
    type_1_checked_at: datetime | None = None
    national_checked_at: datetime | None = None


def opt_outs_of(scope: Scope, card: Card, ids: Sequence[PersonId] = ()) -> OptOuts:
    """What is held of a person's opt-outs, and when each was looked at last."""
    del scope
    if not card.is_open:
        return OptOuts()
    held = opting_out.held_of(ids or anchors.all_of(card.person_id))
    type_1, national = held.get(OptOut.TYPE_1), held.get(OptOut.NATIONAL)
    return OptOuts(
        has_type_1=type_1.is_opted_out if type_1 else None,
        type_1_since=type_1.since if type_1 else None,
        type_1_checked_at=type_1.checked_at if type_1 else None,
        national_checked_at=national.checked_at if national else None,
    )
