"""A person is loaded from a Patient resource: new to the index, or put right in it."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from joinedup.exchange.domain.asking import details_of
from joinedup.exchange.domain.message import PersonSent
from joinedup.exchange.domain.refusals import DeathWithoutDate, PersonWithoutNumber
from joinedup.exchange.services import partners
from joinedup.exchange.services.arrivals import Outcome
from joinedup.foundation import journey
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people_queries
from joinedup.people import services as people
from joinedup.people.domain.details import PersonDetails, says_where

MARKED_BY_SENDER = "marked_by_sender"
_PEOPLE = UUID("0c5a4a0e-9b67-5f0b-8f0e-5f3a7c1e9d42")


@journey.change
def take_person(sent: PersonSent, *, partner: Partner, at: datetime) -> Outcome:
    """Register somebody by NHS number, or bring what is held of them up to what was sent.

    What was not sent stays as it is. Somebody marked restricted is restricted; the mark is never
    lifted by a file.
    """
    if not sent.nhs_number:
        raise PersonWithoutNumber()
    if sent.has_died and sent.died_on is None:
        raise DeathWithoutDate()
    by = partners.loader_for(partner)
    known = people_queries.by_identifier(by.scope, people_queries.NHS_NUMBER, sent.nhs_number)
    details = details_of(sent)
    person_id = people.register_person(details, key=uuid5(_PEOPLE, repr(sent)), at=at, by=by)
    # The death first: a birth put right to after a death that is wrong would not be believed.
    is_changed = [
        known is None,
        record_death(person_id, sent, partner, at=at),
        known is not None and _corrected(person_id, details, at=at, by=by),
        sent.is_restricted and restrict(person_id, partner, at=at),
    ]
    return Outcome.ACCEPTED if any(is_changed) else Outcome.UNCHANGED


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
def record_death(person_id: PersonId, sent: PersonSent, partner: Partner, *, at: datetime) -> bool:
    """Record a death that a sender dates; says whether it was not recorded so yet."""
    by = partners.loader_for(partner)
    card = people_queries.cards(by.scope, [person_id])[person_id]
    if sent.died_on is None or card.died_on == sent.died_on:
        return False
    people.record_death(card.person_id, seen=None, died_on=sent.died_on, at=at, by=by)
    return True


def _corrected(person_id: PersonId, details: PersonDetails, *, at: datetime, by: Actor) -> bool:
    held = people_queries.details(by.scope, person_id)
    card = people_queries.cards(by.scope, [person_id])[person_id]
    sent = {
        field.name: value
        for field in fields(PersonDetails)
        if _is_said(value := getattr(details, field.name))
        and not (card.is_location_restricted and says_where(field.name, value))
    }
    wanted = replace(held.details, **sent)
    if wanted == held.details:
        return False
    people.correct_details(person_id, seen=held.version, details=wanted, at=at, by=by)
    return True


def _is_said(value: Any) -> bool:
    return bool(value) and value != "unknown"
