"""Contacts of a team whose own system tells them: each on its line, with its entry, or refused."""

from typing import Final

from joinedup.exchange.adapters.contact import ContactSaid, contact_said, profession_of
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record_parts import Names
from joinedup.exchange.domain.refusals import ContactNotClear, RecordIsOurs
from joinedup.exchange.services import partners
from joinedup.foundation import instant, journey, place
from joinedup.foundation.place_schema import Partner, Truth
from joinedup.kernel.ids import PersonId
from joinedup.referrals.services import receiving
from joinedup.referrals.services.receiving import ContactTold

CONTACT: Final = "contact"


def said_by(resource: Tree, names: Names, partner: Partner) -> ContactSaid | None:
    """The contact on a referral of ours that a resource was, where the partner may tell of any."""
    if resource.get("resourceType") != "Encounter":
        return None
    said = contact_said(resource, names)
    if said is not None and partner.truth_of(CONTACT) is Truth.OURS:
        raise RecordIsOurs(kind=CONTACT, partner=partner.name)
    return said if partner.team else None


@journey.change
def take(said: ContactSaid, *, partner: Partner, person_id: PersonId) -> None:
    """Record a contact on the line of the partner's team; nothing that it leaves out is guessed."""
    here = place.current()
    names = {one.code: one.name for one in here.professions.values()}
    profession = profession_of(said, names)
    missing = [
        what
        for what, is_said in (
            ("class", said.kind),
            ("period.start, with its time", said.happened_at),
            ("participant.type, a profession of this place", profession),
            ("participant.individual, by name", said.made_by),
        )
        if not is_said
    ]
    if missing or said.kind is None or said.happened_at is None:
        raise ContactNotClear(missing="; ".join(missing))
    at = instant.now()
    receiving.receive_contact(
        ContactTold(
            reference=said.reference,
            kind=said.kind.value,
            profession=profession,
            made_by=said.made_by,
            happened_at=said.happened_at,
            words=said.words,
            is_entered_in_error=said.is_entered_in_error,
        ),
        team=partner.team or "",
        person_id=person_id,
        at=at,
        by=partners.team_for(partner),
    )
