"""What becomes of a concern: handed on, received, decided, and when somebody has to look."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.people.domain.relations import said
from joinedup.safeguarding.domain.concern import Whose

HANDED_ON_WITHIN: Final = timedelta(minutes=15)
"""A message is tried again by itself, and a telephone rung, within this; then somebody looks."""
LONGEST_NAME: Final = 200
LONGEST_OUTCOME: Final = 2000


class State(StrEnum):
    """How a concern stands."""

    TO_RING = "to_ring"
    SENDING = "sending"
    SENT = "sent"
    RECEIVED = "received"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in words."""
        return _STATES[self]


_STATES: Final = {
    State.TO_RING: "To be rung through",
    State.SENDING: "On its way",
    State.SENT: "Sent, not acknowledged yet",
    State.RECEIVED: "Acknowledged",
    State.CLOSED: "Decided and closed",
}


class Outcome(StrEnum):
    """What the council decided."""

    # Care Act 2014 s.42 for an adult; Children Act 1989 s.47 and s.17 for a child.
    SECTION_42 = "section_42"
    OTHER_ENQUIRY = "other_enquiry"
    SECTION_47 = "section_47"
    SECTION_17 = "section_17"
    CARE_OR_SUPPORT = "care_or_support"
    NO_FURTHER = "no_further"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return _OUTCOMES[self]


_OUTCOMES: Final = {
    Outcome.SECTION_42: "Enquiry under section 42 of the Care Act",
    Outcome.OTHER_ENQUIRY: "Another enquiry, not under section 42",
    Outcome.SECTION_47: "Enquiry under section 47 of the Children Act",
    Outcome.SECTION_17: "Assessment as a child in need",
    Outcome.CARE_OR_SUPPORT: "Assessment, care or support instead",
    Outcome.NO_FURTHER: "No further action",
}
_OF: Final = {
    Whose.ADULT: (
        Outcome.SECTION_42,
        Outcome.OTHER_ENQUIRY,
        Outcome.CARE_OR_SUPPORT,
        Outcome.NO_FURTHER,
    ),
    Whose.CHILD: (
        Outcome.SECTION_47,
        Outcome.SECTION_17,
        Outcome.CARE_OR_SUPPORT,
        Outcome.NO_FURTHER,
    ),
}


class OutcomeNotOfThis(Refused):
    """An outcome of an adult's concern is none of a child's."""

    code = "concern_outcome_unknown"


class OutcomeWithoutReason(Refused):
    """A concern is closed with the reason."""

    code = "concern_wants_reason"


class ReceiverUnnamed(Refused):
    """Who took a concern is said by name."""

    code = "concern_wants_receiver"


class ConcernReceived(Refused):
    """A concern was acknowledged already."""

    code = "concern_is_received"


class ConcernNotReceived(Refused):
    """A concern is decided by whoever has acknowledged it."""

    code = "concern_not_received"


class ConcernClosed(Refused):
    """A concern was decided and closed already."""

    code = "concern_is_closed"


class ConcernHasNoMessage(Refused):
    """The door has no address for messages: it is rung."""

    code = "concern_has_no_message"


def outcomes(whose: Whose) -> tuple[Outcome, ...]:
    """What may be decided of an adult's concern, or of a child's."""
    return _OF[whose]


def decided(whose: Whose, outcome: Outcome, words: str) -> str:
    """Why it was decided so, trimmed; raise for another's outcome or none said."""
    if outcome not in _OF[whose]:
        raise OutcomeNotOfThis(at="outcome")
    reason = said(words, longest=LONGEST_OUTCOME)
    if not reason:
        raise OutcomeWithoutReason(at="words")
    return reason


def receiver(name: str) -> str:
    """Who took a concern, trimmed; raise where nobody is named."""
    given = said(name, longest=LONGEST_NAME)
    if not given:
        raise ReceiverUnnamed(at="name")
    return given


def due_at(
    *, raised_at: datetime, acknowledge_by: datetime, is_by_message: bool, delivered: bool
) -> datetime:
    """When somebody on duty is told that a concern has no acknowledgement.

    One that has not reached the door does not wait for the hours that the door is given.
    """
    is_there = is_by_message and delivered
    return acknowledge_by if is_there else min(raised_at + HANDED_ON_WITHIN, acknowledge_by)
