"""Who may see one item of a record, and what of it the person reads online: the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import Refused
from joinedup.kernel.sections import ALWAYS_OPEN, Section
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.record import EntryKind, EntrySent
from joinedup.people.domain.relations import LONGEST_BECAUSE, said
from joinedup.people.domain.sections import SECTION_OF, tells_of_wishes

LONGEST_NAME: Final = 100
SILENT_FOR: Final = timedelta(days=183)
"""The longest for which it may be kept quiet that there is something, without looking again."""
NOT_YET_FOR: Final = timedelta(days=92)
"""The longest for which somebody may wait to be told, without looking again."""


class ItemKind(StrEnum):
    """What an item is."""

    ENTRY = "entry"
    DOCUMENT = "document"


class Because(StrEnum):
    """Why an item is for fewer people, or is kept from the person's own view."""

    THEIR_WISH = "their_wish"
    FOR_ONE_SERVICE = "for_one_service"
    THIRD_PARTY = "third_party"
    SERIOUS_HARM = "serious_harm"
    NOT_YET_TOLD = "not_yet_told"
    NO_LONGER = "no_longer"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _BECAUSE[self]


_BECAUSE: Final = {
    Because.THEIR_WISH: "The person asked for it",
    Because.FOR_ONE_SERVICE: "It is about the work of one service",
    Because.THIRD_PARTY: "It tells of somebody else",
    Because.SERIOUS_HARM: "Serious harm could follow",
    Because.NOT_YET_TOLD: "They have not been told yet",
    Because.NO_LONGER: "The reason is over",
}


class OwnView(StrEnum):
    """Whether the person reads an item online."""

    SHOWN = ""
    NOT_YET = "not_yet"
    NOT_AT_ALL = "not_at_all"

    @property
    def label(self) -> str:
        """The mark in words."""
        return _OWN_VIEW[self]


_OWN_VIEW: Final = {
    OwnView.SHOWN: "Shown to them online",
    OwnView.NOT_YET: "Not shown to them online yet",
    OwnView.NOT_AT_ALL: "Not shown to them online at all",
}

NARROWS: Final = (
    Because.THEIR_WISH,
    Because.FOR_ONE_SERVICE,
    Because.THIRD_PARTY,
    Because.SERIOUS_HARM,
)
"""Reasons for which an item is for fewer people."""
HARMS: Final = (Because.SERIOUS_HARM, Because.THIRD_PARTY)
"""Reasons for which it may harm even to say that there is something."""

NEVER_KEPT_QUIET: Final = frozenset({EntryKind.MEDICATION, EntryKind.CONDITION})
"""Kinds of which whoever treats somebody must know that something is not shown: to ring and ask."""

URGENT_CARE_READS: Final = frozenset({DocumentKind.ADVANCE_STATEMENT, DocumentKind.PREFERRED_PLACE})
"""Documents that may be for fewer people, urgent care always among them. Of the others nobody who
has the person before them is kept from any: what they forbid or allow is done in minutes."""


class NeverNarrowed(Refused):
    """Whoever treats somebody in an emergency goes by it: an allergy, a wish, who decides."""

    code = "item_never_narrowed"


class AudienceUnnamed(Refused):
    """An item is for one organisation or team, and it is not said which, or not one's own."""

    code = "audience_unnamed"


class ReasonUnfit(Refused):
    """The reason given is none for what was chosen."""

    code = "item_reason_unfit"


class NeverQuiet(Refused):
    """It has to be said that there is something: a medicine or a condition, or no harm in it."""

    code = "item_never_quiet"


class ReviewMissing(Refused):
    """What is kept quiet, or not told yet, is looked at again by a day that is near enough."""

    code = "item_review_missing"


class AssessorMissing(Refused):
    """No health professional is named who judged that serious harm would follow."""

    code = "item_assessor_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeing:
    """Who an item is for: `of` is the organisation or team, `is_quiet` that others are not told."""

    audience: Audience = Audience.EVERYBODY
    of: str = ""
    is_quiet: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether it is for fewer than everybody."""
        return self.audience is not Audience.EVERYBODY


FOR_EVERYBODY: Final = Seeing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who chose that an item is for fewer people, or for everybody again, and why."""

    seeing: Seeing
    because: Because
    words: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """Why the person does not read an item online, and by when it is looked at again.

    `assessed_by` is the health professional of Data Protection Act 2018 Schedule 3 Part 2.
    """

    view: OwnView
    because: Because
    words: str = ""
    review_on: date | None = None
    assessed_by: str = ""


def is_never_narrowed(sections: Iterable[Section]) -> bool:
    """Whether everybody with a part in somebody's care sees an entry of these sections."""
    return not ALWAYS_OPEN.isdisjoint(sections)


def audiences_of(kind: DocumentKind) -> tuple[Audience, ...]:
    """Who a document of a kind may be for."""
    if kind in URGENT_CARE_READS:
        return (Audience.EVERYBODY, Audience.URGENT_TOO)
    return (Audience.EVERYBODY,)


# What is told to a sexual health service is for whoever treats it (National Health Service
# (Venereal Diseases) Regulations 1974, and the directions of 2000); urgent care must be able to
# weigh it. A medicine is weighed by whoever gives another: it is for everybody.
_BY_SECTION: Final[Mapping[Section, Audience]] = {Section.SEXUAL_HEALTH: Audience.URGENT_TOO}
NARROWED: Final = tuple(_BY_SECTION)
_ALWAYS_WEIGHED: Final = frozenset({EntryKind.MEDICATION, EntryKind.IMMUNISATION})


