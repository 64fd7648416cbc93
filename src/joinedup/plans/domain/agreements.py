"""What is agreed with a person: goals, who does what, when it is looked at again; the rules."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.people.domain.relations import said
from joinedup.people.domain.sharing import Basis

LONGEST: Final = 2000
LONGEST_NAME: Final = 100
LONGEST_PART: Final = 300
MOST_PARTS: Final = 12
WITHIN: Final = timedelta(days=366)
"""The longest for which an agreement may stand before it is looked at again."""


class Outcome(StrEnum):
    """How an agreement stands with the person."""

    AGREED = "agreed"
    OFFERED = "offered"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """How it stands, in words."""
        return _OUTCOMES[self]


class Found(StrEnum):
    """What a review came to."""

    KEPT = "kept"
    CHANGED = "changed"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """What it came to, in words."""
        return _FOUND[self]


class EndedBecause(StrEnum):
    """Why an agreement stands no more."""

    REPLACED = "replaced"
    REVIEWED = "reviewed"
    DIED = "died"

    @property
    def label(self) -> str:
        """Why, in words."""
        return _ENDED[self]


class Says(StrEnum):
    """What the person says of it on their own pages."""

    AGREES = "agrees"
    WANTS_CHANGE = "wants_change"

    @property
    def label(self) -> str:
        """What they say, in words."""
        return _SAYS[self]


_OUTCOMES: Final = {
    Outcome.AGREED: "Agreed",
    Outcome.OFFERED: "Offered, not agreed",
    Outcome.DECLINED: "Declined",
}
_FOUND: Final = {
    Found.KEPT: "It goes on as it is",
    Found.CHANGED: "It has to change: a new one is written next",
    Found.ENDED: "It is over, and nothing takes its place",
}
_ENDED: Final = {
    EndedBecause.REPLACED: "A later one took its place",
    EndedBecause.REVIEWED: "It was looked at and ended",
    EndedBecause.DIED: "They died",
}
_SAYS: Final = {
    Says.AGREES: "They agree",
    Says.WANTS_CHANGE: "They want to change something",
}


class GoalsMissing(Refused):
    """An agreement without what the person wants, in their words."""

    code = "agreement_goals_missing"


class PartUnnamed(Refused):
    """A line of what is done that does not say who does it."""

    code = "agreement_part_unnamed"


class PartsMissing(Refused):
    """An agreement by which no service does anything, or too many lines of it."""

    code = "agreement_parts_missing"


class FamilyNotAsked(Refused):
    """Somebody of the family is named, and has not agreed to be."""

    code = "agreement_family_not_asked"


class LookAgainUnfit(Refused):
    """No day on which it is looked at again, within a year from now."""

    code = "agreement_look_again_unfit"


class DeciderNotAsked(Refused):
    """It is agreed, and nobody says by whom; or it is not, and somebody is named."""

    code = "agreement_decider_not_asked"


class WordsMissing(Refused):
    """A review, a wish or an answer without a word."""

    code = "agreement_words_missing"


@dataclass(frozen=True, slots=True)
class Part:
    """Who does what: a role, a person or a team, by name."""

    who: str
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is agreed. `we_do` holds lines of "who: what"; `basis` is who agreed, by what right."""

    goals: str
    person_does: str
    we_do: str
    family_does: str
    family_name: str
    has_family_agreed: bool
    free: str
    free_until: date | None
    took_part: str
    outcome: Outcome
    basis: Basis | None
    look_again_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a review found: what was kept by each side, and when to look again."""

    found: Found
    person_kept: str
    services_kept: str
    next_on: date | None


def parts(text: str) -> tuple[Part, ...]:
    """Who does what, a line each; raise where a line does not say who."""
    read = []
    for line in text.splitlines():
        if not line.strip():
            continue
        who, colon, does = (one.strip() for one in line.partition(":"))
        if not (colon and who and does):
            raise PartUnnamed(line=line.strip()[:60], at="we_do")
        read.append(Part(who, does))
    return tuple(read)


def checked(terms: Terms, *, on: date) -> Terms:
    """An agreement as it is kept; raise what it breaks. Its basis is for `people` to judge."""
    tidy = replace(
        terms,
        goals=said(terms.goals, longest=LONGEST),
        person_does=said(terms.person_does, longest=LONGEST),
        we_do=said(terms.we_do, longest=LONGEST),
        family_does=said(terms.family_does, longest=LONGEST),
        family_name=said(terms.family_name, longest=LONGEST_NAME),
        free=said(terms.free, longest=LONGEST),
        took_part=said(terms.took_part, longest=LONGEST),
    )
    if not tidy.goals:
        raise GoalsMissing(at="goals")
    if not 0 < len(parts(tidy.we_do)) <= MOST_PARTS:
        raise PartsMissing(most=MOST_PARTS, at="we_do")
    if tidy.family_name and not tidy.has_family_agreed:
        raise FamilyNotAsked(at="family_name")
    if (tidy.outcome is Outcome.AGREED) != (tidy.basis is not None):
        raise DeciderNotAsked(at="decided_by")
    look_again(tidy.look_again_on, on=on, at="look_again_on")
    return tidy


def checked_review(told: Reviewed, *, on: date) -> Reviewed:
    """A review as it is kept: what each side kept, and unless it ended the next day to look."""
    tidy = replace(
        told,
        person_kept=words(told.person_kept, at="person_kept"),
        services_kept=words(told.services_kept, at="services_kept"),
    )
    if tidy.found is Found.ENDED:
        return replace(tidy, next_on=None)
    return replace(tidy, next_on=look_again(tidy.next_on, on=on, at="next_on"))


def look_again(day: date | None, *, on: date, at: str) -> date:
    """A day on which it is looked at again, after today and within a year."""
    if day is None or not on < day <= on + WITHIN:
        raise LookAgainUnfit(at=at)
    return day


def words(text: str, *, at: str = "words") -> str:
    """Words as they are kept; raise where there are none."""
    kept = said(text, longest=LONGEST)
    if not kept:
        raise WordsMissing(at=at)
    return kept
