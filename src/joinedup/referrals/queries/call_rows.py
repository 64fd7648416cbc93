"""The rows that queries about calls answer with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.people.queries import Card
from joinedup.people.queries.signs import AlertSign
from joinedup.referrals.domain.ids import CallId, LineId, ReferralId
from joinedup.referrals.queries.rows import OtherLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call as its taker has it before them. `caller_number` is None where it is not known.

    `taken_on_paper_by` names whoever took it down, where another entered it. `outcome` is blank
    while it is open. `card` is None until somebody is chosen.
    """

    call_id: CallId
    version: Version
    taken_by: AccountId
    taker_name: str
    taken_on_paper_by: str
    opened_at: datetime
    began_at: datetime
    began_reason: str
    saved_at: datetime
    caller_name: str
    caller_role: str
    caller_organisation: str
    caller_number: str | None
    is_crew_waiting: bool
    person_id: PersonId | None
    card: Card | None
    description: str
    wanted: str
    fields: Mapping[str, Sequence[str]]
    ended_at: datetime | None
    outcome: str
    reason: str
    referral_id: ReferralId | None
    advice: str
    safety_net: str
    sent_to: str
    sent_to_name: str
    sent_to_number: str
    call_back_by: datetime | None
    called_back_at: datetime | None
    called_back_by: str
    called_back_words: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has said what came of it."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened to somebody in the last days, in codes.

    `kind` is `referral`, `contact`, `closed` or `call`; `what` is its service, kind or outcome.
    """

    at: datetime
    kind: str
    what: str
    who: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What the last referral of somebody said that whoever takes a call must know, and when.

    A text is None where nobody said anything of it.
    """

    at: datetime
    reference: str
    respect_kind: str
    respect_signed_on: date | None
    is_respect_original_seen: bool
    allergies: str | None
    risks: str | None
    interpreter: str
    where_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What is going on for somebody, before any question is asked."""

    card: Card
    lines: tuple[OtherLine, ...]
    happened: tuple[Happened, ...]
    lately: Lately | None
    risks: tuple[tuple[datetime, str], ...]
    alerts: tuple[AlertSign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A call that nobody has ended: whose, since when, and about whom as far as it is known."""

    call_id: CallId
    taken_by: AccountId
    taker_name: str
    began_at: datetime
    caller_name: str
    caller_number: str | None
    about: str
    is_left_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedCall:
    """Somebody who was promised a call, or was cut off, and whom nobody has rung yet.

    The promise is of a call of theirs, or else of a line that has closed since (`line_id`); who
    made that is in its story, and `ended_how` and `outcome` say how it closed. `died_on` is of whom
    it is about: whoever rings is told before they do.
    """

    call_id: CallId | None
    line_id: LineId | None
    reference: str
    version: Version
    by_when: datetime
    is_cut_off: bool
    caller_name: str
    caller_role: str
    caller_organisation: str
    caller_number: str | None
    about: str
    died_on: date | None
    wanted: str
    ended_how: str
    outcome: str
    began_at: datetime
    taker_name: str
    is_location_restricted: bool
    is_access_restricted: bool
    may_open: bool
