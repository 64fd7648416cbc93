"""What is asked for a person: eight things that every referral answers, and the rest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.whereabouts import WhereKind

SOURCE: Final = "referral"
WHERE_KINDS: Final = tuple(kind.value for kind in WhereKind)


class NotKnown(Enum):
    """The answer "not known". `None` and "" mean that nobody has answered yet."""

    NOT_KNOWN = "not_known"


NOT_KNOWN: Final = NotKnown.NOT_KNOWN

LARGEST_VALUE: Final = 99_999_999

type Answer[T] = T | NotKnown | None


class Staying(Enum):
    """The person is where they are for good, so "until when" has no time."""

    NO_PLAN_TO_MOVE = "no_plan_to_move"


NO_PLAN_TO_MOVE: Final = Staying.NO_PLAN_TO_MOVE


class AgreementKind(StrEnum):
    """Whether the person agrees to be referred, for this decision."""

    AGREES = "agrees"
    LACKS_CAPACITY = "lacks_capacity"
    NOT_ASKED = "not_asked"
    REFUSES = "refuses"
    NOT_KNOWN = "not_known"


class RespectKind(StrEnum):
    """Whether a ReSPECT or DNACPR form is in place."""

    IN_PLACE = "in_place"
    NONE = "none"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody already in the index."""

    person_id: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody identified, to be added to the index."""

    details: PersonDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class UnidentifiedPerson:
    """Somebody whose name nobody present can vouch for; identified later."""

    description: str


type Who = KnownPerson | NewPerson | UnidentifiedPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who refers, and the number that reaches them directly."""

    name: str = ""
    role: str = ""
    organisation_code: str = ""
    team_code: str = ""
    direct_number: Answer[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the person is now, and until when."""

    kind: WhereKind | None = None
    address: str = ""
    postcode: str = ""
    until: Answer[datetime | Staying] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonContact:
    """A number that reaches the person, or who is with them; either one answers."""

    number: Answer[str] = None
    who_is_with_them: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatChanged:
    """What has changed, in the referrer's words, and since when."""

    words: Answer[str] = None
    since_words: Answer[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedService:
    """One service asked for, which becomes a line; *not sure, please decide* is one too."""

    service_code: str
    lead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """How soon, as a response class, and what happens if nobody comes.

    A class that is not known was *not stated*: it counts as the most urgent one.
    """

    response_class: Answer[str] = None
    if_nobody_comes: Answer[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Whether the person agrees; each other answer says one thing more.

    `by_whom` made the best-interests decision; `reason` is why the person was not asked;
    `explained` is what somebody who refuses was told.
    """

    kind: AgreementKind | None = None
    by_whom: Answer[str] = None
    reason: Answer[str] = None
    explained: Answer[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One measurement as the place names it: a number (`pulse`), or a choice (`consciousness`)."""

    code: str
    value: Decimal | str
    unit: str = ""
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RespectForm:
    """A ReSPECT or DNACPR form: there or not, its date, and whether the original was seen."""

    kind: RespectKind = RespectKind.NOT_KNOWN
    signed_on: date | None = None
    is_original_seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForThisVisit:
    """Where to go and how to get in, for this visit only; sealed when the line closes."""

    visit_address: str = ""
    key_safe_code: str = ""
    access_note: str = ""

    @property
    def is_given(self) -> bool:
        """Whether anything at all was said."""
        return bool(self.visit_address or self.key_safe_code or self.access_note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A referral as it is asked for. The first eight are compulsory; the rest is offered."""

    referrer: Caller = Caller()
    person: Who | None = None
    where: Where = Where()
    contact: PersonContact = PersonContact()
    change: WhatChanged = WhatChanged()
    asked: tuple[AskedService, ...] = ()
    urgency: Urgency = Urgency()
    agreement: Agreement = Agreement()

    is_crew_on_scene: bool = False
    call_back_by: datetime | None = None
    observations: tuple[Observation, ...] = ()
    risks: Answer[str] = None
    allergies: Answer[str] = None
    respect_form: RespectForm = RespectForm()
    interpreter: str = ""
    carer: str = ""
    other_words: str = ""
    for_this_visit: ForThisVisit = ForThisVisit()


class Incomplete(Refused):
    """Something compulsory is unanswered, or a code is unknown; carries every finding."""

    code = "referral_incomplete"


def missing(request: Request) -> list[Finding]:
    """Every compulsory thing that has no answer yet, in the order a conversation goes."""
    return [
        *_unanswered("referrer.direct_number", request.referrer.direct_number),
        *_missing_person(request.person),
        *_missing_whereabouts(request.where),
        *_missing_contact(request.contact),
        *_unanswered("change.words", request.change.words),
        *_unanswered("change.since_words", request.change.since_words),
        *_unanswered("asked", request.asked),
        *_unanswered("urgency.response_class", request.urgency.response_class),
        *_unanswered("urgency.if_nobody_comes", request.urgency.if_nobody_comes),
        *_missing_agreement(request.agreement),
    ]


def unknown_codes(
    request: Request,
    *,
    organisations: Collection[str],
    services: Collection[str],
    response_classes: Collection[str],
    leads: Collection[str],
    observations: Mapping[str, Collection[str]],
) -> list[Finding]:
    """Every code that the place does not have, and every service asked for twice."""
    return [
        *_unknown("referrer.organisation_code", request.referrer.organisation_code, organisations),
        *_unknown_asked(request.asked, services, leads),
        *_unknown("urgency.response_class", request.urgency.response_class, response_classes),
        *unknown_observations(request.observations, observations),
    ]


def unknown_observations(
    observations: Sequence[Observation], known: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """Every observation that the place does not have, or whose value is none of it.

    `known` holds the choices of each; none where a number is measured.
    """
    for place, one in enumerate(observations):
        at = f"observations.{place}"
        yield from _unknown(f"{at}.code", one.code, known)
        if not _is_measured(one.value, choices=known.get(one.code, ())):
            yield Finding(SOURCE, f"{at}.value", "not_a_measurement", "This is not a measurement")


_MESSAGES: Final = {
    "referrer.direct_number": "Give a direct number to ring back, or say that it is not known",
    "person": "Say who it is about, or that they are not yet identified",
    "person.description": "Describe the person who is not yet identified",
    "where.kind": "Say where the person is now, or that it is not known",
    "where.until": "Say until when they are there, or that it is not known",
    "contact.number": "Give a number, say who is with them, or that it is not known",
    "change.words": "Say what has changed, or that it is not known",
    "change.since_words": "Say since when, or that it is not known",
    "asked": "Choose at least one service, or leave the choice to the front door",
    "urgency.response_class": "Say how soon, or that it is not stated",
    "urgency.if_nobody_comes": "Say what happens if nobody comes, or that it is not known",
    "agreement.kind": "Say whether the person agrees, or that it is not known",
    "agreement.by_whom": "Say who decided in their best interests, or that it is not known",
    "agreement.reason": "Say why they were not asked, or that it is not known",
    "agreement.explained": "Say what was explained to them, or that it is not known",
}

_AGREEMENT_NEEDS: Final = {
    AgreementKind.LACKS_CAPACITY: "by_whom",
    AgreementKind.NOT_ASKED: "reason",
    AgreementKind.REFUSES: "explained",
}


def _unanswered(at: str, answer: object) -> Iterator[Finding]:
    is_blank = isinstance(answer, str) and not answer.strip()
    if answer is None or answer == () or is_blank:
        yield Finding(SOURCE, at, "unanswered", _MESSAGES[at])


def _missing_person(person: Who | None) -> Iterator[Finding]:
    if isinstance(person, UnidentifiedPerson):
        yield from _unanswered("person.description", person.description)
    else:
        yield from _unanswered("person", person)


def _missing_whereabouts(where: Where) -> Iterator[Finding]:
    yield from _unanswered("where.kind", where.kind)
    # Somebody whose whereabouts nobody knows has no "until when".
    if where.kind is not WhereKind.NOT_KNOWN:
        yield from _unanswered("where.until", where.until)


def _missing_contact(contact: PersonContact) -> Iterator[Finding]:
    if not contact.who_is_with_them.strip():
        yield from _unanswered("contact.number", contact.number)


def _missing_agreement(agreement: Agreement) -> Iterator[Finding]:
    yield from _unanswered("agreement.kind", agreement.kind)
    if agreement.kind in _AGREEMENT_NEEDS:
        needed = _AGREEMENT_NEEDS[agreement.kind]
        yield from _unanswered(f"agreement.{needed}", getattr(agreement, needed))


def _unknown(at: str, answer: Answer[str], known: Collection[str]) -> Iterator[Finding]:
    if isinstance(answer, str) and answer.strip() and answer not in known:
        yield Finding(SOURCE, at, "unknown_code", f"This place has no {answer!r}")


def _unknown_asked(
    asked: tuple[AskedService, ...], services: Collection[str], leads: Collection[str]
) -> Iterator[Finding]:
    before: set[str] = set()
    for place, one in enumerate(asked):
        yield from _unknown(f"asked.{place}.service_code", one.service_code, services)
        yield from _unknown(f"asked.{place}.lead", one.lead, leads)
        if one.service_code in before:
            at = f"asked.{place}.service_code"
            yield Finding(SOURCE, at, "asked_twice", "The same service is asked for twice")
        before.add(one.service_code)


def _is_measured(value: Decimal | str, *, choices: Collection[str]) -> bool:
    if isinstance(value, str):
        return value in choices
    return value.is_finite() and abs(value) <= LARGEST_VALUE and not choices
