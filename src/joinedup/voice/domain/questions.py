"""What is asked of whom: nine things of a person, six of a practice, five of a professional.

The idea of nine expectations, said by the person as *I*, is that of National Voices' narrative for
person-centred co-ordinated care (2013); the words here are our own. An edition is never changed:
where the words change so does its number, and figures of two editions are not put together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

EDITION: Final = 1
NOT_MINE: Final = 0
"""*This does not fit me*: no score, and never a nought."""
LOWEST: Final = 1
HIGHEST: Final = 5
AGREES_FROM: Final = 4
LONGEST_WORDS: Final = 2000


class Asked(StrEnum):
    """Who is asked."""

    PERSON = "person"
    PRACTICE = "practice"
    PROFESSIONAL = "professional"


class How(StrEnum):
    """How an answer came."""

    OWN_PAGES = "own_pages"
    PAPER = "paper"
    STAFF = "staff"
    FILE = "file"


ITEMS: Final[Mapping[Asked, tuple[str, ...]]] = {
    Asked.PERSON: (
        "planned",
        "matters",
        "next",
        "once",
        "whom_to_ring",
        "one_team",
        "followed",
        "close_ones",
        "if_worse",
    ),
    Asked.PRACTICE: ("reach", "heard", "told", "one_plan", "in_time", "saves_work"),
    Asked.PROFESSIONAL: ("who_does_what", "can_read", "write_once", "my_view", "speak_up"),
}
"""The items of each, in the order in which they are asked."""


class AnswersMissing(Refused):
    """Nothing was answered at all."""

    code = "voice_nothing_answered"


class AnswerWrong(Refused):
    """An answer to no item of the form, or none of the six."""

    code = "voice_answer_wrong"


@dataclass(frozen=True, slots=True)
class Context:
    """Of what care something is said: blank where it is of none in particular."""

    service_code: str = ""
    team_code: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One filled form: a score for each item that was answered, and words."""

    scores: Mapping[str, int]
    words: str = ""
    was_helped: bool = False


def checked(of: Asked, scores: Mapping[str, int]) -> dict[str, int | None]:
    """The answers, in the order of the items; None where an item does not fit.

    An item may be passed over. Raises where nothing is answered, or something that was not asked.
    """
    if unknown := set(scores) - set(ITEMS[of]):
        raise AnswerWrong(item=min(unknown))
    for item, score in scores.items():
        if not NOT_MINE <= score <= HIGHEST:
            raise AnswerWrong(item=item)
    if not scores:
        raise AnswersMissing()
    return {item: scores[item] or None for item in ITEMS[of] if item in scores}
