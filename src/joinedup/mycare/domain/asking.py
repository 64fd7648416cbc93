"""What somebody asks of the place about their own record, and what comes of it."""

from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

LONGEST: Final = 2000


class AskedFor(StrEnum):
    """What is asked."""

    CORRECTION = "correction"
    NAME = "name"

    @property
    def label(self) -> str:
        """What is asked, as staff read it."""
        return _ASKED[self]


class Outcome(StrEnum):
    """What came of it."""

    DONE = "done"
    IN_PART = "in_part"
    NOT_DONE = "not_done"

    @property
    def label(self) -> str:
        """What came of it, as staff choose it."""
        return _OUTCOMES[self]


_ASKED: Final = {
    AskedFor.CORRECTION: "Put something right",
    AskedFor.NAME: "Say who looked",
}
_OUTCOMES: Final = {
    Outcome.DONE: "Done: put right, or the name given",
    Outcome.IN_PART: "Done in part",
    Outcome.NOT_DONE: "Not done, with the reason",
}


class AnswerMissing(Refused):
    """An answer without a word to whoever asked."""

    code = "answer_missing"


class NothingAsked(Refused):
    """A request without a word of what it is about."""

    code = "request_missing"


def told(words: str, *, refusal: type[Refused]) -> str:
    """Words as they are kept; raises where there are none."""
    kept = words.strip()[:LONGEST]
    if not kept:
        raise refusal(at="words")
    return kept
