"""What somebody decided about a line."""

from collections.abc import Collection
from enum import StrEnum

from joinedup.kernel.errors import Refused


class Decided(StrEnum):
    """The kinds of decision about a line."""

    SENT = "sent"
    ADVICE_ONLY = "advice_only"
    CANNOT_HELP = "cannot_help"
    ASKED_FOR_MORE = "asked_for_more"
    REDIRECTED = "redirected"
    REDIRECT_CONFIRMED = "redirect_confirmed"
    REDIRECT_REFUSED = "redirect_refused"
    ACCEPTED = "accepted"
    ALLOCATED = "allocated"
    DECLINED = "declined"
    RECLASSIFIED = "reclassified"
    LEAD_CHANGED = "lead_changed"
    NO_ACCESS_CONFIRMED = "no_access_confirmed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class UnknownCode(Refused):
    """The place has no such class, lead, team, organisation, profession or reason."""

    code = "unknown_code"


def check_known(at: str, code: str, known: Collection[str]) -> None:
    """Refuse a code that the place does not have."""
    if code not in known:
        raise UnknownCode(at=at, given=code)
