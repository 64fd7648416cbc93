"""What somebody says of caring for somebody else, on their own pages and their own record."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import Version
from joinedup.mycare.queries.mine import mine
from joinedup.people.domain.carers import Caring
from joinedup.people.services import carers as people


@journey.change
def tell_caring(
    caring: Caring, *, instead_of: UUID | None, key: UUID, at: datetime, by: Actor
) -> UUID:
    """Say that one cares for somebody, unpaid, and what one wants of it."""
    me = mine(by.scope).person_id
    return people.tell_caring(me, caring, instead_of=instead_of, key=key, at=at, by=by)


@journey.change
def tell_over(*, carer_id: UUID, seen: Version | None, at: datetime, by: Actor) -> None:
    """Say that one cares for nobody now."""
    me = mine(by.scope).person_id
    people.tell_caring_over(me, carer_id=carer_id, seen=seen, at=at, by=by)
