"""What a referral that came by message has come to, as its sender is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from joinedup.exchange.domain.message import SentIdentifier


class Step(StrEnum):
    """The steps that a sender hears of."""

    RECEIVED = "received"
    MORE_ASKED = "more_asked"
    SENT_TO_TEAM = "sent_to_team"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    RECLASSIFIED = "reclassified"
    LEAD_CHANGED = "lead_changed"
    ANSWERED = "answered"
    CLOSED = "closed"
    ADVICE_GIVEN = "advice_given"
    REDIRECT_OFFERED = "redirect_offered"
    REDIRECT_REFUSED = "redirect_refused"
    REDIRECTED = "redirected"
    CANNOT_HELP = "cannot_help"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that sends or receives, and the address of its system."""

    ods: str
    name: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One step of one referral, for the system that sent it.

    `key` is what makes two sendings of this one message; `words` say the step to a reader, without
    the person's name; `reason` and `outcome` are codes of the place's lists, and `summary` is what
    the clinician wrote for the referrer at the end. `at` is when the step was told here, so that a
    later status never carries an earlier time; what is told late happened before, at `happened_at`.

    `is_accepted` says whether a team has it, `was_reached` whether anybody has reached the person,
    and `is_done` of an end whether what was asked was done.
    """

    key: str
    step: Step
    at: datetime
    happened_at: datetime
    words: str
    answers: str
    reference: str
    nhs_number: str
    identifiers: tuple[SentIdentifier, ...]
    sender: Party
    receiver: Party
    reason: str = ""
    reason_words: str = ""
    outcome: str = ""
    outcome_words: str = ""
    summary: str = ""
    is_accepted: bool = False
    is_done: bool = True
    was_reached: bool = False
