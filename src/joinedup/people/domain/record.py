"""What other systems hold of a person, entry by entry, and the rules any entry must keep."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final

from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import Refused
from joinedup.people.domain.details import without_landlines

HERE: Final = "here"
"""The source of what was written on our own pages."""

THERE_NOW: Final = "there now"
"""The value of a stay that its source says goes on."""

LATE_AFTER: Final = timedelta(hours=1)
"""An entry told later than this, by a source that was already telling, is shown as late."""

LONGEST: Final[Mapping[str, int]] = {
    "source": 60,
    "source_key": 200,
    "code_system": 200,
    "code": 60,
    "words": 500,
    "status": 40,
    "author": 200,
    "author_role": 100,
    "organisation": 200,
    "value": 200,
    "path": 300,
}
MOVED_AWAY: Final = ("moved_away_because", "moved_away_by")
"""What an entry says that went to whoever it is about: why, and who moved it."""
MOVED_HERE: Final = ("moved_here_because", "moved_here_by")

MOST_DETAILS: Final = 60
LONGEST_DETAIL: Final = 2000


class EntryKind(StrEnum):
    """What an entry of the record is about."""

    ALLERGY = "allergy"
    CONDITION = "condition"
    MEDICATION = "medication"
    IMMUNISATION = "immunisation"
    OBSERVATION = "observation"
    ENCOUNTER = "encounter"
    PROCEDURE = "procedure"
    CARE_PLAN = "care_plan"
    CARE_TEAM = "care_team"
    GOAL = "goal"
    DOCUMENT = "document"
    REPORT = "report"
    FLAG = "flag"
    REQUEST = "request"
    TASK = "task"
    CONSENT = "consent"
    RELATED_PERSON = "related_person"
    QUESTIONNAIRE = "questionnaire"
    SOCIAL_CARE_EVENT = "social_care_event"
    SERVICE = "service"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())


_LABELS: Final = {
    EntryKind.CONDITION: "Condition or problem",
    EntryKind.MEDICATION: "Medicine",
    EntryKind.ENCOUNTER: "Contact or stay",
    EntryKind.OBSERVATION: "Measurement or finding",
    EntryKind.FLAG: "Alert",
    EntryKind.CONSENT: "Consent or treatment wish",
}

NAMING_NO_PLACE: Final = frozenset(
    {
        EntryKind.ALLERGY,
        EntryKind.CONDITION,
        EntryKind.MEDICATION,
        EntryKind.IMMUNISATION,
        EntryKind.OBSERVATION,
        EntryKind.PROCEDURE,
        EntryKind.GOAL,
        EntryKind.FLAG,
        EntryKind.CONSENT,
    }
)
"""Kinds whose own words do not say where somebody is; those of every other kind may."""

HAPPENS: Final = frozenset(
    {
        EntryKind.ALLERGY,
        EntryKind.CONDITION,
        EntryKind.IMMUNISATION,
        EntryKind.OBSERVATION,
        EntryKind.ENCOUNTER,
        EntryKind.PROCEDURE,
        EntryKind.DOCUMENT,
        EntryKind.REPORT,
    }
)
"""Kinds of what was found or done: unless it is planned it is not in the future."""

NOT_YET: Final = frozenset(
    {"planned", "preparation", "registered", "draft", "cancelled", "not-done", "entered-in-error"}
)
"""Statuses of what is still to happen, or never will."""

OVER: Final = frozenset(
    {
        "inactive",
        "resolved",
        "remission",
        "stopped",
        "completed",
        "ended",
        "cancelled",
        "revoked",
        "rejected",
        "refuted",
        "not-done",
        "not-taken",
    }
)
"""Statuses of what is not so any more, or never was."""


class When(StrEnum):
    """How much a source said of when something happened."""

    TIME = "time"
    DAY = "day"
    NOT_SAID = "not_said"


class NothingSaid(Refused):
    """An entry without a word that says what it is."""

    code = "entry_without_words"


class NoSourceKey(Refused):
    """An entry that its source could not speak of again, or by a key that is too long."""

    code = "entry_without_key"


class NoReason(Refused):
    """An entry is struck out without a word why."""

    code = "entry_struck_without_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySent:
    """One entry as a source sent it. Its source and key again are the same entry, changed.

    `happened_on` is for what is known by the day alone, and `ends_on` for the last day on which it
    is so. `path` points into the message. `audience` is who it is for, where its sender said so.
    """

    kind: EntryKind
    source_key: str
    words: str
    code_system: str = ""
    code: str = ""
    status: str = ""
    happened_at: datetime | None = None
    happened_on: date | None = None
    until: datetime | None = None
    ends_on: date | None = None
    author: str = ""
    author_role: str = ""
    organisation: str = ""
    value: str = ""
    details: tuple[tuple[str, str], ...] = ()
    path: str = ""
    says_none: bool = False
    is_entered_in_error: bool = False
    audience: Audience | None = None

    @property
    def when(self) -> When:
        """How much is known of when it happened."""
        if self.happened_at is not None:
            return When.TIME
        return When.NOT_SAID if self.happened_on is None else When.DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What staff write here: of what kind, in which words, and on which day it was, if said."""

    kind: EntryKind
    words: str
    happened_on: date | None = None
    says_none: bool = False
    audience: Audience | None = None
    audience_of: str = ""


