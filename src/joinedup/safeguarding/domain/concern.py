"""A safeguarding concern: what it says, and what it may not leave out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final

from joinedup.kernel.errors import Refused
from joinedup.people.domain.documents import Known
from joinedup.people.domain.relations import said

LONGEST_WORDS: Final = 4000
LONGEST_LINE: Final = 200


class _Labelled(StrEnum):
    """Codes with words of their own."""

    @property
    def label(self) -> str:
        """The answer in words."""
        return _LABELS[type(self).__name__][self.value]


class Whose(_Labelled):
    """Whether a concern is about the adult whose page it is, or a child: them, or one near them."""

    ADULT = "adult"
    CHILD = "child"


class Abuse(_Labelled):
    """The kinds of abuse and neglect of an adult, as the Care Act's statutory guidance has them."""

    # Care and support statutory guidance, chapter 14, paragraph 14.17.
    PHYSICAL = "physical"
    DOMESTIC = "domestic"
    SEXUAL = "sexual"
    PSYCHOLOGICAL = "psychological"
    FINANCIAL = "financial"
    MODERN_SLAVERY = "modern_slavery"
    DISCRIMINATORY = "discriminatory"
    ORGANISATIONAL = "organisational"
    NEGLECT = "neglect"
    SELF_NEGLECT = "self_neglect"


class Heard(_Labelled):
    """In whose words a concern is told."""

    SAW = "saw"
    PERSON = "person"
    OTHER = "other"
    RECORD = "record"


class Alleged(_Labelled):
    """Who may have caused the harm."""

    FAMILY = "family"
    UNPAID_CARER = "unpaid_carer"
    STAFF = "staff"
    OTHER = "other"
    NOBODY = "nobody"
    NOT_KNOWN = "not_known"


class Agrees(_Labelled):
    """Whether the person, or for a child a parent, agrees that the concern is raised."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class Override(_Labelled):
    """Why a concern is raised without agreement."""

    # Care and support statutory guidance, chapter 14, on sharing information without consent;
    # Working Together to Safeguard Children on asking parents.
    DANGER = "danger"
    OTHERS = "others"
    CRIME = "crime"
    NO_CAPACITY = "no_capacity"
    COERCED = "coerced"
    ASKING_IS_RISK = "asking_is_risk"


class Capacity(_Labelled):
    """Whether the person can decide about this, as far as whoever raises it knows."""

    HAS = "has"
    LACKS = "lacks"
    NOT_KNOWN = "not_known"


class Harm(_Labelled):
    """How serious it is for a child, as whoever raises it judges."""

    # Children Act 1989, sections 47 (significant harm) and 17 (in need).
    SIGNIFICANT = "significant"
    IN_NEED = "in_need"
    NOT_SURE = "not_sure"


_LABELS: Final = {
    "Whose": {
        "adult": "This person",
        "child": "A child: this person, or one who lives with them or visits",
    },
    "Abuse": {
        "physical": "Physical abuse",
        "domestic": "Domestic abuse",
        "sexual": "Sexual abuse",
        "psychological": "Psychological or emotional abuse",
        "financial": "Financial or material abuse",
        "modern_slavery": "Modern slavery or exploitation",
        "discriminatory": "Discriminatory abuse",
        "organisational": "Organisational abuse",
        "neglect": "Neglect and acts of omission",
        "self_neglect": "Self-neglect",
    },
    "Heard": {
        "saw": "I saw or heard it myself",
        "person": "The person told me",
        "other": "Somebody else told me",
        "record": "I read it in a record",
    },
    "Alleged": {
        "family": "A partner, relative or friend",
        "unpaid_carer": "Their unpaid carer",
        "staff": "Somebody paid or volunteering to help them",
        "other": "Somebody else",
        "nobody": "Nobody: self-neglect",
        "not_known": "Not known",
    },
    "Agrees": {"yes": "Yes", "no": "No", "not_asked": "Not asked"},
    "Override": {
        "danger": "Their life or safety is in danger",
        "others": "Others, or a child, are at risk",
        "crime": "A crime has or may have been committed",
        "no_capacity": "They lack capacity to decide about it, and it is in their best interests",
        "coerced": "They may be under pressure or control",
        "asking_is_risk": "Asking could put somebody at more risk",
    },
    "Capacity": {"has": "They can decide", "lacks": "They cannot decide", "not_known": "Not known"},
    "Harm": {
        "significant": "Suffering, or likely to suffer, significant harm",
        "in_need": "Needs help, and not in that danger",
        "not_sure": "Not sure",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody says who raises a concern; blank where a question does not arise."""

    whose: Whose
    words: str
    heard: Heard
    kinds: tuple[Abuse, ...]
    danger: Known
    alleged: Alleged
    knows: Known
    agrees: Agrees
    raiser_name: str
    raiser_role: str
    raiser_number: str
    child_name: str = ""
    child_age: str = ""
    child_number: str = ""
    harm: Harm | None = None
    danger_words: str = ""
    alleged_name: str = ""
    alleged_contact: Known = Known.NOT_KNOWN
    alleged_username: str = ""
    needs: Known = Known.NOT_KNOWN
    protects: Known = Known.NOT_KNOWN
    not_told: str = ""
    override: Override | None = None
    override_words: str = ""
    wishes: str = ""
    capacity: Capacity = Capacity.NOT_KNOWN
    capacity_words: str = ""
    done: str = ""
    reach: str = ""

    @property
    def is_danger(self) -> bool:
        """Whether somebody is in danger now: 999 comes before this form."""
        return self.danger is Known.YES


