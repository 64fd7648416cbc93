"""What is entered well after it was done, as from paper: both times are kept, and it says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from joinedup.kernel.errors import Refused

LATE_AFTER: Final = timedelta(minutes=15)
"""Whoever acts and enters it in one go may take so long; beyond it was told late."""


class DecisionInFuture(Refused):
    """A decision that nobody has taken yet."""

    code = "decision_in_future"


class DecisionBeforeLast(Refused):
    """A decision is said to be older than the referral, or than what was decided before it."""

    code = "decision_before_last"


class DecisionBeforeWorse(Refused):
    """What was decided on paper did not know yet that the person had got worse."""

    code = "decision_before_worse"


class DecisionLateWithoutReason(Refused):
    """A decision that is entered well after it was taken says why."""

    code = "decision_late_reason_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """When something was decided before it was entered, by whom if by another, and why so late."""

    at: datetime
    by: str = ""
    reason: str = ""


def is_late(happened_at: datetime, *, told_at: datetime) -> bool:
    """Whether something was told so long after it happened that both times are worth saying."""
    return told_at - happened_at >= LATE_AFTER


def check_decided(
    on_paper: OnPaper,
    *,
    at: datetime,
    known_at: Iterable[datetime],
    worse_at: Iterable[datetime] = (),
) -> None:
    """Refuse a time of deciding that cannot be: yet to come, before what it decides, or unsaid why.

    `known_at` is when the referral came, and when each earlier decision was taken; `worse_at`, when
    it was told that the person had got worse. People tell the minute: the minute in which the last
    thing happened is not before it.
    """
    if on_paper.at > at:
        raise DecisionInFuture(at="decided_at")
    if _is_before(on_paper, max(known_at)):
        raise DecisionBeforeLast(at="decided_at")
    worse = max(worse_at, default=None)
    if worse is not None and _is_before(on_paper, worse):
        raise DecisionBeforeWorse(at="decided_at", worse_at=worse)
    if is_late(on_paper.at, told_at=at) and not on_paper.reason:
        raise DecisionLateWithoutReason(at="late_reason")


def _is_before(on_paper: OnPaper, known_at: datetime) -> bool:
    return on_paper.at < known_at.replace(second=0, microsecond=0)
