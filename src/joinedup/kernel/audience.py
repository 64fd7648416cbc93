"""Who of those with a part in somebody's care may see one item: an entry, a note or a document."""

from enum import StrEnum
from typing import Final


class Audience(StrEnum):
    """Who an item is for, among those to whom the person is open."""

    EVERYBODY = "everybody"
    URGENT_TOO = "urgent_too"
    ORGANISATION = "organisation"
    TEAM = "team"

    @property
    def label(self) -> str:
        """Who it is for in words."""
        return _LABELS[self]


_LABELS: Final = {
    Audience.EVERYBODY: "Everybody with a part in their care",
    Audience.URGENT_TOO: "One organisation, and urgent care",
    Audience.ORGANISATION: "One organisation only",
    Audience.TEAM: "One team only",
}

OF_ORGANISATION: Final = (Audience.URGENT_TOO, Audience.ORGANISATION)
"""Audiences of which an organisation is named."""
