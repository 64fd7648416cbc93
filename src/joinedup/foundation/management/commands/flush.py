"""Django's `flush`, which test runners call: no store but a test one is ever emptied."""

from typing import Any

from django.core.management.commands import flush

from joinedup.foundation import guards


class Command(flush.Command):
    """Empty a test store, its guards lifted meanwhile."""

    def handle(self, **options: Any) -> None:
        """Refuse unless the store is a test one, else empty it."""
        with guards.lifted(options["database"]):
            super().handle(**options)
