"""What the end of a line came to, for those outside: done, not done, refused or taken back."""

from enum import StrEnum

from joinedup.referrals.domain.outcomes import DONE, Ending


class Ended(StrEnum):
    """What the end of a line came to."""

    DONE = "done"
    NOT_DONE = "not_done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


def ended(closed_how: str, outcome: str) -> Ended:
    """What an end came to. Advice, and another service that took it on, did what was asked."""
    match closed_how:
        case Ending.CANNOT_HELP:
            return Ended.REFUSED
        case Ending.WITHDRAWN:
            return Ended.TAKEN_BACK
        case Ending.CLOSED:
            return Ended.DONE if outcome in DONE else Ended.NOT_DONE
        case _:
            return Ended.DONE
