"""Names this room to Django, and brings every room's jobs in once all are ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate

from joinedup.foundation import guards, instant


class RoomConfig(AppConfig):
    name = "joinedup.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Set the clock; import the jobs of every installed room, where listening is declared."""
        instant.run_ahead(settings.JOINEDUP_CLOCK_AHEAD)
        for room in apps.get_app_configs():
            jobs = f"{room.name}.jobs"
            if room.name.startswith("joinedup.") and find_spec(jobs):
                import_module(jobs)
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(*, using: str, **_: object) -> None:
    # By now every room's tables stand; one that SQLite rebuilt has lost its triggers.
    guards.install(using)
