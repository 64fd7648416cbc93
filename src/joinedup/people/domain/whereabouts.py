"""Where somebody may be other than their usual address."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WhereKind(StrEnum):
    """What kind of place somebody is in now."""

    HOME = "home"
    RELATIVE = "relative"
    CARE_HOME = "care_home"
    HOSPITAL = "hospital"
    OTHER = "other"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody is somewhere for a time: what kind of place, which, until when if known."""

    kind: WhereKind
    words: str = ""
    postcode: str = ""
    until: datetime | None = None
