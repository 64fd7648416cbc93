"""Safeguarding concerns go to the council's front door: put together only as they leave."""

from collections.abc import Iterator
from dataclasses import fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.conf import settings

from joinedup.exchange.adapters.concern import concern_message
from joinedup.exchange.domain.concern import ConcernSent
from joinedup.exchange.services import sending
from joinedup.foundation.deliveries import Parcel
from joinedup.foundation.scope import system
from joinedup.kernel.errors import NotFound
from joinedup.safeguarding import queries
from joinedup.safeguarding.domain.concern import Told, Whose
from joinedup.safeguarding.queries import Outgoing

SENDS: Final = "exchange.concerns"
_ASKED: Final = {
    "words": "What was seen or said",
    "heard": "How it is known",
    "kinds": "What it may be",
    "danger": "In danger now",
    "danger_words": "Who, and from what",
    "child_name": "The child's name",
    "child_age": "The child's age or date of birth",
    "child_number": "The child's NHS number",
    "harm": "How serious it is for the child",
    "alleged": "Who may have caused it",
    "alleged_name": "Their name",
    "alleged_contact": "In contact with the person, or reads or answers for them",
    "needs": "Needs for care and support",
    "protects": "Can protect themselves",
    "knows": "Knows that it is raised",
    "not_told": "Why not",
    "agrees": "Agrees that it is raised",
    "override": "Raised all the same because",
    "override_words": "In the words of whoever raises it",
    "wishes": "What they want to happen",
    "capacity": "Can decide about it",
    "capacity_words": "Why not able to decide",
    "done": "What was done to make them safe",
    "reach": "How to reach them safely",
    "raiser_name": "Raised by",
    "raiser_role": "Their role",
    "raiser_number": "Their direct number",
}


def send(parcel: Parcel) -> str:
    """Hand a concern to its front door, in no transaction; says by what it was received."""
    if parcel.about_id is None:
        raise NotFound()
    told = queries.outgoing(system(SENDS).scope, parcel.about_id)
    endpoint = told.door.endpoint
    if endpoint is None:
        raise sending.PartnerRefused(status=0)
    whole = replace(parcel, payload=concern_message(_sent(parcel, told)).decode())
    if endpoint == sending.FOLDER:
        folder = Path(settings.VAR) / "outgoing" / f"safeguarding-{told.door.code}"
        return sending.drop(whole, folder, is_private=True)
    return sending.post(whole, endpoint)


def _sent(parcel: Parcel, told: Outgoing) -> ConcernSent:
    is_child = told.told.whose is Whose.CHILD
    return ConcernSent(
        message_id=parcel.id,
        reference=told.reference,
        raised_at=told.raised_at,
        is_danger=told.told.is_danger,
        title=f"Safeguarding concern about {'a child' if is_child else 'an adult'}",
        to=told.door.name,
        by=told.organisation,
        name=told.card.name,
        born_on=told.card.born_on,
        nhs_number=told.card.nhs_number,
        address=", ".join(one for one in (told.card.address, told.card.postcode) if one),
        answers=tuple(_answers(told.told)),
    )


def _answers(told: Told) -> Iterator[tuple[str, str]]:
    given = {one.name: getattr(told, one.name) for one in fields(told)}
    for name, question in _ASKED.items():
        match given[name]:
            case tuple() as several:
                yield question, ", ".join(one.label for one in several)
            case StrEnum() as coded:
                yield question, coded.label  # type: ignore[attr-defined]
            case str(words) if words:
                yield question, words
