"""Handing a watch over: row by row, each to somebody by name, who accepts it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.referrals.domain.stages import Stage

GIVEN_BY_FRONT_DOOR: Final = frozenset(
    {Stage.TO_TRIAGE, Stage.WAITING_FOR_INFORMATION, Stage.REDIRECT_OFFERED, Stage.WITH_TEAM}
)
"""What the front door still has: until a team accepts a line it is the front door's."""
GIVEN_BY_TEAM: Final = frozenset({Stage.NO_WORKER, Stage.ALLOCATED})
"""What a team has taken on and not answered yet."""
BEGINS_BEFORE: Final = timedelta(hours=2)
"""How long before the hour of the change a handover belongs to that change."""


class Ended(StrEnum):
    """How a handover ended."""

    CONFIRMED = "confirmed"
    STOPPED = "stopped"


class HandoverIsOver(Refused):
    """This handover has been confirmed by both, or was stopped."""

    code = "handover_is_over"


class NotTheGiver(Refused):
    """Only whoever began the handover gives its rows."""

    code = "handover_not_giver"


class NotGivenToYou(Refused):
    """A row is accepted by whoever it was given to."""

    code = "handover_row_not_yours"


class NotToYourself(Refused):
    """Nobody hands over to themselves."""

    code = "handover_to_yourself"


class NotOfTheTeam(Refused):
    """Rows are handed to somebody of the team that has them."""

    code = "handover_not_of_team"


class LineChangedMeanwhile(Refused):
    """Somebody changed the line since whoever accepts it looked: they look again first."""

    code = "handover_line_changed"


class RowIsAccepted(Refused):
    """The row is another's already."""

    code = "handover_row_accepted"


class NothingChosen(Refused):
    """No row was ticked."""

    code = "handover_nothing_chosen"


class GiverConfirmsFirst(Refused):
    """Whoever gives confirms first, so that the taker sees what stays behind."""

    code = "handover_giver_first"


class ConfirmedAlready(Refused):
    """This side has confirmed."""

    code = "handover_confirmed_already"


def change_meant(at: datetime, *, next_change: datetime, last_change: datetime) -> datetime:
    """Which change of the watch a handover belongs to: the one it runs up to, else the one past."""
    return next_change if next_change - at <= BEGINS_BEFORE else last_change
