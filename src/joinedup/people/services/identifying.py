"""Somebody described turns out to be somebody: one in the index already, or new to it."""

from datetime import datetime

from joinedup.foundation import anchors, journey, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.domain.details import PersonDetails
from joinedup.people.models import Person
from joinedup.people.services import namesakes, rows
from joinedup.people.services.comparing import to_be_compared
from joinedup.people.services.correcting import carry_whereabouts
from joinedup.people.services.deaths import carry_death

IDENTIFIED = "identified"


class AlreadyIdentified(Refused):
    """It is known who this is."""

    code = "already_identified"


class IdentifiedAsUnknown(Refused):
    """The person chosen is not identified either."""

    code = "identified_as_unknown"


@journey.change
def identify(
    person_id: PersonId, *, seen: Version | None, as_person: PersonId, at: datetime, by: Actor
) -> PersonId:
    """Say which person in the index somebody described is; says under which id they now are.

    Their entries stay where they are and are read through the merge; care relationships, where they
    are now and that they have died go on for the person they turned out to be.
    """
    if as_person == person_id:
        raise IdentifiedAsUnknown()
    described, known = _both_locked(person_id, as_person, seen=seen, by=by)
    if known.identified_at is None:
        raise IdentifiedAsUnknown()
    carry_death(described, known)
    anchors.merge(person_id, as_person, reason=IDENTIFIED, at=at, by=by)
    described.identified_at = at
    rows.save(described)
    carry_whereabouts(described, known, at=at, by=by)
    rows.save(known)
    identified = events.PersonIdentified(into=as_person)
    journey.record(identified, about=described, person=person_id, at=at, by=by)
    absorbed = events.PersonAbsorbed(absorbed=person_id)
    journey.record(absorbed, about=known, person=as_person, at=at, by=by)
    return as_person


@journey.change
def identify_as_new(
    person_id: PersonId, *, seen: Version | None, details: PersonDetails, at: datetime, by: Actor
) -> PersonId:
    """Say who somebody described is, where they are not in the index yet."""
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_IDENTIFY, by=by)
    if person.identified_at is not None:
        raise AlreadyIdentified()
    tidy = rules.tidied(details, on=place.today())
    person.take(tidy)
    person.identified_at = at
    rows.save(person)
    rows.change_practice(person, tidy.practice_code, at=at, by=by)
    fact = events.PersonIdentified(into=None)
    journey.record(fact, about=person, person=person_id, at=at, by=by)
    namesakes.hide_like_restricted([person], at=at, by=by)
    to_be_compared([person.pk])
    return person_id


def _both_locked(
    person_id: PersonId, as_person: PersonId, *, seen: Version | None, by: Actor
) -> tuple[Person, Person]:
    # In id order, as whoever locks several does.
    if as_person < person_id:
        known = rows.lock(as_person, seen=None)
    described = rows.locked(person_id, seen=seen, needs=Permission.PERSON_IDENTIFY, by=by)
    if described.identified_at is not None:
        raise AlreadyIdentified()
    if as_person > person_id:
        known = rows.lock(as_person, seen=None)
    return described, known
