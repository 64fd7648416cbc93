"""What can happen to a concern. No fact of it names the person, and none is ever told on.

They stand in the chain of the place, not of the person: see decision 0009.
"""

from uuid import UUID

from joinedup.kernel.facts import fact, kept_close
from joinedup.safeguarding.domain.answer import Outcome
from joinedup.safeguarding.domain.concern import Whose


@kept_close
@fact
class ConcernRaised:
    """Somebody raised a safeguarding concern; it goes to the council's front door."""

    concern_id: UUID
    whose: Whose
    front_door: str
    is_by_message: bool


@kept_close
@fact
class ConcernSentAgain:
    """A safeguarding concern was sent to the front door once more."""

    concern_id: UUID


@kept_close
@fact
class ConcernAcknowledged:
    """The front door has a safeguarding concern: told by their own page, or by telephone."""

    concern_id: UUID
    is_by_telephone: bool


@kept_close
@fact
class ConcernDecided:
    """The council decided about a safeguarding concern, and closed it."""

    concern_id: UUID
    outcome: Outcome
