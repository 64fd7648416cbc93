"""Emergency and advance care documents: the kinds, and what each has to say to be kept."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from joinedup.kernel.errors import Refused
from joinedup.people.domain.details import LONGEST, trimmed
from joinedup.people.domain.relations import (
    LONGEST_BECAUSE,
    LONGEST_WORDS,
    BecauseMissing,
    DayInFuture,
    said,
)

LONGEST_DETAILS: Final = 2000
LONGEST_NAME: Final = LONGEST["family_name"]


class DocumentKind(StrEnum):
    """What a document is; the first of them is the first on the page."""

    RESPECT = "respect"
    DNACPR = "dnacpr"
    ADRT = "adrt"
    LPA_HEALTH = "lpa_health"
    DEPUTY = "deputy"
    ANTICIPATORY = "anticipatory"
    ADVANCE_STATEMENT = "advance_statement"
    PREFERRED_PLACE = "preferred_place"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KINDS[self]


_KINDS: Final = {
    DocumentKind.RESPECT: "ReSPECT",
    DocumentKind.DNACPR: "DNACPR",
    DocumentKind.ADRT: "Advance decision to refuse treatment",
    DocumentKind.LPA_HEALTH: "Lasting power of attorney for health and welfare",
    DocumentKind.DEPUTY: "Deputy appointed by the court",
    DocumentKind.ANTICIPATORY: "Anticipatory care plan: what to do if",
    DocumentKind.ADVANCE_STATEMENT: "Advance statement",
    DocumentKind.PREFERRED_PLACE: "Preferred place of care and of death",
}

ABOUT_CPR: Final = (DocumentKind.RESPECT, DocumentKind.DNACPR)
"""Kinds that are a form about resuscitation."""

MAY_STAND_BESIDE: Final = frozenset(
    {DocumentKind.ADRT, DocumentKind.LPA_HEALTH, DocumentKind.ANTICIPATORY}
)
"""Kinds of which somebody may have two that hold: a later one is of another treatment, or power."""


class Cpr(StrEnum):
    """What a form says of cardiopulmonary resuscitation, as ReSPECT has it."""

    ATTEMPT = "attempt"
    DO_NOT_ATTEMPT = "do_not_attempt"
    MODIFIED = "modified"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        """The answer in words."""
        return _CPR[self]


_CPR: Final = {
    Cpr.ATTEMPT: "Attempt CPR",
    Cpr.DO_NOT_ATTEMPT: "Do not attempt CPR",
    Cpr.MODIFIED: "Modified CPR, child or young person: as the form says",
    Cpr.NOT_SAID: "CPR: the form does not say",
}


class Focus(StrEnum):
    """What treatment is for, as ReSPECT has it."""

    EXTENDING = "extending"
    BALANCE = "balance"
    COMFORT = "comfort"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        """The focus in words."""
        return _FOCUS[self]


_FOCUS: Final = {
    Focus.EXTENDING: "Prioritise extending life",
    Focus.BALANCE: "Balance extending life with comfort and valued outcomes",
    Focus.COMFORT: "Prioritise comfort",
    Focus.NOT_SAID: "Focus of care: the form does not say",
}


class Known(StrEnum):
    """An answer that may be not known; which is not the same as no."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"

    @property
    def label(self) -> str:
        """The answer in words."""
        return {Known.YES: "Yes", Known.NO: "No", Known.NOT_KNOWN: "Not known"}[self]


class Involved(StrEnum):
    """Who took part when a document was made."""

    PERSON = "person"
    FAMILY = "family"
    ATTORNEY = "attorney"
    NOBODY = "nobody"
    NOT_KNOWN = "not_known"

    @property
    def label(self) -> str:
        """The answer in words."""
        return _INVOLVED[self]


_INVOLVED: Final = {
    Involved.PERSON: "The person",
    Involved.FAMILY: "Family, or others close to them",
    Involved.ATTORNEY: "Their attorney, deputy or advocate",
    Involved.NOBODY: "Neither the person nor anybody for them",
    Involved.NOT_KNOWN: "Not known",
}


class EndedHow(StrEnum):
    """Why a document is in force no more."""

    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_VALID = "not_valid"
    REPLACED = "replaced"
    MISTAKE = "mistake"

    @property
    def label(self) -> str:
        """The end in words."""
        return _ENDED[self]


_ENDED: Final = {
    EndedHow.REVOKED: "Revoked",
    EndedHow.SUSPENDED: "Suspended",
    EndedHow.NOT_VALID: "Found not valid",
    EndedHow.REPLACED: "Replaced by another paper",
    EndedHow.MISTAKE: "Recorded by mistake",
}


class DocumentWithoutSummary(Refused):
    """No word for whoever stands at the bed."""

    code = "document_without_summary"


