"""What this room does when it hears of something."""

from joinedup.foundation.entries import EntryRow
from joinedup.foundation.listening import listen
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import events as people_events
from joinedup.plans import services


@listen(people_events.DeathRecorded, name="plans.end")
def end(entry: EntryRow, by: Actor) -> None:
    """End what was agreed with somebody who has died: nobody is asked to look at it again."""
    services.end_all(PersonId(entry.subject_id), at=entry.at, by=by)
