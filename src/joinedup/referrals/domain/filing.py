"""What was entered here, as one text for a partner's own system that takes no message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from joinedup.kernel.errors import Refused


class FiledKind(StrEnum):
    """What of a line is filed elsewhere."""

    CONTACT = "contact"
    CLOSING = "closing"


class AlreadyFiled(Refused):
    """Somebody has filed this in the partner's system already."""

    code = "already_filed"


class FiledBeforeWritten(Refused):
    """Filed before it was written down, or at a time that is still to come."""

    code = "filed_before_written"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One thing to file: what it is called, each fact by its title, and what was written."""

    title: str
    facts: Sequence[tuple[str, str]]
    words: str

    def text(self) -> str:
        """The whole as one text to copy: a line for each fact, then what was written."""
        told = [self.title, *(f"{title}: {said}" for title, said in self.facts if said)]
        return "\n".join([*told, "", self.words] if self.words else told)


def check_filed(filed_at: datetime, *, written_at: datetime, at: datetime) -> None:
    """Refuse a time at which it cannot have been filed."""
    # A time is typed to the minute: what was written at 10:12:40 may be filed at 10:12.
    if not written_at.replace(second=0, microsecond=0) <= filed_at <= at:
        raise FiledBeforeWritten(written_at=written_at)
