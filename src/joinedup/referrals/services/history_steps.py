"""The steps of a referral that is kept with its history: what was done, when and by whom."""

from dataclasses import dataclass
from datetime import datetime

from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that somebody did about a line, and when."""

    at: datetime
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Step):
    """The front door looked at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Triaged(Step):
    """The front door sent it to a team."""

    response_class: str
    lead: str
    team_code: str
    safety_net: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Step):
    """The team took it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Step):
    """The team gave it back."""

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated(Step):
    """Somebody of the team is to go."""

    worker: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted(Step):
    """Somebody reached the person, or tried."""

    kind: str
    profession: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Step):
    """It is over, with its outcome."""

    outcome: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised(Step):
    """The front door closed it with advice."""

    reason: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Step):
    """Whoever referred took it back."""

    reason: str
    words: str = ""
