"""Who stands by somebody, and what whoever goes there must know: kinds, and the rules of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from joinedup.kernel.errors import Refused
from joinedup.people.domain import postcodes
from joinedup.people.domain.details import TooLong, trimmed, without_landlines

LONGEST_WORDS: Final = 500
LONGEST_BECAUSE: Final = 300
LONGEST_REVIEW: Final = timedelta(days=366)
SHOWN_AFTER_END: Final = timedelta(days=30)
"""How long an alert that ended is shown still, as ended."""


class Relation(StrEnum):
    """What somebody is to a person."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER_FAMILY = "other_family"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The relation in words."""
        return _RELATIONS[self]


_RELATIONS: Final = {
    Relation.SPOUSE: "Wife, husband or partner",
    Relation.CHILD: "Son or daughter",
    Relation.PARENT: "Parent",
    Relation.SIBLING: "Brother or sister",
    Relation.OTHER_FAMILY: "Other family",
    Relation.FRIEND: "Friend",
    Relation.NEIGHBOUR: "Neighbour",
    Relation.OTHER: "Other",
}


class Told(StrEnum):
    """Whether somebody may be told about the person's care."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        """The answer in words."""
        return _TOLD[self]


_TOLD: Final = {
    Told.YES: "Yes, the person agreed",
    Told.NO: "No, the person said not to",
    Told.NOT_ASKED: "Not asked yet",
}


class AlertKind(StrEnum):
    """What an alert warns of, in every place; a place names more of its own."""

    RISK_TO_STAFF = "risk_to_staff"
    DOG = "dog"
    KEY_SAFE = "key_safe"
    DNACPR = "dnacpr"
    SAFEGUARDING = "safeguarding"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _ALERTS[self]


_ALERTS: Final = {
    AlertKind.RISK_TO_STAFF: "Risk to staff",
    AlertKind.DOG: "Dog",
    AlertKind.KEY_SAFE: "Key safe",
    AlertKind.DNACPR: "DNACPR form: where it is",
    AlertKind.SAFEGUARDING: "Safeguarding known",
}
_SAY_WHERE: Final = frozenset({AlertKind.KEY_SAFE.value, AlertKind.DNACPR.value})


class NobodyNamedInRelation(Refused):
    """Neither somebody of the index nor a name."""

    code = "relation_without_name"


class RelationToThemselves(Refused):
    """Nobody is their own carer."""

    code = "relation_to_themselves"


class ToldBySomebody(Refused):
    """That somebody may be told, without who said so and when."""

    code = "may_be_told_by_whom"


class PlanUndated(Refused):
    """A plan for when the carer cannot care, without the day on which it was made."""

    code = "plan_without_day"


class DayInFuture(Refused):
    """A day on which something was agreed that is yet to come."""

    code = "day_in_future"


class AlertUnexplained(Refused):
    """An alert without a word on what it is, or why the person was not told."""

    code = "alert_without_words"


class ReviewNotAhead(Refused):
    """A review that is due today or before, or more than a year from now."""

    code = "review_not_ahead"


class AlertKindUnknown(Refused):
    """No such kind of alert in this place."""

    code = "alert_kind_unknown"


class RelationshipOver(Refused):
    """What should be changed was changed or ended already."""

    code = "relationship_over"


class BecauseMissing(Refused):
    """Something ended or changed without a reason."""

    code = "because_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Somebody who stands by a person: one of the index, or a name and number only."""

    other_id: UUID | None = None
    name: str = ""
    phone: str = ""
    relation: Relation = Relation.OTHER
    is_unpaid_carer: bool = False
    lives_with: bool = False
    is_next_of_kin: bool = False
    is_key_holder: bool = False
    may_be_told: Told = Told.NOT_ASKED
    told_by: str = ""
    told_on: date | None = None
    plan: str = ""
    plan_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What whoever goes there must know, until when it holds unless looked at again."""

    kind: str
    words: str
    review_on: date
    is_person_told: bool
    not_told_because: str = ""


def tidied(related: Related, *, about: UUID, on: date) -> Related:
    """Somebody related with text trimmed; raise the first rule that is broken."""
    tidy = Related(
        other_id=related.other_id,
        name="" if related.other_id else trimmed("family_name", related.name),
        phone=trimmed("phone", related.phone),
        relation=related.relation,
        is_unpaid_carer=related.is_unpaid_carer,
        lives_with=related.lives_with,
        is_next_of_kin=related.is_next_of_kin,
        is_key_holder=related.is_key_holder,
        may_be_told=related.may_be_told,
        told_by=trimmed("family_name", related.told_by),
        told_on=related.told_on,
        plan=said(related.plan, longest=LONGEST_WORDS),
        plan_on=related.plan_on if related.plan.strip() else None,
    )
    if tidy.other_id == about:
        raise RelationToThemselves()
    if not tidy.other_id and not tidy.name:
        raise NobodyNamedInRelation()
    if tidy.may_be_told is Told.YES and not (tidy.told_by and tidy.told_on):
        raise ToldBySomebody()
    if tidy.plan and tidy.plan_on is None:
        raise PlanUndated()
    for field, day in (("told_on", tidy.told_on), ("plan_on", tidy.plan_on)):
        if day is not None and day > on:
            raise DayInFuture(at=field)
    return tidy


def warned(given: Warned, *, on: date) -> Warned:
    """An alert with text trimmed; raise the first rule that it breaks."""
    words = said(given.words, longest=LONGEST_WORDS)
    why_not = "" if given.is_person_told else said(given.not_told_because, longest=LONGEST_BECAUSE)
    if not words:
        raise AlertUnexplained(at="words")
    if not given.is_person_told and not why_not:
        raise AlertUnexplained(at="not_told_because")
    if not on < given.review_on <= on + LONGEST_REVIEW:
        raise ReviewNotAhead(at="review_on")
    return Warned(
        kind=given.kind,
        words=words,
        review_on=given.review_on,
        is_person_told=given.is_person_told,
        not_told_because=why_not,
    )


def because(words: str) -> str:
    """Why something was changed or ended, trimmed; raise where nothing is said."""
    given = said(words, longest=LONGEST_BECAUSE)
    if not given:
        raise BecauseMissing()
    return given


def said(words: str, *, longest: int) -> str:
    """Somebody's own words without what cannot be printed, their lines kept."""
    lines = (" ".join(line.split()) for line in words.splitlines())
    printable = ("".join(letter for letter in line if letter.isprintable()) for line in lines)
    text = "\n".join(printable).strip()
    if len(text) > longest:
        raise TooLong(longest=longest)
    return text


def is_review_overdue(review_on: date, *, on: date) -> bool:
    """Whether an alert should have been looked at again before a day."""
    return review_on < on


def alert_label(kind: str, of_place: Mapping[str, str]) -> str:
    """What an alert warns of, in words: one of every place, or one that the place names."""
    if kind in set(AlertKind):
        return AlertKind(kind).label
    return of_place.get(kind, kind.replace("_", " ").capitalize())


def alert_words(kind: str, words: str, *, is_where_hidden: bool) -> str:
    """The words of an alert; of somebody whose whereabouts are restricted without a place."""
    if not is_where_hidden:
        return words
    return "" if kind in _SAY_WHERE else postcodes.not_shown(without_landlines(words))
