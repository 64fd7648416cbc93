"""What a message of the Booking and Referral Standard says, in our own values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SentIdentifier:
    """An identifier as the sender wrote it: whose it is, and its value."""

    system: str
    value: str

    @property
    def key(self) -> str:
        """Both in one text, as it is kept and looked up."""
        return f"{self.system}|{self.value}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent a message, which message it is, and which of the sender's own subjects it is about.

    `message_key` is what makes two sendings one message; `message_id` is what an answer quotes.
    `subject_keys` holds every identifier the sender gives its referral, the one that orders its
    messages first. `sequence` sorts the messages about one subject as the sender wrote them.
    """

    message_key: str
    message_id: str
    subject_keys: tuple[str, ...]
    sequence: str
    sent_at: datetime | None
    sender_ods: str
    sender_name: str
    reply_to: str
    has_own_id: bool = True

    @property
    def subject_key(self) -> str:
        """The sender's own name for what the message is about."""
        return self.subject_keys[0] if self.subject_keys else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSent:
    """A person as a sender described them; empty means not sent."""

    nhs_number: str = ""
    is_nhs_number_verified: bool = False
    other_identifiers: tuple[SentIdentifier, ...] = ()
    family_name: str = ""
    given_name: str = ""
    born_on: date | None = None
    born_words: str = ""
    gender: str = ""
    address_lines: tuple[str, ...] = ()
    postcode: str = ""
    phone: str = ""
    email: str = ""
    practice_ods: str = ""
    language: str = ""
    needs_interpreter: bool = False
    is_restricted: bool = False
    has_died: bool = False
    died_on: date | None = None
    carer: str = ""

    @property
    def can_be_identified(self) -> bool:
        """Whether a number was sent, or a full name with a birth date: enough to find somebody."""
        return bool(self.nhs_number or (self.family_name and self.given_name and self.born_on))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was sent by which the person could be told from anybody else."""
        return not (
            self.nhs_number or self.family_name or self.given_name or self.other_identifiers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """How somebody's entry stands at its sender, beside what it says of them.

    `identifiers` are those by which the sender's systems know them, `source_id` the id of the
    entry itself. `replaced_by` and `replaces` are NHS numbers, or such ids, of other entries.
    """

    source_id: str = ""
    identifiers: tuple[SentIdentifier, ...] = ()
    is_number_doubtful: bool = False
    is_in_use: bool = True
    replaced_by: str = ""
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asked: a practitioner, their organisation, or both."""

    name: str = ""
    role: str = ""
    phone: str = ""
    identifiers: tuple[SentIdentifier, ...] = ()
    organisation_ods: str = ""
    organisation_name: str = ""


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code with the system it belongs to and the words that came with it."""

    system: str
    code: str
    words: str = ""


class Priority(StrEnum):
    """How soon, in the codes of FHIR's request-priority."""

    ROUTINE = "routine"
    URGENT = "urgent"
    ASAP = "asap"
    STAT = "stat"


# FHIR request-priority: stat is at once, asap as soon as possible, urgent before routine work.
MOST_PRESSING_LAST = (Priority.ROUTINE, Priority.URGENT, Priority.ASAP, Priority.STAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSent:
    """What a referral message asks, for whom, and on whose word; nothing that was not sent.

    `corrections` says what is not so: entered in error, ruled out, taken back. `not_read` names
    parts of the message that nobody here reads; they are kept with it.
    """

    person: PersonSent
    requester: Requester = Requester()
    identifiers: tuple[SentIdentifier, ...] = ()
    authored_at: datetime | None = None
    wanted_at: datetime | None = None
    priority: Priority | None = None
    asked: tuple[SentCode, ...] = ()
    words: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    observations: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    performer_ods: tuple[str, ...] = ()
    where_address: str = ""
    where_postcode: str = ""
    is_on_hold: bool = False
    not_read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralRequest:
    """A new referral."""

    envelope: Envelope
    sent: ReferralSent


@dataclass(frozen=True, slots=True)
class ReferralUpdate:
    """More, or other, about a referral that was sent before."""

    envelope: Envelope
    sent: ReferralSent


@dataclass(frozen=True, slots=True)
class ReferralCancel:
    """The sender takes a referral back; `was_mistake` when it should never have been sent."""

    envelope: Envelope
    sent: ReferralSent
    was_mistake: bool


@dataclass(frozen=True, slots=True)
class AppointmentMessage:
    """A booking, or word of one: an appointment, never a referral."""

    envelope: Envelope
    event: str
    status: str


@dataclass(frozen=True, slots=True)
class Response:
    """A partner's answer to a message of ours."""

    envelope: Envelope
    answers: str
    code: str


type Message = ReferralRequest | ReferralUpdate | ReferralCancel | AppointmentMessage | Response