class DnacprThatAttempts(Refused):
    """A DNACPR form that does not say that CPR is not to be attempted."""

    code = "dnacpr_that_attempts"


class AdrtWithoutTreatment(Refused):
    """A refusal of treatment that does not say which."""

    code = "adrt_without_treatment"


class ProxyWithoutName(Refused):
    """A power of attorney or a deputy without a name."""

    code = "proxy_without_name"


class DeputyOverLife(Refused):
    """A deputy who would refuse life-sustaining treatment, which no deputy may."""

    code = "deputy_over_life"


class PreferredPlaceMissing(Refused):
    """A preferred place without a place."""

    code = "preferred_place_missing"


class BeforeIssued(Refused):
    """A day that would be before the document was issued."""

    code = "day_before_issued"


class SeenByNobody(Refused):
    """That an original was seen, or a document reviewed, without who did or when."""

    code = "seen_by_nobody"


class NextReviewNotAhead(Refused):
    """A next review that is not after the one that was done."""

    code = "next_review_not_ahead"


class DocumentOver(Refused):
    """A document that was ended already."""

    code = "document_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a document says. Only the words for whoever stands at the bed are in every kind."""

    kind: DocumentKind
    summary: str
    details: str = ""
    cpr: Cpr = Cpr.NOT_SAID
    focus: Focus = Focus.NOT_SAID
    recommended: str = ""
    not_recommended: str = ""
    treatments: str = ""
    life_sustaining: Known = Known.NOT_KNOWN
    says_even_if_at_risk: bool = False
    is_in_writing: bool = False
    is_signed: bool = False
    is_witnessed: bool = False
    proxy_name: str = ""
    proxy_phone: str = ""
    is_registered: Known = Known.NOT_KNOWN
    care_place: str = ""
    death_place: str = ""
    stands_beside: bool = False
    issued_on: date | None = None
    review_on: date | None = None
    valid_until: date | None = None
    kept_where: str = ""
    signed_by: str = ""
    involved: Involved = Involved.NOT_KNOWN
    involved_who: str = ""
    capacity: Known = Known.NOT_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Somebody saw the original on a day."""

    name: str
    role: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Somebody looked on a day whether a document is still right, and found it so."""

    name: str
    role: str = ""
    on: date | None = None
    next_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a document came to be in force no more, why, and whose decision it was."""

    how: EndedHow
    because: str
    on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSent:
    """A document as another system sent it: its own name for it, and as of when it says so."""

    paper: Paper
    source_key: str
    asserted_at: datetime | None = None
    is_entered_in_error: bool = False


_OF_EVERY_KIND: Final = frozenset(
    {
        *("kind", "summary", "details", "issued_on", "review_on", "valid_until", "kept_where"),
        *("signed_by", "involved", "involved_who", "capacity"),
    }
)
_OF_A_PROXY: Final = frozenset({"proxy_name", "proxy_phone", "life_sustaining"})
_OF_KIND: Final = {
    DocumentKind.RESPECT: frozenset({"cpr", "focus", "recommended", "not_recommended"}),
    DocumentKind.DNACPR: frozenset({"cpr"}),
    DocumentKind.ADRT: frozenset(
        {
            *("cpr", "treatments", "life_sustaining", "says_even_if_at_risk"),
            *("is_in_writing", "is_signed", "is_witnessed"),
        }
    ),
    DocumentKind.LPA_HEALTH: _OF_A_PROXY | {"is_registered"},
    DocumentKind.DEPUTY: _OF_A_PROXY,
    DocumentKind.ANTICIPATORY: frozenset[str](),
    DocumentKind.ADVANCE_STATEMENT: frozenset[str](),
    DocumentKind.PREFERRED_PLACE: frozenset({"care_place", "death_place"}),
}
_LINES: Final = ("proxy_phone", "kept_where", "care_place", "death_place")
_NAMES: Final = ("proxy_name", "signed_by", "involved_who")
_WORDS: Final = ("summary", "recommended", "not_recommended", "treatments")


def asked_of(kind: DocumentKind) -> frozenset[str]:
    """The names of what is asked of a kind of document."""
    beside = {"stands_beside"} if kind in MAY_STAND_BESIDE else set[str]()
    return _OF_EVERY_KIND | _OF_KIND[kind] | beside


def tidied(paper: Paper, *, on: date) -> Paper:
    """A document with text trimmed and nothing of other kinds; raise the first rule it breaks."""
    words: dict[str, Any] = {
        **{name: said(getattr(paper, name), longest=LONGEST_WORDS) for name in _WORDS},
        **{name: trimmed("family_name", getattr(paper, name)) for name in _NAMES},
        **{name: trimmed(_measured_as(name), getattr(paper, name)) for name in _LINES},
        "details": said(paper.details, longest=LONGEST_DETAILS),
    }
    asked = asked_of(paper.kind)
    blank = Paper(kind=paper.kind, summary="")
    others = {one.name: getattr(blank, one.name) for one in fields(Paper) if one.name not in asked}
    tidy = replace(paper, **{**words, **others})
    if not tidy.summary:
        raise DocumentWithoutSummary(at="summary")
    _check_kind(tidy)
    _check_days(tidy, on=on)
    return tidy


def _measured_as(name: str) -> str:
    return "phone" if name == "proxy_phone" else "whereabouts"


def _check_kind(paper: Paper) -> None:
    match paper.kind:
        case DocumentKind.DNACPR if paper.cpr not in (Cpr.DO_NOT_ATTEMPT, Cpr.MODIFIED):
            raise DnacprThatAttempts(at="cpr")
        case DocumentKind.ADRT if not paper.treatments:
            raise AdrtWithoutTreatment(at="treatments")
        case DocumentKind.LPA_HEALTH | DocumentKind.DEPUTY if not paper.proxy_name:
            raise ProxyWithoutName(at="proxy_name")
        case DocumentKind.DEPUTY if paper.life_sustaining is Known.YES:
            # Mental Capacity Act 2005 s.20(5): a deputy may not refuse life-sustaining treatment.
            raise DeputyOverLife(at="life_sustaining")
        case DocumentKind.PREFERRED_PLACE if not (paper.care_place or paper.death_place):
            raise PreferredPlaceMissing(at="care_place")


def _check_days(paper: Paper, *, on: date) -> None:
    if paper.issued_on is None:
        return
    if paper.issued_on > on:
        raise DayInFuture(at="issued_on")
    for name in ("review_on", "valid_until"):
        day: date | None = getattr(paper, name)
        if day is not None and day < paper.issued_on:
            raise BeforeIssued(at=name)


def sight(given: Sight, *, issued_on: date | None, on: date) -> Sight:
    """That an original was seen, trimmed: by whom and on which day, or it is refused."""
    name, role = trimmed("family_name", given.name), trimmed("family_name", given.role)
    _check_done(name, given.on, issued_on=issued_on, on=on)
    return Sight(name=name, role=role, on=given.on)


def reviewed(given: Reviewed, *, issued_on: date | None, on: date) -> Reviewed:
    """A review, trimmed: by whom and on which day, and the next one after it."""
    name, role = trimmed("family_name", given.name), trimmed("family_name", given.role)
    done_on = _check_done(name, given.on, issued_on=issued_on, on=on)
    if given.next_on is not None and given.next_on <= done_on:
        raise NextReviewNotAhead(at="next_on")
    words = said(given.words, longest=LONGEST_BECAUSE)
    return Reviewed(name=name, role=role, on=given.on, next_on=given.next_on, words=words)


def ended(given: Ended, *, issued_on: date | None, on: date) -> Ended:
    """An end, trimmed: how, on which day, and why."""
    why = said(given.because, longest=LONGEST_BECAUSE)
    if not why:
        raise BecauseMissing()
    day = given.on or on
    _check_day(day, issued_on=issued_on, on=on)
    decided_by = trimmed("family_name", given.decided_by)
    return Ended(how=given.how, because=why, on=day, decided_by=decided_by)


def _check_done(name: str, day: date | None, *, issued_on: date | None, on: date) -> date:
    if not name:
        raise SeenByNobody(at="name")
    if day is None:
        raise SeenByNobody(at="on")
    _check_day(day, issued_on=issued_on, on=on)
    return day


def _check_day(day: date, *, issued_on: date | None, on: date) -> None:
    if day > on:
        raise DayInFuture(at="on")
    if issued_on is not None and day < issued_on:
        raise BeforeIssued(at="on")


def missing_by_law(paper: Paper) -> tuple[str, ...]:
    """What a refusal of life-sustaining treatment was not shown to have, and is not valid without.

    Mental Capacity Act 2005 s.25(5) and (6).
    """
    if paper.kind is not DocumentKind.ADRT or paper.life_sustaining is Known.NO:
        return ()
    needed = {
        "in writing": paper.is_in_writing,
        "signed": paper.is_signed,
        "witnessed": paper.is_witnessed,
        "said to hold even if life is at risk": paper.says_even_if_at_risk,
    }
    return tuple(words for words, is_so in needed.items() if not is_so)


def gives_power(paper: Paper) -> bool:
    """Whether a document lets somebody decide for the person when they cannot.

    Mental Capacity Act 2005 s.9(2)(b): an attorney whose power is not registered has none.
    """
    if paper.kind is DocumentKind.LPA_HEALTH:
        return paper.is_registered is Known.YES
    return paper.kind is DocumentKind.DEPUTY
