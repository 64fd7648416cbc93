"""What somebody may say of themselves: what holds until they say otherwise, notes, readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from joinedup.people.domain.record import EntryKind


class Lasting(StrEnum):
    """What somebody says of themselves that holds until they say otherwise."""

    MATTERS = "matters"
    HOW_TO_TALK = "how_to_talk"
    HELPS = "helps"
    IF_I_CANNOT = "if_i_cannot"
    BREAKS = "breaks"
    CARES_FOR = "cares_for"


ABOUT_ME: Final = (Lasting.MATTERS, Lasting.HOW_TO_TALK, Lasting.HELPS)
OF_A_CARER: Final = (Lasting.CARES_FOR, Lasting.IF_I_CANNOT, Lasting.BREAKS)
"""What somebody says of caring for another: on their own record, and of themselves."""

OWN: Final = "own:"
"""How the key of an entry begins that holds until somebody says otherwise."""
KINDS: Final[Mapping[Lasting, EntryKind]] = {
    Lasting.MATTERS: EntryKind.GOAL,
    Lasting.HOW_TO_TALK: EntryKind.FLAG,
    Lasting.HELPS: EntryKind.FLAG,
    Lasting.IF_I_CANNOT: EntryKind.CARE_PLAN,
    Lasting.BREAKS: EntryKind.CARE_PLAN,
    Lasting.CARES_FOR: EntryKind.OTHER,
}
BEGINS: Final[Mapping[Lasting, str]] = {
    Lasting.MATTERS: "",
    Lasting.HOW_TO_TALK: "How to talk with me: ",
    Lasting.HELPS: "What helps me: ",
    Lasting.IF_I_CANNOT: "If I can not care, as a carer: ",
    Lasting.BREAKS: "My breaks, as a carer: ",
    Lasting.CARES_FOR: "As a carer, I look after: ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A note or a reading; a reading has a `value`, and was taken at a time."""

    words: str
    value: str = ""
    taken_at: datetime | None = None


def key_of(what: Lasting) -> str:
    """By what the record knows the one entry that holds of this."""
    return f"{OWN}{what}"
