"""Names this room to Django."""

from importlib import import_module

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.web"
    label = "web"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Have every view's permission checked at start-up."""
        import_module("joinedup.web.checks")
