"""What the front door does when it hears of something."""

from joinedup.foundation import events as foundation_events
from joinedup.foundation import instant
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.listening import every, listen
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.people import events as people_events
from joinedup.referrals import services


@listen(people_events.PersonIdentified, people_events.PersonParted, name="referrals.follow_person")
def follow_person(entry: EntryRow, by: Actor) -> None:
    """Let referrals follow somebody described to whom they turned out to be, and back again."""
    if isinstance(entry.fact, people_events.PersonParted):
        was_into = PersonId(entry.fact.was_into)
        services.go_back(PersonId(entry.subject_id), parted_from=was_into, at=entry.at, by=by)
        return
    fact: people_events.PersonIdentified = entry.fact
    was = PersonId(entry.subject_id)
    now = was if fact.into is None else PersonId(fact.into)
    services.follow_person(was, now=now, at=entry.at, by=by)


@listen(
    foundation_events.AccountDeactivated,
    foundation_events.RoleEnded,
    name="referrals.stand_down",
)
def stand_down(entry: EntryRow, by: Actor) -> None:
    """Let the lines of somebody who left, or left a team, wait for a worker again."""
    because = entry.kind.rpartition(".")[2]
    services.stand_down(AccountId(entry.subject_id), because=because, at=entry.at, by=by)


@every(3600, name="referrals.purge_drafts")
def purge_drafts(by: Actor) -> None:
    """Throw away drafts that nobody came back to."""
    services.purge_drafts(at=instant.now(), by=by)


@every(30, name="referrals.safety_net")
def watch(by: Actor) -> None:
    """Raise with whoever is on duty what has waited too long for anybody."""
    services.watch(at=instant.now(), by=by)


@every(3600, name="referrals.downtime_pack")
def print_pack(by: Actor) -> None:
    """Write the downtime pack, so that there is something to work from when nothing answers."""
    services.print_pack(by=by)
