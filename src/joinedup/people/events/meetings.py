"""What can happen to a meeting about people, and to those on its agenda."""

from datetime import datetime
from uuid import UUID

from joinedup.kernel.facts import fact


@fact
class MeetingCalled:
    """A meeting about people was called."""

    meeting_id: UUID


@fact
class MeetingCancelled:
    """A meeting about people was cancelled."""

    meeting_id: UUID


@fact
class AgendaItemPut:
    """This person was put on the agenda of a meeting: open to those who attend until then."""

    meeting_id: UUID
    item_id: UUID
    until: datetime


@fact
class AgendaItemTakenOff:
    """This person was taken off the agenda of a meeting."""

    meeting_id: UUID
    item_id: UUID
