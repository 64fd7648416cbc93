"""What this room does when it hears of something."""

from joinedup.foundation.entries import EntryRow
from joinedup.foundation.listening import listen
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.mycare.services import delegates, joining
from joinedup.people import events as people_events


@listen(people_events.DeathRecorded, name="mycare.close")
def close(entry: EntryRow, by: Actor) -> None:
    """Close the own view of somebody who has died: nobody reads on in their name."""
    joining.close_own_care(PersonId(entry.subject_id), because="died", at=entry.at, by=by)


@listen(people_events.DeathRecorded, name="mycare.end_delegates")
def end_delegates(entry: EntryRow, by: Actor) -> None:
    """Nobody acts any more for somebody who has died."""
    delegates.end_all(PersonId(entry.subject_id), because="died", at=entry.at, by=by)


@listen(people_events.PersonJoined, name="mycare.follow_joined")
def follow_joined(entry: EntryRow, by: Actor) -> None:
    """Close both where the record that was joined carried a death to whoever lived until then."""
    fact: people_events.PersonJoined = entry.fact
    delegates.close_where_died(PersonId(fact.into), at=entry.at, by=by)
