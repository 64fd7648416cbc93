"""Tables of the front door."""

from joinedup.referrals.models.calls import Call, TelephoneCall, TelephoneFile
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

__all__ = [
    "Addition",
    "Allocation",
    "Call",
    "ClosingSummary",
    "Contact",
    "Decision",
    "Draft",
    "Line",
    "NoAccessStep",
    "Observation",
    "Presence",
    "Question",
    "Redirect",
    "Referral",
    "TelephoneCall",
    "TelephoneFile",
    "VisitDetail",
]
