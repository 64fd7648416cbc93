"""Who may decide for somebody what of their record is shared, and what has to be said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from joinedup.kernel.errors import Refused
from joinedup.kernel.sections import LIMITABLE, Section
from joinedup.people.domain.births import age
from joinedup.people.domain.documents import DocumentKind, Known
from joinedup.people.domain.relations import DayInFuture, said

LONGEST_DECIDER: Final = 200
LONGEST_BECAUSE: Final = 1000
SHORTEST_BECAUSE: Final = 15
MENTAL_CAPACITY_ACT_FROM: Final = 16
"""Mental Capacity Act 2005 s.2(5): it decides for nobody who is younger."""


class Decision(StrEnum):
    """What may be decided of sharing."""

    OBJECTION = "objection"
    ONLY_CARERS = "only_carers"
    LIMIT = "limit"
    CONSENT = "consent"
    PHOTOGRAPHS = "photographs"
    RESEARCH = "research"

    @property
    def label(self) -> str:
        """What it is, in words."""
        return _DECISIONS[self]

    @property
    def is_consent(self) -> bool:
        """Whether it lets something be done, where the others close something."""
        return self in (Decision.CONSENT, Decision.PHOTOGRAPHS, Decision.RESEARCH)


_DECISIONS: Final = {
    Decision.OBJECTION: "Objects to an organisation seeing their record",
    Decision.ONLY_CARERS: "Only those who care for them now see their record",
    Decision.LIMIT: "Limits a part of their record",
    Decision.CONSENT: "Consents to an organisation seeing their record",
    Decision.PHOTOGRAPHS: "Consents to photographs of them being taken and kept for their care",
    Decision.RESEARCH: "Consents to being asked about research",
}


class DecidedBy(StrEnum):
    """Who decided, and by what right."""

    PERSON = "person"
    ATTORNEY = "attorney"
    DEPUTY = "deputy"
    BEST_INTERESTS = "best_interests"
    PARENT = "parent"

    @property
    def label(self) -> str:
        """Who it is, in words."""
        return _DECIDED_BY[self]


_DECIDED_BY: Final = {
    DecidedBy.PERSON: "The person, who can decide it",
    DecidedBy.ATTORNEY: "Their attorney for health and welfare",
    DecidedBy.DEPUTY: "Their deputy, appointed by the court",
    DecidedBy.BEST_INTERESTS: "Whoever cares for them, in their best interests",
    DecidedBy.PARENT: "Somebody with parental responsibility",
}


class Way(StrEnum):
    """By which way it was told."""

    FACE_TO_FACE = "face_to_face"
    TELEPHONE = "telephone"
    LETTER = "letter"
    EMAIL = "email"
    ONLINE = "online"

    @property
    def label(self) -> str:
        """The way in words."""
        return _WAYS[self]


_WAYS: Final = {
    Way.FACE_TO_FACE: "Face to face",
    Way.TELEPHONE: "On the telephone",
    Way.LETTER: "By letter",
    Way.EMAIL: "By email",
    Way.ONLINE: "On their own pages",
}


class OrganisationMissing(Refused):
    """An objection or a consent that does not say to whom."""

    code = "sharing_organisation_missing"


class SectionMissing(Refused):
    """A limit that does not say of what, or of what nobody is kept from."""

    code = "sharing_section_missing"


class DeciderMissing(Refused):
    """Somebody decided for the person, and nobody says who."""

    code = "sharing_decider_missing"


class BasisMissing(Refused):
    """Somebody decided for the person, and nobody says why the person did not."""

    code = "sharing_basis_missing"


class ProxyNotOnRecord(Refused):
    """No such document is in force on the record."""

    code = "proxy_not_on_record"


class ProxyNotRegistered(Refused):
    """Mental Capacity Act 2005 s.9(2)(b): no power before it is registered."""

    code = "proxy_not_registered"


class ProxyNotSeen(Refused):
    """Nobody here has seen the original."""

    code = "proxy_not_seen"


class ProxyIsAnother(Refused):
    """The document on the record names somebody else."""

    code = "proxy_is_another"


class ResearchByAnother(Refused):
    """Research with somebody who cannot decide has rules of its own.

    Mental Capacity Act 2005 s.30 to 33: approved, and a consultee is asked.
    """

    code = "research_by_another"


class NotOfThisAge(Refused):
    """Whoever decided may not at this age: a parent of an adult, or a proxy of a child."""

    code = "sharing_not_of_this_age"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Who decided, by what right, when and by which way; and for another, who and why."""

    decided_by: DecidedBy
    decided_on: date
    way: Way
    decider: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided, and on what basis."""

    kind: Decision
    basis: Basis
    section: Section | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A document on the record that is in force and lets somebody decide for the person."""

    document_id: UUID
    kind: DocumentKind
    name: str
    is_registered: Known
    is_seen: bool


