"""Tables of the front door."""

from joinedup.referrals.models.calls import Call, TelephoneCall, TelephoneFile
from joinedup.referrals.models.filing import Filed
from joinedup.referrals.models.lines import Allocation, Line, Presence
from joinedup.referrals.models.referral import Addition, Draft, Observation, Referral, VisitDetail
from joinedup.referrals.models.steps import (
    ClosingSummary,
    Contact,
    Decision,
    NoAccessStep,
    Question,
    Redirect,
)
from joinedup.referrals.models.watching import Capacity, Handover, HandoverRow, Raised, ShiftNote

__all__ = [
    "Addition",
    "Allocation",
    "Call",
    "Capacity",
    "ClosingSummary",
    "Contact",
    "Decision",
    "Draft",
    "Filed",
    "Handover",
    "HandoverRow",
    "Line",
    "NoAccessStep",
    "Observation",
    "Presence",
    "Question",
    "Raised",
    "Redirect",
    "Referral",
    "ShiftNote",
    "TelephoneCall",
    "TelephoneFile",
    "VisitDetail",
]
