"""What somebody decides on their own pages about who sees their record."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey, place
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Version
from joinedup.kernel.sections import Section
from joinedup.mycare.queries.mine import mine
from joinedup.people.domain.sharing import Basis, Decided, DecidedBy, Decision, Way
from joinedup.people.queries.sharing import sharing_of
from joinedup.people.services import sharing as people


@journey.change
def decide(
    *,
    kind: Decision,
    section: Section | None,
    organisation: str,
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Decide who sees one's own record, or which part of it is kept back."""
    told = Decided(kind=kind, basis=_of_oneself(), section=section, organisation=organisation)
    person_id = mine(by.scope).person_id
    return people.decide_sharing(person_id, decided_of=told, key=key, at=at, by=by)


@journey.change
def take_back(decision_id: UUID, *, seen: Version, at: datetime, by: Actor) -> None:
    """Take back what one decided oneself, or what was decided for one."""
    held = sharing_of(by.scope, mine(by.scope).person_id).in_force
    if decision_id not in {one.decision_id for one in held}:
        raise NotFound()
    people.end_sharing(decision_id, seen=seen, basis=_of_oneself(), at=at, by=by)


def _of_oneself() -> Basis:
    return Basis(decided_by=DecidedBy.PERSON, decided_on=place.today(), way=Way.ONLINE)
