"""A person is loaded from a Patient resource: new to the index, or put right in it."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from joinedup.exchange.domain.asking import details_of
from joinedup.exchange.domain.message import PersonEntry, PersonSent
from joinedup.exchange.domain.refusals import (
    DeathWithoutDate,
    EntryNotInUse,
    NumberDoubtful,
    NumberSuperseded,
    PersonWithoutNumber,
    TwoPeopleMeant,
)
from joinedup.exchange.services import partners
from joinedup.exchange.services.arrivals import Outcome
from joinedup.foundation import journey
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import queries as people_queries
from joinedup.people import services as people
from joinedup.people.domain import details as rules
from joinedup.people.domain.details import PersonDetails, says_where
from joinedup.people.queries import Former, Held
from joinedup.people.queries.known_by import SUPERSEDED, Known, Named, records_by
from joinedup.people.services.correcting import IdentifierOfAnother

MARKED_BY_SENDER = "marked_by_sender"
_PEOPLE = UUID("0c5a4a0e-9b67-5f0b-8f0e-5f3a7c1e9d42")


@dataclass(frozen=True, slots=True)
class TakenPerson:
    """Who somebody that was sent is here, by which record, and whether anything changed."""

    known: Known
    outcome: Outcome


@journey.change
def take_person(
    sent: PersonSent, entry: PersonEntry, *, partner: Partner, at: datetime, by: Actor
) -> TakenPerson:
    """Register somebody, or bring what is held of them up to what was sent.

    They are known by NHS number, else by a number of the sender's own. What was not sent stays
    as it is. Somebody marked restricted is restricted; the mark is never lifted by a file. What is
    sent of a record that was joined to another changes no details: the other's are theirs.
    """
    _check(sent, entry)
    own = _own_identifiers(entry, partner)
    if not sent.nhs_number and not own:
        raise PersonWithoutNumber()
    details = details_of(sent)
    found = _found(sent, own, by)
    known = next(iter(found.values()), None)
    is_by_number = (people_queries.NHS_NUMBER, sent.nhs_number) in found
    if known is not None and not is_by_number:
        _check_is_one(known.person_id, details, by)
        person_id = known.person_id
    else:
        # By number it is asked again whether they are the same: a number may be mistyped.
        key = uuid5(_PEOPLE, repr(sent) if sent.nhs_number else f"{partner.code}|{own[0]}")
        person_id = people.register_person(details, key=key, at=at, by=by)
    whose = known or Known(person_id, person_id)
    is_joined = whose.record_id != person_id
    new = [one for one in own if one not in found]
    # The death first: a birth put right to after a death that is wrong would not be believed.
    is_changed = [
        known is None,
        record_death(whose.record_id, sent, partner, at=at),
        known is not None and not is_joined and _corrected(person_id, details, at=at, by=by),
        sent.is_restricted and restrict(person_id, partner, at=at),
        bool(new) and bool(people.link_identifiers(whose.record_id, new, seen=None, at=at, by=by)),
    ]
    return TakenPerson(whose, Outcome.ACCEPTED if any(is_changed) else Outcome.UNCHANGED)


def source_system(partner: Partner) -> str:
    """The system of the ids that a partner gives its own resources."""
    return f"urn:joinedup:source:{partner.code}"


def identifiers_of(sent: PersonSent, entry: PersonEntry, partner: Partner) -> list[Named]:
    """Everything that somebody may be known by here, the NHS number first."""
    number = [(people_queries.NHS_NUMBER, sent.nhs_number)] if sent.nhs_number else []
    return [*number, *_own_identifiers(entry, partner)]


def _check(sent: PersonSent, entry: PersonEntry) -> None:
    if entry.replaced_by:
        raise NumberSuperseded(other=entry.replaced_by)
    if not entry.is_in_use:
        raise EntryNotInUse()
    if sent.nhs_number and entry.is_number_doubtful:
        raise NumberDoubtful()
    if sent.has_died and sent.died_on is None:
        raise DeathWithoutDate()


def _own_identifiers(entry: PersonEntry, partner: Partner) -> list[Named]:
    own = [(one.system, one.value) for one in entry.identifiers]
    own += [(source_system(partner), f"Patient/{entry.source_id}")] if entry.source_id else []
    # Whoever sends for an older number of theirs means them.
    own += [(SUPERSEDED, number) for number in entry.replaces if _is_number(number)]
    return own


def _is_number(text: str) -> bool:
    try:
        NhsNumber.parse(text)
    except Refused:
        return False
    return True


def _found(sent: PersonSent, own: list[Named], by: Actor) -> dict[Named, Known]:
    """By which of their numbers somebody is known here: as one person, or raise."""
    number = [(people_queries.NHS_NUMBER, sent.nhs_number)] if sent.nhs_number else []
    found = records_by(by.scope, [*number, *own])
    if len({one.person_id for one in found.values()}) > 1:
        raise TwoPeopleMeant()
    return found


def _check_is_one(person_id: PersonId, details: PersonDetails, by: Actor) -> None:
    """Raise where a sender's number means somebody of another name and birth by now."""
    held = people_queries.details(by.scope, person_id).details
    number = held.nhs_number
    is_other_number = bool(number and details.nhs_number and number != details.nhs_number)
    if is_other_number or not rules.nothing_speaks_against(
        details, family_name=held.family_name, born_on=held.born_on
    ):
        raise IdentifierOfAnother(person_id=person_id)


@journey.change
def restrict(person_id: PersonId, partner: Partner, *, at: datetime) -> bool:
    """Hide where somebody is whom their sender marks so; says whether they were not hidden yet."""
    by = partners.loader_for(partner)
    card = people_queries.cards(by.scope, [person_id])[person_id]
    if card.is_location_restricted:
        return False
    people.restrict_location(card.person_id, seen=None, reason=MARKED_BY_SENDER, at=at, by=by)
    return True


@journey.change
def record_death(record_id: PersonId, sent: PersonSent, partner: Partner, *, at: datetime) -> bool:
    """Record a death that a sender dates; says whether it was not recorded so yet.

    It is told of the record that was meant, and goes with it where it was joined by mistake.
    """
    if sent.died_on is None:
        return False
    by = partners.loader_for(partner)
    return people.tell_death(record_id, died_on=sent.died_on, at=at, by=by)


def _corrected(person_id: PersonId, details: PersonDetails, *, at: datetime, by: Actor) -> bool:
    held = people_queries.details(by.scope, person_id)
    card = people_queries.cards(by.scope, [person_id])[person_id]
    put_right = _put_right(held)
    sent = {
        field.name: value
        for field in fields(PersonDetails)
        if _is_said(value := getattr(details, field.name))
        and rules.written(value) != put_right.get(field.name)
        and not (card.is_location_restricted and says_where(field.name, value))
    }
    wanted = replace(held.details, **sent)
    if wanted == held.details:
        return False
    people.correct_details(person_id, seen=held.version, details=wanted, at=at, by=by)
    return True


def _put_right(held: Held) -> dict[str, str]:
    """What each detail said before somebody here put it right: a file that says it still is old."""
    last: dict[str, Former] = {}
    for one in held.former:
        last.setdefault(one.field, one)
    return {name: one.was for name, one in last.items() if one.is_by_hand}


def _is_said(value: Any) -> bool:
    return bool(value) and value != "unknown"