def by_kind(kind: EntryKind, sections: Iterable[Section]) -> Audience:
    """Who an entry is for where nobody chose: by its kind and what it tells of."""
    every = sorted(set(sections))
    if kind in _ALWAYS_WEIGHED or is_never_narrowed(every):
        return Audience.EVERYBODY
    return next((_BY_SECTION[one] for one in every if one in _BY_SECTION), Audience.EVERYBODY)


# HL7 v3 Confidentiality, as FHIR's `meta.security` gives it; labels of sensitivity beside.
CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
BY_LABEL: Final[Mapping[tuple[str, str], Audience]] = {
    (CONFIDENTIALITY, "U"): Audience.EVERYBODY,
    (CONFIDENTIALITY, "L"): Audience.EVERYBODY,
    (CONFIDENTIALITY, "M"): Audience.EVERYBODY,
    (CONFIDENTIALITY, "N"): Audience.EVERYBODY,
    (CONFIDENTIALITY, "R"): Audience.URGENT_TOO,
    (CONFIDENTIALITY, "V"): Audience.ORGANISATION,
    (ACT_CODE, "PSY"): Audience.URGENT_TOO,
    (ACT_CODE, "SUD"): Audience.URGENT_TOO,
    (ACT_CODE, "ETH"): Audience.URGENT_TOO,
    (ACT_CODE, "SEX"): Audience.URGENT_TOO,
    (ACT_CODE, "STD"): Audience.URGENT_TOO,
    (ACT_CODE, "HIV"): Audience.URGENT_TOO,
    (ACT_CODE, "SDV"): Audience.ORGANISATION,
    (ACT_CODE, "DV"): Audience.ORGANISATION,
}
"""Who an item is for by each label that its sender gave it."""
LABEL_OF: Final[Mapping[Audience, str]] = {
    Audience.EVERYBODY: "N",
    Audience.URGENT_TOO: "R",
    Audience.ORGANISATION: "V",
    Audience.TEAM: "V",
}
"""The label of confidentiality that an item goes out with."""


def is_label_refused(sent: EntrySent) -> bool:
    """Whether a sender restricts what nobody who cares for somebody is kept from."""
    if sent.audience in (None, Audience.EVERYBODY):
        return False
    return SECTION_OF[sent.kind] in ALWAYS_OPEN or tells_of_wishes(sent.kind, sent.words)


def by_labels(labels: Iterable[tuple[str, str]]) -> Audience | None:
    """Who an item is for by its sender's labels, the narrowest; None where they say nothing.

    A label that the table does not hold says nothing: it is no ground to keep it from anybody.
    """
    found = [BY_LABEL[one] for one in labels if one in BY_LABEL]
    return max(found, key=_NARROWEST.index, default=None)


_NARROWEST: Final = tuple(Audience)


def checked(
    choice: Choice,
    *,
    may_be: Iterable[Audience],
    may_be_quiet: bool,
    organisation: str,
    teams: Iterable[str],
    on: date,
) -> Choice:
    """A choice as it is kept; raise what it breaks. The organisation and teams are the chooser's.

    Who narrows an item stays among those who see it: nobody can shut themselves, and so everybody
    who could open it again, out of it.
    """
    seeing = choice.seeing
    if seeing.audience not in set(may_be):
        raise NeverNarrowed(at="audience")
    if not seeing.is_narrow:
        return replace(
            choice,
            seeing=FOR_EVERYBODY,
            because=Because.NO_LONGER,
            words=said(choice.words, longest=LONGEST_BECAUSE),
            review_on=None,
        )
    own = set(teams) if seeing.audience is Audience.TEAM else {organisation}
    if not seeing.of or seeing.of not in own:
        raise AudienceUnnamed(at="audience")
    if choice.because not in NARROWS:
        raise ReasonUnfit(at="because")
    review_on = None
    if seeing.is_quiet:
        if not may_be_quiet or choice.because not in HARMS:
            raise NeverQuiet(at="is_quiet")
        review_on = _near(choice.review_on, on=on, within=SILENT_FOR)
    return replace(choice, words=said(choice.words, longest=LONGEST_BECAUSE), review_on=review_on)


def checked_held(held: HeldBack, *, on: date) -> HeldBack:
    """A mark on the person's own view as it is kept; raise what it breaks.

    Not shown *yet* is for what they have not been told, by a day. Not *at all* is for serious harm,
    which a health professional judges (Data Protection Act 2018 Schedule 3 Part 2), or for what
    tells of somebody else (Schedule 2 Part 3).
    """
    words = said(held.words, longest=LONGEST_BECAUSE)
    assessed_by = said(held.assessed_by, longest=LONGEST_NAME)
    if held.view is OwnView.SHOWN:
        return HeldBack(view=held.view, because=Because.NO_LONGER, words=words)
    if held.view is OwnView.NOT_YET:
        if held.because is not Because.NOT_YET_TOLD:
            raise ReasonUnfit(at="because")
        review_on = _near(held.review_on, on=on, within=NOT_YET_FOR)
        return HeldBack(view=held.view, because=held.because, words=words, review_on=review_on)
    if held.because not in HARMS:
        raise ReasonUnfit(at="because")
    if held.because is Because.SERIOUS_HARM and not assessed_by:
        raise AssessorMissing(at="assessed_by")
    return replace(held, words=words, assessed_by=assessed_by, review_on=None)


def _near(day: date | None, *, on: date, within: timedelta) -> date:
    if day is None or not on < day <= on + within:
        raise ReviewMissing(days=within.days, at="review_on")
    return day
