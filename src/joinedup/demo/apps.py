"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.demo"
    label = "demo"
    default_auto_field = "django.db.models.UUIDField"
