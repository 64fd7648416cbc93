"""What a referrer is told of a line, in plain words."""

from dataclasses import dataclass
from typing import Final

from joinedup.referrals.domain.stages import Stage


@dataclass(frozen=True, slots=True)
class StatusWords:
    """What is so now, and what happens next."""

    code: str
    now: str
    next: str


_BY_STAGE: Final = {
    Stage.TO_TRIAGE: (
        "Received. A clinician will look at it.",
        "We will tell you who is coming, or ring you.",
    ),
    Stage.WAITING_FOR_INFORMATION: (
        "We need to know more before we can decide.",
        "Answer the question, or ring us. If they get worse, do not wait for us.",
    ),
    Stage.REDIRECT_OFFERED: (
        "Offered to another service. It stays with us until they accept.",
        "We will tell you when they have answered.",
    ),
    Stage.WITH_TEAM: (
        "Sent to a team. They have not accepted it yet.",
        "If they do not take it on, it comes back to us and we find somebody else.",
    ),
    Stage.NO_WORKER: ("Accepted by a team.", "They are choosing who will go."),
    Stage.ALLOCATED: ("Accepted, and somebody has been chosen to go.", "They will see the person."),
    Stage.RESPONDED: (
        "The person has been seen or assessed.",
        "You will get a summary when it ends.",
    ),
    Stage.CLOSED: ("Finished.", "Nothing more will happen unless you refer again."),
}


def status_words(stage: Stage, *, ended: str = "", was_declined: bool = False) -> StatusWords:
    """The words for a stage. `ended` is what the place says to referrers of the way a line ended.

    A line that a team declined says so: it is not with nobody.
    """
    now, following = _BY_STAGE[stage]
    if stage is Stage.CLOSED and ended:
        return StatusWords("closed", ended, following)
    if stage is Stage.TO_TRIAGE and was_declined:
        back = "A team could not take it on, so it is back with us. A clinician will look again."
        return StatusWords("back_with_us", back, following)
    return StatusWords(stage.value, now, following)


def notice(reference: str) -> str:
    """What a text or an email says: that a reference changed, never what or about whom."""
    return f"Referral {reference} has changed. Sign in to see what happened."
