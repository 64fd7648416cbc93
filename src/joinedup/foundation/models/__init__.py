"""Tables that every room and the access rule stand on."""

from joinedup.foundation.models.accounts import Account, Membership
from joinedup.foundation.models.anchors import Anchor, Merge, Subject
from joinedup.foundation.models.apps import App, AppGrant, AppLaunch
from joinedup.foundation.models.care import (
    BrokenGlass,
    Care,
    GlassTold,
    OwnRecord,
    Restriction,
)
from joinedup.foundation.models.choices import OptOutHeld, OptOutRequest
from joinedup.foundation.models.clients import Allowance, ApiClient, ClientSecret
from joinedup.foundation.models.clocks import Clock, ClockPause
from joinedup.foundation.models.duty import Duty
from joinedup.foundation.models.journeys import (
    Content,
    Delivery,
    Entry,
    Received,
    Seal,
    TimedJob,
)
from joinedup.foundation.models.reading import Reading, ReadingOf, ReadingSeal
from joinedup.foundation.models.sharing import SharingDecision

__all__ = [
    "Account",
    "Allowance",
    "Anchor",
    "ApiClient",
    "App",
    "AppGrant",
    "AppLaunch",
    "BrokenGlass",
    "Care",
    "ClientSecret",
    "Clock",
    "ClockPause",
    "Content",
    "Delivery",
    "Duty",
    "Entry",
    "GlassTold",
    "Membership",
    "Merge",
    "OptOutHeld",
    "OptOutRequest",
    "OwnRecord",
    "Reading",
    "ReadingOf",
    "ReadingSeal",
    "Received",
    "Restriction",
    "Seal",
    "SharingDecision",
    "Subject",
    "TimedJob",
]