_LONG: Final = frozenset(
    {
        "words",
        "danger_words",
        "not_told",
        "override_words",
        "wishes",
        "capacity_words",
        "done",
        "reach",
    }
)


ADULT_FROM: Final = 18
# Care Act 2014 s.42 speaks of adults; Children Act 1989 s.105: a child is under eighteen.


class ConcernOfChild(Refused):
    """Whoever is under eighteen is a child, and their concern goes to the children's door."""

    code = "concern_of_child"


class ConcernLacks(Refused):
    """A concern leaves out what the council cannot do without."""

    code = "concern_lacks"


def trimmed(told: Told) -> Told:
    """The same without what cannot be printed; raise where an answer is too long to keep."""
    texts: dict[str, Any] = {
        one.name: said(getattr(told, one.name), longest=_longest(one.name))
        for one in fields(told)
        if type(getattr(told, one.name)) is str
    }
    return replace(told, **texts)


def _longest(box: str) -> int:
    return LONGEST_WORDS if box in _LONG else LONGEST_LINE


def missing(told: Told) -> Iterator[tuple[str, str]]:
    """What is left out: which box, and the code of the sentence that says so."""
    for box in ("words", "raiser_name", "raiser_role", "raiser_number"):
        if not getattr(told, box):
            yield box, f"concern_wants_{box}"
    if not told.kinds:
        yield "kinds", "concern_wants_kinds"
    if told.whose is Whose.CHILD:
        yield from _of_child(told)
    if told.knows is Known.NO and not told.not_told:
        yield "not_told", "concern_wants_not_told"
    # Making Safeguarding Personal: to go on without somebody's agreement is said with its reason.
    if told.agrees is not Agrees.YES and told.override is None:
        yield "override", "concern_wants_override"
    if told.agrees is not Agrees.YES and not told.override_words:
        yield "override_words", "concern_wants_override_words"
    if told.capacity is Capacity.LACKS and not told.capacity_words:
        yield "capacity_words", "concern_wants_capacity_words"


def _of_child(told: Told) -> Iterator[tuple[str, str]]:
    if not told.child_name:
        yield "child_name", "concern_wants_child_name"
    if not told.child_age:
        yield "child_age", "concern_wants_child_age"
    if told.harm is None:
        yield "harm", "concern_wants_harm"


def check(told: Told) -> Told:
    """A concern that may be raised, trimmed; raise at the first box that is left out."""
    kept = trimmed(told)
    for box, code in missing(kept):
        raise ConcernLacks(code, at=box)
    return kept


def check_age(whose: Whose, age: int | None) -> None:
    """Raise where a concern about an adult is about somebody known to be under eighteen."""
    if whose is Whose.ADULT and age is not None and age < ADULT_FROM:
        raise ConcernOfChild(at="whose")


_TITLES: Final = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "sister")
)


def name_key(name: str) -> str:
    """A name as it is compared, so that whoever is alleged to have done harm reads nothing.

    Without title, brackets and stops, its parts in any order: *Dr Finch, Dora (manager)* is *Dora
    Finch*.
    """
    bare = re.sub(r"[(\[].*?(?:[)\]]|$)", " ", name.casefold())
    parts = re.sub(r"[^\w\s-]", "", bare).split()
    return " ".join(sorted(one for one in parts if one not in _TITLES))
