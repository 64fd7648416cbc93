"""What the web server runs."""

import gc
import os

from django.core.checks import run_checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

from joinedup.foundation import place

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")

application = get_wsgi_application()

# Now: what cannot be served, or a page that nobody guards, stops the server before anybody asks.
place.current()
if unguarded := run_checks(tags=["joinedup"]):
    raise SystemCheckError("\n".join(map(str, unguarded)))

# What is loaded by now stays: nobody's page waits while all of it is looked through for rubbish,
# nor while that is done thousands of times for a page that reads thousands of rows.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
