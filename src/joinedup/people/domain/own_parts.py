"""The parts of a record that somebody reads of themselves online, and what is in each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from joinedup.people.domain.record import EntryKind


class OwnPart(StrEnum):
    """A part of one's own record, as one would look for it."""

    MEDICINES = "medicines"
    ALLERGIES = "allergies"
    CONDITIONS = "conditions"
    TESTS = "tests"
    VISITS = "visits"
    TREATMENTS = "treatments"
    VACCINES = "vaccines"
    PLANS = "plans"
    LETTERS = "letters"
    WISHES = "wishes"
    NOTES = "notes"


KINDS_OF: Final[Mapping[OwnPart, frozenset[EntryKind]]] = {
    OwnPart.MEDICINES: frozenset({EntryKind.MEDICATION}),
    OwnPart.ALLERGIES: frozenset({EntryKind.ALLERGY}),
    OwnPart.CONDITIONS: frozenset({EntryKind.CONDITION}),
    OwnPart.TESTS: frozenset({EntryKind.OBSERVATION, EntryKind.REPORT}),
    OwnPart.VISITS: frozenset({EntryKind.ENCOUNTER, EntryKind.SOCIAL_CARE_EVENT}),
    OwnPart.TREATMENTS: frozenset({EntryKind.PROCEDURE}),
    OwnPart.VACCINES: frozenset({EntryKind.IMMUNISATION}),
    OwnPart.PLANS: frozenset({EntryKind.CARE_PLAN, EntryKind.GOAL, EntryKind.SERVICE}),
    OwnPart.LETTERS: frozenset({EntryKind.DOCUMENT}),
    OwnPart.WISHES: frozenset({EntryKind.CONSENT}),
    OwnPart.NOTES: frozenset({EntryKind.QUESTIONNAIRE, EntryKind.OTHER}),
}

NOT_ONLINE: Final = frozenset(
    {
        EntryKind.FLAG,  # What staff heed as they come; it may tell of a danger from somebody near.
        EntryKind.RELATED_PERSON,  # Somebody else; their own people have a page.
        EntryKind.CARE_TEAM,  # Staff by name; who helps has a page.
        EntryKind.REQUEST,  # What was asked for has a page, in its own words.
        EntryKind.TASK,  # Work among staff.
    }
)
"""Kinds that are not read online: they are in the copy that somebody asks for, once reviewed."""


def part_named(code: str) -> OwnPart | None:
    """The part that an address names, where there is one."""
    return OwnPart(code) if code in set(OwnPart) else None
