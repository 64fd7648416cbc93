"""What this room does when it hears of something."""

from joinedup.foundation.entries import EntryRow
from joinedup.foundation.listening import listen
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.mycare.services import joining
from joinedup.people import events as people_events


@listen(people_events.DeathRecorded, name="mycare.close")
def close(entry: EntryRow, by: Actor) -> None:
    """Close the own view of somebody who has died: nobody reads on in their name."""
    joining.close_own_care(PersonId(entry.subject_id), because="died", at=entry.at, by=by)
