"""Opening a record in an emergency without a part in the person's care: rules and findings."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.people.domain.relations import said

LASTS: Final = timedelta(hours=3)
"""How long a record that was opened so stays open to whoever opened it."""

LONGEST_WORDS: Final = 500
SHORTEST_WORDS: Final = 10
LONGEST_FINDING: Final = 1000
TOLD_FOR: Final = timedelta(days=30)
"""How long whoever works for the person is told of it, unless they say that they read it."""


class Finding(StrEnum):
    """What whoever reviewed it found."""

    JUSTIFIED = "justified"
    NO_RELATIONSHIP = "no_relationship"
    NOT_JUSTIFIED = "not_justified"

    @property
    def label(self) -> str:
        """The finding in words."""
        return _FINDINGS[self]

    @property
    def short(self) -> str:
        """The finding without what is to be said beside it."""
        return self.label.partition(":")[0]


_FINDINGS: Final = {
    Finding.JUSTIFIED: "Justified",
    Finding.NO_RELATIONSHIP: "Justified, and it should not have been needed: say what is to change",
    Finding.NOT_JUSTIFIED: "Not justified: say to whom it was passed",
}


class GlassWithoutWords(Refused):
    """Nobody says why a record is opened."""

    code = "glass_without_words"


class GlassReasonUnknown(Refused):
    """The place has no such reason for opening a record in an emergency."""

    code = "glass_reason_unknown"


class GlassNotNeeded(Refused):
    """The record is open to them already, as far as it can be."""

    code = "glass_not_needed"


class GlassOfOneself(Refused):
    """It is their own record, or of somebody of their family or household."""

    code = "glass_of_oneself"


class GlassFormUsed(Refused):
    """The form that was sent has opened a record before, and that is over or was another's."""

    code = "glass_form_used"


class GlassOver(Refused):
    """The record is closed to them again already."""

    code = "glass_over"


class GlassReviewed(Refused):
    """It was reviewed already."""

    code = "glass_reviewed"


class GlassIsOnes(Refused):
    """Nobody reviews what they opened themselves."""

    code = "glass_is_ones"


class OwnRecordNotSaid(Refused):
    """Nobody says that they are the one who signs in by that account."""

    code = "own_record_not_said"


class OwnRecordIsOnes(Refused):
    """Nobody takes back themselves that a record is their own."""

    code = "own_record_is_ones"


class FindingWithoutWords(Refused):
    """What was found asks for words: what is to change, or to whom it was passed."""

    code = "finding_without_words"


def why(words: str) -> str:
    """Why somebody opens a record, trimmed; raise where hardly a word is said."""
    given = said(words, longest=LONGEST_WORDS)
    if len(given) < SHORTEST_WORDS:
        raise GlassWithoutWords(shortest=SHORTEST_WORDS)
    return given


def found(finding: Finding, words: str) -> str:
    """What whoever reviewed it says, trimmed; raise where the finding asks for words."""
    given = said(words, longest=LONGEST_FINDING)
    if finding is not Finding.JUSTIFIED and not given:
        raise FindingWithoutWords(finding=finding.label)
    return given


def is_same_surname(of_staff: str, of_person: str) -> bool:
    """Whether whoever opened a record is called as the person is: shown to whoever reviews it."""
    theirs, held = of_staff.casefold().split(), of_person.casefold().split()
    return bool(held) and theirs[-len(held) :] == held


def home(address: str, postcode: str) -> tuple[str, str]:
    """Where somebody lives, as two homes are compared: the first line, and the postcode."""
    return (address.splitlines() or [""])[0], postcode


def lives_with(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two addresses, each its first line and its postcode, are one household."""
    ours, theirs = (tuple("".join(part.split()).casefold() for part in at) for at in (one, other))
    return ours == theirs and all(ours)


def until(at: datetime) -> datetime:
    """When a record that is opened now closes again."""
    return at + LASTS
