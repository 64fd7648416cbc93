"""What can be said of two entries that may be one person."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version


class Answer(StrEnum):
    """What was said of a pair last."""

    OPEN = "open"
    NOT_YET = "not_yet"
    ONE_PERSON = "one_person"
    TWO_PEOPLE = "two_people"
    UNLIKE_NOW = "unlike_now"

    @property
    def is_asked(self) -> bool:
        """Whether somebody is still to say."""
        return self in ASKED


ASKED: Final = (Answer.OPEN, Answer.NOT_YET)


class PairAnswered(Refused):
    """Somebody has said already whether the two are one person."""

    code = "pair_answered"


class ChooseSurvivor(Refused):
    """The entry that is to go on is neither of the two."""

    code = "survivor_of_neither"


class WhyDangerous(Refused):
    """Something speaks against joining the two: it takes a reason, in words."""

    code = "join_needs_words"


class MergedMeanwhile(Refused):
    """One of the two was joined to somebody else."""

    code = "merged_meanwhile"


class SameRecord(Refused):
    """The two are one record already."""

    code = "same_record"


class NotMerged(Refused):
    """The entry is not joined to any other."""

    code = "not_merged"


class WordsMissing(Refused):
    """An answer that needs the reason why, without it."""

    code = "pair_words_missing"


class JoinedBecause(StrEnum):
    """How somebody knows that two entries are one person."""

    DETAILS_CHECKED = "details_checked"
    PERSON_SAID = "person_said"
    FAMILY_SAID = "family_said"
    PRACTICE_SAID = "practice_said"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _BECAUSE[self]


_BECAUSE: Final = {
    JoinedBecause.DETAILS_CHECKED: "The details were checked, one by one",
    JoinedBecause.PERSON_SAID: "The person said so",
    JoinedBecause.FAMILY_SAID: "Family or a carer said so",
    JoinedBecause.PRACTICE_SAID: "Their practice said so",
    JoinedBecause.OTHER: "Another reason: say which",
}
_FOUND_OUT: Final = "They had been described, and it was found who they are"


def known_because(code: str, words: str = "") -> str:
    """How it was known that two entries are one, and what was said of it where anything was."""
    if code == JoinedBecause.OTHER and words:
        return words
    known = JoinedBecause(code).label if code in set(JoinedBecause) else _FOUND_OUT
    return f"{known}: {words}" if words else known


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Which entry of a pair goes on, how it is known that they are one, and what the page showed.

    `seen` are the versions of the two people, in the order of the pair.
    """

    survivor: PersonId
    because: JoinedBecause
    words: str = ""
    seen: tuple[Version | None, Version | None] = (None, None)
