"""A call to the front door: when it began, and how it may end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

NO_REASON_WITHIN: Final = timedelta(minutes=5)
"""A call is often rung through for a few minutes before anybody opens the pad."""
LONGEST_AGO: Final = timedelta(days=7)
LEFT_OPEN_AFTER: Final = timedelta(hours=1)


class Outcome(StrEnum):
    """What came of a call. `CUT_OFF` ends one that the line ended."""

    REFERRAL = "referral"
    ABOUT_EXISTING = "about_existing"
    ADVICE_ONLY = "advice_only"
    CALL_BACK = "call_back"
    NOT_FOR_US = "not_for_us"
    CUT_OFF = "cut_off"


class CallEnded(Refused):
    """The call is over, with its outcome: more is another call."""

    code = "call_ended"


class CallBeganLater(Refused):
    """A call cannot begin after now, nor after somebody opened the pad for it."""

    code = "call_began_later"


class CallBeganLongAgo(Refused):
    """A call that nobody wrote down for a week is no call any more."""

    code = "call_began_long_ago"


class CallBeganWithoutReason(Refused):
    """A call that began well before it was taken down says why."""

    code = "call_began_reason_missing"


class NoNumberToRing(Refused):
    """Nobody can ring back without a number."""

    code = "no_number_to_ring"


class NobodyTakesIt(Refused):
    """A call that is not for us says who takes it, and their number."""

    code = "nobody_takes_it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Who takes what is not for us, and the number the caller was given."""

    to: str = ""
    name: str = ""
    number: str = ""


def check_began(began_at: datetime, *, opened_at: datetime, reason: str) -> None:
    """Refuse a beginning that cannot be: later than the pad, a week ago, or early for no reason.

    The clock of a referral counts from it, so whoever sets it back says why.
    """
    if began_at > opened_at:
        raise CallBeganLater(at="began_at", began_at=began_at)
    if opened_at - began_at > LONGEST_AGO:
        raise CallBeganLongAgo(at="began_at", began_at=began_at)
    if opened_at - began_at > NO_REASON_WITHIN and not reason:
        raise CallBeganWithoutReason(at="began_reason")


def began_with(opened_at: datetime, *, first_kept_at: datetime) -> datetime:
    """When a call began of which nobody says otherwise: when its pad was opened.

    A pad that stood open long before anything was typed began with the first word.
    """
    stood_open = first_kept_at - opened_at
    return opened_at if timedelta() <= stood_open <= NO_REASON_WITHIN else first_kept_at


def check_sent(sent: Sent) -> None:
    """Refuse to send a caller nowhere, or somewhere without a number to ring."""
    if not sent.to:
        raise NobodyTakesIt(at="sent_to")
    if not sent.number:
        raise NoNumberToRing(at="sent_to_number")


def check_number(number: str | None) -> None:
    """Refuse a promise to ring without the number to ring. `None` says that it is not known."""
    if not number:
        raise NoNumberToRing(at="caller_number")


def check_cut_off(number: str | None) -> None:
    """Refuse to end a call that was cut off before its number is asked for, or said not known."""
    if number == "":
        raise NoNumberToRing(at="caller_number")


def is_left_open(began_at: datetime, *, at: datetime) -> bool:
    """Whether an open call has most likely been forgotten."""
    return at - began_at > LEFT_OPEN_AFTER
