"""How a line ends."""

from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.referrals.domain.stages import Stage

COULD_NOT_REACH: Final = "could_not_reach"
TEAM_DECLINED: Final = "team_declined"
SAME_NEED: Final = "same_need"
# Outcomes that say that something was done for the person.
DONE: Final = frozenset({"completed", "no_further_service", "ongoing_care"})

_TAKEN_ON: Final = frozenset({Stage.NO_WORKER, Stage.ALLOCATED, Stage.RESPONDED})


class Ending(StrEnum):
    """The ways in which a line ends; the place has the reasons for each."""

    CLOSED = "close"
    ADVICE_ONLY = "advice_only"
    REDIRECTED = "redirect"
    CANNOT_HELP = "cannot_help"
    WITHDRAWN = "withdraw"


class NotYetTakenOn(Refused):
    """*Could not reach* is said by a team that has the line and has tried."""

    code = "not_yet_taken_on"


class NobodyReached(Refused):
    """Nothing can have been done for somebody whom nobody has reached."""

    code = "nobody_reached"


class DeclineInstead(Refused):
    """A team that cannot go before anybody has answered gives the line back; it does not end it."""

    code = "decline_instead"


def check_outcome(outcome: str, *, stage: Stage, was_reached: bool) -> None:
    """Refuse an outcome that cannot be true where the line stands."""
    if outcome == COULD_NOT_REACH and stage not in _TAKEN_ON:
        raise NotYetTakenOn()
    if outcome in DONE and not was_reached:
        raise NobodyReached(outcome=outcome)
    if outcome == TEAM_DECLINED and stage is not Stage.RESPONDED:
        raise DeclineInstead()