def tidied(sent: EntrySent) -> EntrySent:
    """An entry as it is kept: printable, no text longer than its column; raise what it breaks.

    A summary is cut where it is too long, because the message itself is kept in full.
    """
    if not sent.source_key.strip() or len(sent.source_key) > LONGEST["source_key"]:
        raise NoSourceKey(longest=LONGEST["source_key"])
    changed: dict[str, Any] = {}
    for name in _TEXTS:
        was = getattr(sent, name)
        if (tidy_text := _line(was, name)) != was:
            changed[name] = tidy_text
    if sent.details:
        details = tuple((_cut(k), _cut(v)) for k, v in sent.details[:MOST_DETAILS])
        if details != sent.details:
            changed["details"] = details
    tidy = replace(sent, **changed) if changed else sent
    if not tidy.words:
        raise NothingSaid(kind=tidy.kind.value)
    return tidy


def tidied_reason(because: str) -> str:
    """Why an entry is struck out; raise where nobody says."""
    reason = _line(because, "words")
    if not reason:
        raise NoReason()
    return reason


def is_over(status: str, *, until: datetime | None, at: datetime) -> bool:
    """Whether something is not so any more, by its status or because its time has passed."""
    return status in OVER or has_ended(until, at=at)


def happens_later(sent: EntrySent, *, at: datetime, today: date) -> bool:
    """Whether what is said to have happened has a time still to come; what is planned may."""
    if sent.kind not in HAPPENS or sent.status in NOT_YET or sent.is_entered_in_error:
        return False
    if sent.happened_at is not None:
        return sent.happened_at > at
    return sent.happened_on is not None and sent.happened_on > today


def has_ended(until: datetime | None, *, at: datetime) -> bool:
    """Whether the time until which something was so has passed."""
    return until is not None and until <= at


def last_day(until: datetime, zone: tzinfo) -> date | None:
    """The last day on which something is so, where its end is known by the day alone.

    Such an end is kept as the midnight after that day, which is no other instant than its end.
    """
    local = until.astimezone(zone)
    is_midnight = local.timetz().replace(tzinfo=None) == time()
    return local.date() - timedelta(days=1) if is_midnight else None


def is_late(*, at: datetime, when: When, received_at: datetime, heard_since: datetime) -> bool:
    """Whether a source that told us already told this late; its first load of history is not."""
    if when is When.NOT_SAID or at < heard_since:
        return False
    slack = timedelta(days=1) if when is When.DAY else timedelta()
    return received_at - at > LATE_AFTER + slack


def says_where(kind: EntryKind) -> bool:
    """Whether the words of a kind of entry may say where somebody is."""
    return kind not in NAMING_NO_PLACE


def words_without_where(kind: EntryKind, words: str) -> str:
    """Words as they are shown while it is restricted where somebody is; none where they may say."""
    return "" if says_where(kind) else _POSTCODE.sub("postcode not shown", without_landlines(words))


_TEXTS: Final = (
    "source_key",
    "words",
    "code_system",
    "code",
    "status",
    "author",
    "author_role",
    "organisation",
    "value",
    "path",
)
_POSTCODE: Final = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\b")


def _line(text: str, name: str) -> str:
    if not text:
        return text
    # Most texts are tidy already, and there are millions of them.
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    if "  " in text or text[0] == " " or text[-1] == " ":
        text = " ".join(text.split())
    longest = LONGEST[name]
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _cut(text: str) -> str:
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return text if len(text) <= LONGEST_DETAIL else f"{text[: LONGEST_DETAIL - 1]}…"