def tidied(told: Decided) -> Decided:
    """What was decided, with nothing that its kind does not ask for; raise what is missing."""
    if told.kind in (Decision.OBJECTION, Decision.CONSENT) and not told.organisation:
        raise OrganisationMissing(at="organisation")
    if told.kind is Decision.LIMIT:
        if told.section not in LIMITABLE:
            raise SectionMissing(at="section")
        return told
    has_organisation = told.kind in (Decision.OBJECTION, Decision.CONSENT)
    organisation = told.organisation if has_organisation else ""
    return replace(told, section=None, organisation=organisation)


def checked(basis: Basis, *, born_on: date | None, on: date) -> Basis:
    """On what basis it was decided, trimmed; raise what does not hold.

    Whether somebody can decide is asked of this decision (Mental Capacity Act 2005 s.2 and 3), and
    nobody is asked to prove that they can (s.1(2)).
    """
    if basis.decided_on > on:
        raise DayInFuture(at="decided_on")
    if basis.decided_by is DecidedBy.PERSON:
        return replace(basis, decider="", because=said(basis.because, longest=LONGEST_BECAUSE))
    years = age(born_on, on) if born_on else None
    is_child = years is not None and years < MENTAL_CAPACITY_ACT_FROM
    if years is not None and is_child != (basis.decided_by is DecidedBy.PARENT):
        raise NotOfThisAge(years=MENTAL_CAPACITY_ACT_FROM, at="decided_by")
    decider = said(basis.decider, longest=LONGEST_DECIDER)
    if not decider:
        raise DeciderMissing(at="decider")
    because = said(basis.because, longest=LONGEST_BECAUSE)
    if len(because) < SHORTEST_BECAUSE:
        raise BasisMissing(at="because")
    return replace(basis, decider=decider, because=because)


def check_kind(kind: Decision, basis: Basis) -> None:
    """Raise where nobody may decide it for another."""
    if kind is Decision.RESEARCH and basis.decided_by not in (DecidedBy.PERSON, DecidedBy.PARENT):
        raise ResearchByAnother(at="decided_by")


def proxy(basis: Basis, held: Iterable[Proxy]) -> Proxy | None:
    """The document that an attorney or a deputy decides by; raise what is missing of it."""
    kind = _PROXIES.get(basis.decided_by)
    if kind is None:
        return None
    found = [one for one in held if one.kind is kind]
    if not found:
        raise ProxyNotOnRecord(document=kind.label, at="decided_by")
    theirs = [one for one in found if _name(one.name) == _name(basis.decider)]
    if not theirs:
        raise ProxyIsAnother(names=", ".join(sorted({one.name for one in found})), at="decider")
    return _valid(theirs, kind)


_PROXIES: Final = {
    DecidedBy.ATTORNEY: DocumentKind.LPA_HEALTH,
    DecidedBy.DEPUTY: DocumentKind.DEPUTY,
}


def _valid(theirs: Sequence[Proxy], kind: DocumentKind) -> Proxy:
    # A court's order is not registered; a power of attorney is.
    registered = [
        one for one in theirs if kind is DocumentKind.DEPUTY or one.is_registered is Known.YES
    ]
    if not registered:
        raise ProxyNotRegistered(at="decided_by")
    seen = [one for one in registered if one.is_seen]
    if not seen:
        raise ProxyNotSeen(document=kind.label, at="decided_by")
    return seen[0]


def _name(name: str) -> str:
    return " ".join(name.casefold().split())
