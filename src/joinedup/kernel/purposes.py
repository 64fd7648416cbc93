"""What data about people is used for, and which opt-outs each use honours."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

CHECK_HOLDS: Final = timedelta(days=21)
"""How long an answer about national data opt-outs may be used for.

National data opt-out: what somebody chooses is honoured within 21 days (nhs.uk, *Make your choice
about sharing data from your health records*), so an answer that is older may leave a choice out.
"""


class OptOut(StrEnum):
    """What somebody may opt out of.

    Type 1: that data of their practice leave it for anything but their own care. National: that
    confidential information about them is used for research or planning.
    """

    TYPE_1 = "type_1"
    NATIONAL = "national"

    @property
    def label(self) -> str:
        """The opt-out in words."""
        return _OPT_OUTS[self]


_OPT_OUTS: Final = {
    OptOut.TYPE_1: "Type 1 opt-out, recorded at their practice",
    OptOut.NATIONAL: "National data opt-out",
}


class Purpose(StrEnum):
    """Everything that data about people may be used for here; nothing else is a purpose."""

    DIRECT_CARE = "direct_care"
    OWN_CARE = "own_care"
    ADMINISTRATION = "administration"
    LOCAL_AUDIT = "local_audit"
    CASE_FINDING = "case_finding"
    SERVICE_EVALUATION = "service_evaluation"
    PLANNING = "planning"
    RESEARCH = "research"
    COMMUNICABLE_DISEASE = "communicable_disease"
    LEGAL_DUTY = "legal_duty"
    PUBLIC_INTEREST = "public_interest"

    @property
    def label(self) -> str:
        """The purpose in words."""
        return _PURPOSES[self]

    @property
    def honours(self) -> frozenset[OptOut]:
        """The opt-outs that keep somebody out of a use for this purpose."""
        return _HONOURS.get(self, frozenset())


_PURPOSES: Final = {
    Purpose.DIRECT_CARE: "Care of the person themselves",
    Purpose.OWN_CARE: "What the person, or whoever they chose, reads of themselves",
    Purpose.ADMINISTRATION: "Running of this service: hand-offs, backups, faults",
    Purpose.LOCAL_AUDIT: "Audit of their own care by the team that gave it",
    Purpose.CASE_FINDING: "Finding whom to offer care to, among a practice's patients",
    Purpose.SERVICE_EVALUATION: "Judging how well a service works",
    Purpose.PLANNING: "Planning and commissioning",
    Purpose.RESEARCH: "Research",
    Purpose.COMMUNICABLE_DISEASE: "Control of communicable disease",
    Purpose.LEGAL_DUTY: "What a law or a court requires",
    Purpose.PUBLIC_INTEREST: "An overriding public interest, decided case by case",
}

# National Data Opt-out operational policy: it applies to research and planning with confidential
# information. It does not to individual care, audit by those who gave it and finding whom to offer
# it to; nor to what the law requires, communicable disease (SI 2002/1438 reg. 3) and an overriding
# public interest. A type 1 opt-out keeps to whatever is not the person's own care (NHS
# Constitution; 9Nu0), and gives way to the same laws.
_BOTH: Final = frozenset(OptOut)
_HONOURS: Final = {
    Purpose.CASE_FINDING: frozenset({OptOut.TYPE_1}),
    Purpose.SERVICE_EVALUATION: _BOTH,
    Purpose.PLANNING: _BOTH,
    Purpose.RESEARCH: _BOTH,
}
