"""The parts that the invented day has, and by which words a place's own are known."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

ANYTHING: Final = ""


class Soon(StrEnum):
    """How soon, whatever a place calls it."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"


class Who(StrEnum):
    """Who leads, whatever a place calls them."""

    NURSE = "nurse"
    THERAPIST = "therapist"
    SOCIAL_CARE = "social_care"


class Asked(StrEnum):
    """What is asked for, whatever a place calls it."""

    NOT_SURE = "not_sure"
    RAPID = "rapid"
    NURSING = "nursing"
    THERAPY = "therapy"
    REABLEMENT = "reablement"
    SOCIAL_CARE = "social_care"
    DISCHARGE = "discharge"
    EQUIPMENT = "equipment"
    FALLS = "falls"
    MENTAL_HEALTH = "mental_health"
    BED = "bed"
    ANTIBIOTICS = "antibiotics"
    ASSESSMENT = "assessment"
    CARERS = "carers"
    HOME_FROM_HOSPITAL = "home_from_hospital"


CLASSES: Final[Mapping[Soon, int]] = {Soon.NOW: 0, Soon.SOON: 1, Soon.LATER: -1}
"""Which class of a place is meant; they stand soonest first."""

LEADS: Final[Mapping[Who, str]] = {
    Who.NURSE: "Community nurse",
    Who.THERAPIST: "Occupational therapist",
    Who.SOCIAL_CARE: "Social worker",
}
"""A profession by whose competence the lead is known."""

SERVICES: Final[Mapping[Asked, tuple[str, ...]]] = {
    Asked.RAPID: ("rapid", "urgent"),
    Asked.NURSING: ("community nursing", "district nursing", "neighbourhood team", "nursing"),
    Asked.THERAPY: ("therapy", "locality team", "neighbourhood team"),
    Asked.REABLEMENT: ("reablement", "enablement", "home first"),
    Asked.SOCIAL_CARE: ("social care",),
    Asked.DISCHARGE: ("leave hospital", "home first", "discharge"),
    Asked.EQUIPMENT: ("equipment", "therapy", "enablement"),
    Asked.FALLS: ("falls",),
    Asked.MENTAL_HEALTH: ("mental health", "memory"),
    Asked.BED: ("bed", "ambulatory"),
    Asked.ANTIBIOTICS: ("antibiotics", "ambulatory", "hospital at home"),
    Asked.ASSESSMENT: ("assessment and treatment", "ambulatory", "hospital at home"),
    Asked.CARERS: ("carers",),
    Asked.HOME_FROM_HOSPITAL: ("home from hospital", "and prevention", "prescribing", "home first"),
}
"""Words in the names of services, those that fit best first."""
