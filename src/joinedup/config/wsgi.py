"""What the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from joinedup.foundation import place

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")

application = get_wsgi_application()

# Read now: a place file that cannot be served stops the server, not the first person to ask.
place.current()
