"""What several verbs of this room do to its rows."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from joinedup.foundation import accounts, care, journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Merge
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import keys
from joinedup.people.models import Person, Registration, SearchKey


class NumberOfAnother(Refused):
    """The NHS number is somebody else's here, or somebody's of another name and birth."""

    code = "number_of_another"


class PersonMerged(Refused):
    """This entry turned out to be of somebody who has one already: change that one."""

    code = "person_merged"


def locked(person_id: PersonId, *, seen: Version | None, needs: Permission, by: Actor) -> Person:
    """Somebody locked for a change, if the actor may make it and they are as the actor saw them."""
    access.require_permission(by.scope, needs)
    access.require(by.scope, person_id)
    return lock(person_id, seen=seen)


def lock(person_id: PersonId, *, seen: Version | None) -> Person:
    """Somebody locked for a change; nobody changes an entry that was merged into another."""
    person = journey.lock(Person, person_id, seen=seen)
    if Merge.objects.filter(absorbed_id=person_id, until__isnull=True).exists():
        raise PersonMerged()
    return person


def account_called(username: str) -> Account:
    """Whose a user name is; refused in words where it is nobody's."""
    try:
        return accounts.account_named(username)
    except NotFound as error:
        raise Refused("account_unknown", username=username) from error


def lock_record(record_id: PersonId) -> Person:
    """A record locked for a change to what is written in it, whether it was joined or not."""
    return journey.lock(Person, record_id, seen=None)


def save(person: Person) -> None:
    """Save somebody and the keys they are found under."""
    number_taken = Person.objects.filter(nhs_number=person.nhs_number).exclude(pk=person.pk)
    if person.nhs_number and (other := number_taken.first()):
        raise NumberOfAnother(person_id=other.pk)
    try:
        person.save(force_update=True)
    except IntegrityError as error:
        # Another change took the number since the question above; the store has the last word.
        raise NumberOfAnother() from error
    rekey(person)


def rekey(person: Person) -> None:
    """Make the keys that somebody is found under what they should be now."""
    held = set(person.search_keys.values_list("kind", "key"))
    is_hidden = bool(care.restricted_ids([PersonId(person.pk)]))
    postcodes, phone = ([], "") if is_hidden else (_postcodes(person), person.phone)
    wanted = {(row.kind, row.key): row for row in search_keys(person, postcodes, phone)}
    for kind, key in held - wanted.keys():
        person.search_keys.filter(kind=kind, key=key).delete()
    SearchKey.objects.bulk_create(row for at, row in wanted.items() if at not in held)


def search_keys(person: Person, postcodes: Iterable[str], phone: str) -> Iterator[SearchKey]:
    """The keys that somebody should be found under."""
    found = key_rows(person, postcodes, phone)
    return (SearchKey(kind=kind, key=key, person_id=person.pk) for kind, key, _ in found)


def key_rows(
    person: Person, postcodes: Iterable[str], phone: str
) -> Iterator[tuple[str, str, UUID]]:
    """The same as rows of the table: kind, key, person."""
    wanted = keys.keys_of(
        number=person.nhs_number,
        name_texts=[person.family_name, person.given_name, person.known_as],
        born_on=person.born_on,
        postcodes_held=postcodes,
        phone=phone,
    )
    return ((kind.value, key, person.pk) for kind, key in sorted(wanted))


def change_practice(person: Person, practice_code: str, *, at: datetime, by: Actor) -> None:
    """End somebody's registration and begin another: their locality follows, and who sees them."""
    live = person.registrations.filter(until__isnull=True).first()
    if practice_code == (live.practice_code if live else ""):
        return
    begun_at = at
    if live:
        begun_at = live.until = max(live.since, at)
        live.save(update_fields=["until"])
        care.end_about(live, because="practice_changed", at=begun_at, by=by)
    made = registration(person, practice_code, at=begun_at, by=by) if practice_code else None
    if made:
        made.save(force_insert=True)
        care.begin(
            PersonId(person.pk),
            care.team(practice_code),
            because=care.PRACTICE_REGISTRATION,
            at=begun_at,
            by=by,
            about=made,
        )
    fact = events.PracticeChanged(registration_id=made.id if made else None)
    journey.record(fact, about=person, person=PersonId(person.pk), at=at, by=by)


def registration(person: Person, practice_code: str, *, at: datetime, by: Actor) -> Registration:
    """A registration with a practice, not yet saved."""
    return Registration(
        person_id=person.pk, practice_code=practice_code, since=at, recorded_by=by.account_id
    )


def _postcodes(person: Person) -> list[str]:
    elsewhere = person.elsewhere()
    held = (person.postcode, elsewhere.postcode if elsewhere else "")
    return [postcode for postcode in held if postcode]
