"""Questions put about a line."""

from enum import StrEnum


class AskedOf(StrEnum):
    """Whom a question is put to."""

    REFERRER = "referrer"
    PERSON = "person"
    PRACTICE = "practice"
    OTHER = "other"
