"""What of a record counts now, and how it is said that something is not there."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.people.domain.record import EntryKind

SILENT_AFTER: Final = timedelta(hours=24)
"""A source that was not heard for as long may hold what has not reached us."""

CURRENT: Final = (
    EntryKind.ALLERGY,
    EntryKind.CONDITION,
    EntryKind.MEDICATION,
    EntryKind.FLAG,
    EntryKind.CONSENT,
    EntryKind.CARE_PLAN,
    EntryKind.GOAL,
    EntryKind.CARE_TEAM,
    EntryKind.RELATED_PERSON,
    EntryKind.SERVICE,
    EntryKind.SOCIAL_CARE_EVENT,
)
"""Kinds of which it is asked what is so now, beside when it was said."""

ASKED_OF_EVERYBODY: Final = (EntryKind.ALLERGY, EntryKind.CONDITION, EntryKind.MEDICATION)
"""Kinds whose absence is said as well, because silence about them has hurt people."""

WISH_KINDS: Final = frozenset(
    {EntryKind.CONSENT, EntryKind.FLAG, EntryKind.CARE_PLAN, EntryKind.DOCUMENT}
)
"""Kinds that may say what treatment somebody wants."""

TREATMENT_WORDS: Final = (
    "respect",
    "cpr",
    "dnar",
    "resuscit",
    "escalation",
    "ceiling",
    "advance",
    "preferred place",
    "attorney",
    "lpa",
)
"""Parts of the words below, one of which is in every wish."""

RESUSCITATION_WORDS: Final = ("respect", "cpr", "dnar", "resuscit")
"""Parts of the words below, one of which is in whatever tells of such a form or decision."""

_RESUSCITATION: Final = re.compile(r"\b(respect|dnacpr|dnar|cpr|resuscitat\w*)\b", re.IGNORECASE)
_WISH: Final = re.compile(
    r"\b(respect|dnacpr|dnar|cpr|resuscitat\w*|treatment escalation|ceiling of (care|treatment)"
    r"|advance (decision|statement|care plan)|preferred place of (care|death)"
    r"|lasting power of attorney|lpa)\b",
    re.IGNORECASE,
)


_IF_UNWELL: Final = re.compile(
    r"\b(unwell|deteriorat\w*|contingency|crisis|anticipatory|escalation|urgent care plan"
    r"|emergency (care |health ?care )?plan|rescue (pack|medicine\w*)|just in case)\b",
    re.IGNORECASE,
)


class Answer(StrEnum):
    """What is known of a kind of entry: each is said in words of its own, never in another's."""

    HAS = "has"
    SAID_NONE = "said_none"
    NOT_RECORDED = "not_recorded"
    NOT_RECEIVED = "not_received"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """When a source was heard, and when it last said something of one person."""

    code: str
    name: str
    first_heard_at: datetime | None = None
    last_heard_at: datetime | None = None
    last_failed_at: datetime | None = None
    about_person_at: datetime | None = None
    is_silent: bool = False


def is_silent(
    *, last_heard_at: datetime | None, last_failed_at: datetime | None, at: datetime
) -> bool:
    """Whether a source may hold what we were not told: it failed since, or was not heard a day."""
    if last_heard_at is None or at - last_heard_at > SILENT_AFTER:
        return True
    return last_failed_at is not None and last_failed_at > last_heard_at


def is_plan_if_unwell(words: str) -> bool:
    """Whether a plan says what to do when somebody becomes unwell."""
    return bool(_IF_UNWELL.search(words))


def answer(
    *, has_any: bool, is_said_none: bool, is_any_silent: bool, is_any_kept: bool = False
) -> Answer:
    """How it is said what a record holds of a kind.

    What is kept from the viewer comes before anybody's word that there is none: it may say
    otherwise. That word is told as theirs, before what a silent source may hold.
    """
    if has_any:
        return Answer.HAS
    if is_any_kept:
        return Answer.NOT_SHOWN
    if is_said_none:
        return Answer.SAID_NONE
    return Answer.NOT_RECEIVED if is_any_silent else Answer.NOT_RECORDED


def is_treatment_wish(kind: EntryKind, words: str) -> bool:
    """Whether an entry says what treatment somebody wants, or who may decide for them."""
    return kind in WISH_KINDS and _WISH.search(words) is not None


def is_respect_form(kind: EntryKind, words: str) -> bool:
    """Whether an entry tells of a ReSPECT or DNACPR form, or of a decision about resuscitation."""
    return kind in WISH_KINDS and _RESUSCITATION.search(words) is not None
