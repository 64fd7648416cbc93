"""What happens with a request for a copy. Facts are kept for ever: none holds a name or a word."""

from datetime import date
from uuid import UUID

from joinedup.kernel.facts import fact
from joinedup.subject_access.domain.requests import CheckedHow, Requester


@fact
class AccessRequested:
    """A copy of all that is held of somebody was asked for."""

    request_id: UUID
    requester: Requester
    checked_how: CheckedHow
    received_on: date
    due_on: date


@fact
class AccessExtended:
    """More time was taken for a copy, as the law allows."""

    request_id: UUID
    due_on: date


@fact
class AccessReleased:
    """A copy was reviewed and may be given."""

    request_id: UUID
    withheld_count: int


@fact
class AccessReturned:
    """More was found to judge while the copy was made: it is reviewed again."""

    request_id: UUID


@fact
class AccessCopyMade:
    """The copy was made; its digest tells whether a file is that copy."""

    request_id: UUID
    digest: str
    size: int


@fact
class AccessCopyTaken:
    """The copy was taken, to be given to whoever asked for it."""

    request_id: UUID


@fact
class AccessClosed:
    """A request for a copy was closed."""

    request_id: UUID
