"""Settings of the gallery when a browser looks at it: the kit, sign-in, and nothing above."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _ALL
from tests.settings import MIDDLEWARE as _PASSED

_ABOVE = {
    f"joinedup.{room}"
    for room in (
        "people",
        "safeguarding",
        "referrals",
        "plans",
        "measures",
        "voice",
        "mycare",
        "subject_access",
        "desk",
        "exchange",
        "demo",
    )
}

INSTALLED_APPS = [app for app in _ALL if app not in _ABOVE]
MIDDLEWARE = [one for one in _PASSED if not one.startswith(tuple(_ABOVE))]
ROOT_URLCONF = "tests.gallery.urls"
JOINEDUP_DEMO = True
JOINEDUP_NAVIGATION = "tests.gallery.navigation.MAIN"
JOINEDUP_FOOTER = "tests.gallery.navigation.FOOTER"
# Every test signs in from the one address.
ACCOUNT_RATE_LIMITS = {"login": "10000/m/ip", "login_failed": "10000/m/ip"}
