"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.measures"
    label = "measures"
    default_auto_field = "django.db.models.UUIDField"
