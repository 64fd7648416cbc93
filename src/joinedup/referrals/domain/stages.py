"""Where a line stands, as one word, and what may be done to it there."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused


class Stage(StrEnum):
    """What a line waits for. It is derived from what happened and stored nowhere."""

    TO_TRIAGE = "to_triage"
    WAITING_FOR_INFORMATION = "waiting_for_information"
    REDIRECT_OFFERED = "redirect_offered"
    WITH_TEAM = "with_team"
    NO_WORKER = "no_worker"
    ALLOCATED = "allocated"
    RESPONDED = "responded"
    CLOSED = "closed"


class Act(StrEnum):
    """What may be done to a line."""

    OPEN = "open"
    TRIAGE = "triage"
    ADVISE = "advise"
    REFUSE_HELP = "refuse_help"
    ASK = "ask"
    ANSWER = "answer"
    TAKE_BACK_QUESTION = "take_back_question"
    REDIRECT = "redirect"
    SETTLE_REDIRECT = "settle_redirect"
    ACCEPT = "accept"
    DECLINE = "decline"
    ALLOCATE = "allocate"
    CONTACT = "contact"
    NO_ACCESS = "no_access"
    RECLASSIFY = "reclassify"
    CHANGE_LEAD = "change_lead"
    PUT_OFF = "put_off"
    CLOSE = "close"
    CALL_BACK = "call_back"
    ADD = "add"
    WITHDRAW = "withdraw"
    SEE_VISIT_DETAILS = "see_visit_details"


class NotAtThisStage(Refused):
    """The line does not stand where this may be done to it."""

    code = "not_at_this_stage"


_WITH_FRONT_DOOR: Final = {Stage.TO_TRIAGE, Stage.WAITING_FOR_INFORMATION}
_TAKEN_ON: Final = {Stage.NO_WORKER, Stage.ALLOCATED, Stage.RESPONDED}
_SENT: Final = {Stage.WITH_TEAM, Stage.NO_WORKER, Stage.ALLOCATED}
_OPEN: Final = set(Stage) - {Stage.CLOSED}

ALLOWED: Final[Mapping[Act, frozenset[Stage]]] = {
    Act.OPEN: frozenset(_OPEN),
    Act.TRIAGE: frozenset(_WITH_FRONT_DOOR),
    Act.ADVISE: frozenset(_WITH_FRONT_DOOR),
    Act.REFUSE_HELP: frozenset(_WITH_FRONT_DOOR),
    Act.ASK: frozenset({Stage.TO_TRIAGE}),
    Act.ANSWER: frozenset({Stage.WAITING_FOR_INFORMATION}),
    Act.TAKE_BACK_QUESTION: frozenset({Stage.WAITING_FOR_INFORMATION}),
    Act.REDIRECT: frozenset(_WITH_FRONT_DOOR),
    Act.SETTLE_REDIRECT: frozenset({Stage.REDIRECT_OFFERED}),
    Act.ACCEPT: frozenset({Stage.WITH_TEAM}),
    Act.DECLINE: frozenset(_SENT),
    Act.ALLOCATE: frozenset(_TAKEN_ON),
    # What happened before the end may be told after it, as from paper.
    Act.CONTACT: frozenset(Stage),
    Act.NO_ACCESS: frozenset(_TAKEN_ON),
    # Once answered, the promise of the class was kept: a new need is a new line.
    Act.RECLASSIFY: frozenset(_SENT),
    Act.CHANGE_LEAD: frozenset(_SENT | {Stage.RESPONDED}),
    Act.PUT_OFF: frozenset(_SENT),
    Act.CLOSE: frozenset(_OPEN),
    Act.CALL_BACK: frozenset(_OPEN),
    Act.ADD: frozenset(_OPEN),
    Act.WITHDRAW: frozenset(_OPEN),
    Act.SEE_VISIT_DETAILS: frozenset(_OPEN),
}


def check(act: Act, stage: Stage) -> None:
    """Refuse what may not be done to a line where it stands."""
    if stage not in ALLOWED[act]:
        raise NotAtThisStage(act=act, stage=stage)
