"""What stands beside a line: who looks at it, what it waits for, who gave it back, where filed."""

from dataclasses import dataclass
from datetime import datetime

from joinedup.kernel.ids import AccountId
from joinedup.referrals.domain.filing import FiledKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Somebody has this line open on a page."""

    account_id: AccountId
    name: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsFor:
    """What an open line waits for: `what` is `triage`, `information`, `redirect`, `acceptance`,
    `worker`, `response` or `closing`; `of` whom, where one party is named; `by_when`, where one was
    set.
    """

    what: str
    of: str
    by_when: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """That a team declined a line which waits for triage again: which, when and why."""

    team_code: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRow:
    """What was filed in which partner's system, by whom and when: both times are kept."""

    kind: FiledKind
    partner_code: str
    by: str
    filed_at: datetime
    recorded_at: datetime
