"""What somebody says of themselves on their own pages, kept in their record."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import Version
from joinedup.mycare.queries.mine import mine
from joinedup.people.domain.telling import Lasting, Told
from joinedup.people.services import telling as people


@journey.change
def tell(*, told: Told, key: UUID, at: datetime, by: Actor) -> UUID:
    """Give a note or a reading of one's own."""
    return people.tell(mine(by.scope).person_id, told=told, key=key, at=at, by=by)


@journey.change
def tell_lasting(what: Lasting, *, words: str, at: datetime, by: Actor) -> None:
    """Say what holds of oneself from now on."""
    people.tell_lasting(mine(by.scope).person_id, what=what, words=words, at=at, by=by)


@journey.change
def tell_language(
    *, seen: Version, language: str, needs_interpreter: bool, at: datetime, by: Actor
) -> None:
    """Say in which language one wants to talk."""
    people.tell_language(
        mine(by.scope).person_id,
        seen=seen,
        language=language,
        needs_interpreter=needs_interpreter,
        at=at,
        by=by,
    )
