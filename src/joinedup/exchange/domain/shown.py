"""What another system is shown of a person, a referral, a line and an entry, in plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from joinedup.exchange.domain.message import SentIdentifier


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom something is about, as a reference to them says it; `name` may be blank."""

    person_id: str
    nhs_number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by its name and its ODS code, where it has one."""

    name: str
    ods: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of one of our lists with its words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientShown:
    """A person, blank where the reader may be shown nothing; `merged_into` is who they are now."""

    id: str
    version: str
    merged_into: str = ""
    is_restricted: bool = False
    is_identified: bool = True
    description: str = ""
    nhs_number: str = ""
    is_nhs_number_verified: bool = False
    identifiers: tuple[SentIdentifier, ...] = ()
    family_name: str = ""
    given_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    died_on: date | None = None
    gender: str = "unknown"
    phone: str = ""
    email: str = ""
    address_lines: tuple[str, ...] = ()
    postcode: str = ""
    practice: Organisation | None = None
    language: str = ""
    needs_interpreter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """A referral: what was asked, for whom, by whom, and whether it stands."""

    id: str
    version: str
    whom: Whom
    reference: str
    sender_identifier: SentIdentifier | None
    status: str
    priority: str
    asked: tuple[Coded, ...]
    received_at: datetime
    requester: str
    requester_organisation: Organisation | None
    reason: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShown:
    """A line: one service asked for, where it stands, who has it and by when."""

    id: str
    version: str
    request_id: str
    whom: Whom
    reference: str
    status: str
    stage: Coded
    reason: Coded | None
    priority: str
    asked: Coded | None
    owner: Organisation | None
    received_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """An entry of the record: what its source said, in our summary of it.

    `on` and `ends_on` are for what is known by the day alone, and `is_ended` says that its end has
    passed, whatever its status; `source` is the code of whoever told us, and
    `received_id` names the message that it came in.
    """

    id: str
    version: str
    kind: str
    whom: Whom
    source: str
    source_key: str
    received_id: str
    received_at: datetime
    status: str
    code_system: str
    code: str
    words: str
    value: str
    details: tuple[tuple[str, str], ...]
    at: datetime | None
    on: date | None
    until: datetime | None
    ends_on: date | None
    is_ended: bool
    author: str
    author_role: str
    organisation: str
    says_none: bool
    is_entered_in_error: bool
    is_restricted: bool = False
    label: str = "N"
