"""What the web server runs."""

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
