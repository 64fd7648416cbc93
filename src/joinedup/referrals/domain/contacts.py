"""Contacts with a person, and which of them answers the promise of a response class."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused


class ContactKind(StrEnum):
    """How somebody reached the person, or tried to."""

    ATTEMPTED = "attempted"
    CALL = "call"
    REMOTE_ASSESSMENT = "remote_assessment"
    FACE_TO_FACE = "face_to_face"


# A knock, a voicemail or a text reached nobody: whatever a place says, it keeps no promise.
NOBODY_REACHED: Final = frozenset({ContactKind.ATTEMPTED})


TOLD_AFTER_END: Final = timedelta(days=7)
"""How long after its end a line may be told what happened before it, as from paper."""
ANSWERED: Final = "answered"
"""How a response clock ends that a contact stopped."""


class ContactBeforeReferral(Refused):
    """A contact is said to have happened before the referral was received."""

    code = "contact_before_referral"


class ContactAfterEnd(Refused):
    """A contact that happened after its line ended, or is told so long after that nobody can."""

    code = "contact_after_end"


def may_still_be_told(closed_at: datetime, *, at: datetime) -> bool:
    """Whether a line that has ended may be told what happened before its end."""
    return at <= closed_at + TOLD_AFTER_END


def was_before_end(happened_at: datetime, *, closed_at: datetime, at: datetime) -> bool:
    """Whether something happened before a line ended, and is told no more than a week after that.

    What was done on paper may be entered only after somebody else has ended the line: it is kept.
    """
    return happened_at <= closed_at and may_still_be_told(closed_at, at=at)


class ContactByWhom(Refused):
    """Somebody of another profession than whoever records it made a contact: who is not said."""

    code = "contact_by_whom"


class ContactRecordedAlready(Refused):
    """A contact is told late that stands here already: a sheet was entered by two people."""

    code = "contact_recorded_already"


def check_by_whom(profession: str, *, own: str | None, made_by: str) -> None:
    """Refuse a contact by another profession than one's own that does not name who made it."""
    if profession != own and not made_by:
        raise ContactByWhom()


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact: its kind, the profession of whoever made it, and when it happened."""

    kind: ContactKind
    profession: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """What answers a line: the kinds its class accepts, by those competent for its lead."""

    kinds: Collection[str]
    professions: Collection[str]

    def is_kept_by(self, contact: Contact) -> bool:
        """Whether this contact stops the response clock."""
        reached = contact.kind not in NOBODY_REACHED
        return reached and contact.kind in self.kinds and contact.profession in self.professions


def answer(contacts: Iterable[Contact], promise: Promise) -> Contact | None:
    """The contact that stopped the clock: the earliest to happen, whenever it was recorded."""
    kept = (contact for contact in contacts if promise.is_kept_by(contact))
    return min(kept, key=lambda contact: contact.happened_at, default=None)


def last_reached_at(contacts: Iterable[Contact]) -> datetime | None:
    """When somebody last reached the person, if anybody did."""
    reached = (one.happened_at for one in contacts if one.kind not in NOBODY_REACHED)
    return max(reached, default=None)


def no_answer_count(contacts: Iterable[Contact]) -> int:
    """How often somebody tried and reached nobody since the person was last reached."""
    latest_first = sorted(contacts, key=_in_order, reverse=True)
    count = 0
    for contact in latest_first:
        if contact.kind not in NOBODY_REACHED:
            break
        count += 1
    return count


def _in_order(contact: Contact) -> tuple[datetime, bool]:
    # People tell the minute: whoever was seen in the minute of an attempt was seen after it.
    minute = contact.happened_at.replace(second=0, microsecond=0)
    return minute, contact.kind not in NOBODY_REACHED
