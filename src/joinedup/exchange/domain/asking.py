"""What a referral message asks, put as the front door asks it; what was not sent is not known."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from joinedup.exchange.domain.message import PersonSent, Priority, ReferralSent
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain.details import Gender, PersonDetails, says_where, without_where
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals.domain.request import (
    NOT_KNOWN,
    Agreement,
    AgreementKind,
    Answer,
    AskedService,
    Caller,
    ForThisVisit,
    NewPerson,
    PersonContact,
    Request,
    UnidentifiedPerson,
    Urgency,
    WhatChanged,
    Where,
    Who,
)

# One of how many response classes a priority asks for, counted from the most urgent.
_STEPS_FROM_THE_TOP = {
    Priority.STAT: 0,
    # "As soon as possible" is above "urgent" in FHIR's list, and no class lies between.
    Priority.ASAP: 0,
    Priority.URGENT: 1,
}


def request_of(
    sent: ReferralSent,
    *,
    organisation_code: str,
    services: Collection[str],
    default_service: str,
    classes: Sequence[str],
) -> Request:
    """The referral that a message makes. `classes` are the place's, the most urgent first."""
    words = _lines(sent.words)
    return Request(
        referrer=Caller(
            name=sent.requester.name,
            role=sent.requester.role,
            organisation_code=organisation_code,
            direct_number=sent.requester.phone or NOT_KNOWN,
        ),
        person=who(sent.person),
        where=_where(sent),
        contact=PersonContact(number=_number(sent.person) or NOT_KNOWN),
        change=WhatChanged(words=words or NOT_KNOWN, since_words=NOT_KNOWN),
        asked=(AskedService(service_code=_service(sent, services) or default_service),),
        urgency=Urgency(
            response_class=response_class(sent.priority, classes), if_nobody_comes=NOT_KNOWN
        ),
        agreement=Agreement(kind=AgreementKind.NOT_KNOWN),
        risks=_lines(sent.risks) or None,
        allergies=_lines(sent.allergies) or None,
        interpreter=_interpreter(sent.person),
        carer=sent.person.carer,
        other_words="\n".join(_others(sent)),
        for_this_visit=ForThisVisit(access_note=_hidden_number(sent.person)),
    )


def response_class(priority: Priority | None, classes: Sequence[str]) -> Answer[str]:
    """The class that a priority asks for; none sent is *not stated*, which counts as rapid.

    Routine work is the least urgent class; urgent work is never put with it.
    """
    if priority is None:
        return NOT_KNOWN
    if priority is Priority.ROUTINE:
        return classes[-1]
    return classes[min(_STEPS_FROM_THE_TOP[priority], max(len(classes) - 2, 0))]


def who(person: PersonSent) -> Who:
    """Whom the message means: somebody who can be told from others, or a description."""
    if person.can_be_identified:
        return NewPerson(details=details_of(person))
    return UnidentifiedPerson(description="; ".join(_description(person)))


def details_of(person: PersonSent) -> PersonDetails:
    """A person's details as sent; of one marked restricted, nothing that says where they are."""
    details = PersonDetails(
        family_name=person.family_name,
        given_name=person.given_name,
        born_on=person.born_on,
        gender=Gender(person.gender) if person.gender else Gender.UNKNOWN,
        nhs_number=NhsNumber.parse(person.nhs_number) if person.nhs_number else None,
        is_nhs_number_verified=person.is_nhs_number_verified,
        address_lines=person.address_lines,
        postcode=person.postcode,
        phone=person.phone,
        email=person.email,
        practice_code=person.practice_ods,
        language=person.language,
        needs_interpreter=person.needs_interpreter,
    )
    return without_where(details) if person.is_restricted else details


def _number(person: PersonSent) -> str:
    return "" if _hidden_number(person) else person.phone


def _hidden_number(person: PersonSent) -> str:
    # A landline says where somebody is: if restricted, only the people of the visit see it.
    is_hidden = person.is_restricted and says_where("phone", person.phone)
    return f"Number to ring: {person.phone}" if is_hidden else ""


def _where(sent: ReferralSent) -> Where:
    if sent.where_address:
        return Where(
            kind=WhereKind.OTHER,
            address=sent.where_address,
            postcode=sent.where_postcode,
            until=NOT_KNOWN,
        )
    # Where somebody lives is not where they are now: it is shown, and not said to be so.
    address = ", ".join(sent.person.address_lines)
    return Where(kind=WhereKind.NOT_KNOWN, address=address, postcode=sent.person.postcode)


def _service(sent: ReferralSent, services: Collection[str]) -> str:
    return next((one.code for one in sent.asked if one.code in services), "")


def _interpreter(person: PersonSent) -> str:
    if person.needs_interpreter:
        return f"Needed; speaks {person.language}" if person.language else "Needed"
    return ""


def _description(person: PersonSent) -> Iterator[str]:
    name = " ".join(part for part in (person.given_name, person.family_name) if part)
    yield f"Sent by message as {name}" if name else "Sent by message without a name"
    if person.gender:
        yield Gender(person.gender).label.lower()
    if person.born_words:
        yield f"born {person.born_words}"
    yield from (f"{one.system} {one.value}".strip() for one in person.other_identifiers[:2])


def _others(sent: ReferralSent) -> Iterator[str]:
    yield from sent.observations
    yield from sent.corrections
    asked = [one.words or f"{one.system} {one.code}" for one in sent.asked]
    if asked:
        yield f"Asked for: {', '.join(asked)}"
    if sent.wanted_at:
        yield f"Wanted for: {_moment(sent.wanted_at)}"
    if sent.authored_at:
        yield f"Written: {_moment(sent.authored_at)}"
    for one in sent.identifiers:
        yield f"Sender's reference: {one.value}"
    for one in sent.requester.identifiers:
        yield f"Requester: {one.system.rsplit('/', 1)[-1]} {one.value}"
    if organisation := sent.requester.organisation_name or sent.requester.organisation_ods:
        yield f"Requester's organisation: {organisation}"
    if sent.not_read:
        yield f"The message also holds, not shown here: {', '.join(sent.not_read)}"


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _lines(said: Sequence[str]) -> str:
    return "\n".join(said)
