"""The rows of a referral as those who made it follow it."""

from dataclasses import dataclass
from datetime import datetime

from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.queries import Card
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Act, Stage
from joinedup.referrals.queries.beside import FiledRow
from joinedup.referrals.queries.rows import AdditionRow, AskedFor, ClosingRow, QuestionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """One line as its referrer reads it: `now` and `next` are plain sentences.

    `acts` are what the viewer may do of answering, adding and withdrawing. `safety_net` is what
    the clinician who sent it on last told referrer and person to look out for. `comes_by` is when
    somebody comes at the latest; nothing once somebody has, or while that clock stands still.
    `opened_at` to `answered_at` are when it was first looked at, and when what is so now was done.
    `answers` are the questions that the referrer has answered; `tried_at` is when nobody answered.
    """

    line_id: LineId
    version: Version
    service_code: str
    stage: Stage
    code: str
    now: str
    next: str
    held_by_team: str
    by_when: datetime | None
    comes_by: datetime | None
    opened_at: datetime | None
    sent_at: datetime | None
    accepted_at: datetime | None
    answered_at: datetime | None
    question: QuestionRow | None
    answers: tuple[QuestionRow, ...]
    tried_at: tuple[datetime, ...]
    closing: ClosingRow | None
    safety_net: str
    safety_net_at: datetime | None
    filed: tuple[FiledRow, ...]
    acts: frozenset[Act]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """A referral as its referrer follows it."""

    asked: AskedFor
    card: Card
    lines: tuple[StatusLine, ...]
    additions: tuple[AdditionRow, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReferralRow:
    """One referral in its referrer's own list."""

    referral_id: ReferralId
    reference: str
    person_id: PersonId
    card: Card
    received_at: datetime
    lines: tuple[StatusLine, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A page of what the viewer follows, and before it what waits for an answer of theirs."""

    asked: tuple[MyReferralRow, ...]
    page: Page[MyReferralRow]
