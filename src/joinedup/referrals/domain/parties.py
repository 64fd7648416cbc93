"""Who may do what to a line: the parties that have a part in it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from joinedup.referrals.domain.stages import Act


class Party(StrEnum):
    """A part that somebody has in a line. One viewer may have several."""

    FRONT_DOOR = "front_door"
    TEAM = "team"
    HOLDER = "holder"
    REFERRER = "referrer"
    TRIAGER = "triager"
    WORKER = "worker"


_FRONT_DOOR: Final = frozenset({Party.FRONT_DOOR})
_TEAM: Final = frozenset({Party.TEAM})
_EITHER: Final = frozenset({Party.FRONT_DOOR, Party.TEAM})
_ASKING_SIDE: Final = frozenset({Party.FRONT_DOOR, Party.REFERRER})

PARTIES: Final[Mapping[Act, frozenset[Party]]] = {
    Act.OPEN: _FRONT_DOOR,
    Act.TRIAGE: _FRONT_DOOR,
    Act.ADVISE: _FRONT_DOOR,
    Act.REFUSE_HELP: _FRONT_DOOR,
    Act.ASK: _FRONT_DOOR,
    Act.ANSWER: _ASKING_SIDE,
    Act.TAKE_BACK_QUESTION: _FRONT_DOOR,
    Act.REDIRECT: _FRONT_DOOR,
    Act.SETTLE_REDIRECT: _FRONT_DOOR,
    Act.ACCEPT: _TEAM,
    Act.DECLINE: _TEAM,
    Act.ALLOCATE: _TEAM,
    Act.CONTACT: _EITHER,
    Act.NO_ACCESS: _EITHER,
    Act.RECLASSIFY: _EITHER,
    Act.CHANGE_LEAD: _EITHER,
    Act.PUT_OFF: _EITHER,
    # Only whoever has the line can end it: the front door until a team accepts, then the team.
    Act.CLOSE: frozenset({Party.HOLDER}),
    Act.CALL_BACK: _EITHER,
    # These are offered it on the line; whoever may refer may add to a likely duplicate as well.
    Act.ADD: frozenset({Party.FRONT_DOOR, Party.TEAM, Party.REFERRER}),
    Act.WITHDRAW: _ASKING_SIDE,
    # Before triage any clinician at the front door may be the one who triages.
    Act.SEE_VISIT_DETAILS: frozenset({Party.TRIAGER, Party.WORKER}),
}
