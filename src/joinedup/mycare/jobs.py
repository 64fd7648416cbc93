"""What this room does when it hears of something."""

from joinedup.foundation import deliveries, instant
from joinedup.foundation import events as foundation_events
from joinedup.foundation.deliveries import Parcel
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.listening import every, listen
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain.texting import Trouble
from joinedup.mycare.services import delegates, joining, texting
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


@listen(people_events.DeathRecorded, name="mycare.stop_texts")
def stop_texts(entry: EntryRow, by: Actor) -> None:
    """Send no more texts to somebody who has died."""
    texting.stop_all(PersonId(entry.subject_id), Trouble.DIED, at=entry.recorded_at, by=by)


@listen(foundation_events.DeliveryGivenUp, name="mycare.text_given_up")
def tell_of_given_up(entry: EntryRow, by: Actor) -> None:
    """Put a text whose hand-off was given up on the list of whoever sent it."""
    if entry.about_id is not None:
        texting.note_given_up(entry.about_id, at=entry.recorded_at, by=by)


@deliveries.sender(texting.CHANNEL)
def send_text(parcel: Parcel) -> str:
    """Hand a text to its carrier; says by what it was taken."""
    return texting.send(parcel)


@every(60, name="mycare.texts")
def look_after_texts(by: Actor) -> None:
    """Send what waited for the morning, and ask what came of what was sent."""
    texting.hand_on_waiting(at=instant.now(), by=by)
    texting.ask_after(at=instant.now(), by=by)
