"""How long somebody has sat at a page without touching it: told to both clocks, never waited."""

import os
import subprocess
import sys

from playwright.sync_api import Page

from tests.journeys.site import Site

_MOVE_BACK = """
import sys
from datetime import datetime, timedelta
import django
django.setup()
from django.contrib.sessions.backends.db import SessionStore
from joinedup.web.middleware import LAST_USED
session = SessionStore(session_key=sys.argv[1])
before = timedelta(minutes=float(sys.argv[2]))
session[LAST_USED] = (datetime.fromisoformat(session[LAST_USED]) - before).isoformat()
session.save()
"""


def goes_by(site: Site, page: Page, *, minutes: int) -> None:
    """Let minutes pass in which nobody touches a page: on the server's clock and the browser's.

    The page must have been opened with the clock of its own that `page.clock.install` gives.
    """
    cookies = page.context.cookies()
    key = next(one["value"] for one in cookies if one["name"] == "joinedup_session")
    environment = {
        **os.environ,
        "JOINEDUP_VAR": str(site.folder),
        "DJANGO_SETTINGS_MODULE": "joinedup.config.settings",
    }
    words = [sys.executable, "-c", _MOVE_BACK, key, str(minutes)]
    subprocess.run(words, env=environment, check=True)
    page.clock.fast_forward(minutes * 60_000)
