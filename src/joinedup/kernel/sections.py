"""Sections: what of a person's record is shared, limited or agreed about as one thing."""

from enum import StrEnum
from typing import Final


class Section(StrEnum):
    """A part of what is held of a person, as they would name it."""

    PERSONAL = "personal"
    ALERTS = "alerts"
    WISHES = "wishes"
    CONDITIONS = "conditions"
    MEDICINES = "medicines"
    CONTACTS = "contacts"
    RESULTS = "results"
    PLANS = "plans"
    SOCIAL_CARE = "social_care"
    MENTAL_HEALTH = "mental_health"
    SEXUAL_HEALTH = "sexual_health"
    LETTERS = "letters"
    NOTES = "notes"

    @property
    def label(self) -> str:
        """The section in words."""
        return _LABELS[self]


_LABELS: Final = {
    Section.PERSONAL: "Who they are, and how to reach them and theirs",
    Section.ALERTS: "Allergies and alerts",
    Section.WISHES: "Treatment wishes and who may decide",
    Section.CONDITIONS: "Conditions and operations",
    Section.MEDICINES: "Medicines and vaccinations",
    Section.CONTACTS: "Contacts and stays",
    Section.RESULTS: "Results and measurements",
    Section.PLANS: "Plans and goals",
    Section.SOCIAL_CARE: "Social care",
    Section.MENTAL_HEALTH: "Mental health",
    Section.SEXUAL_HEALTH: "Sexual and reproductive health",
    Section.LETTERS: "Letters and other documents",
    Section.NOTES: "Notes and questionnaires",
}

ALWAYS_OPEN: Final = frozenset({Section.PERSONAL, Section.ALERTS, Section.WISHES})
"""Sections that no decision and no agreement closes to whoever may open the person.

To give what somebody is allergic to, or to resuscitate against their word, hurts them; an address
is hidden by restricting their whereabouts.
"""

LIMITABLE: Final = tuple(one for one in Section if one not in ALWAYS_OPEN)
"""Sections that somebody may limit, in the order in which they are offered."""
