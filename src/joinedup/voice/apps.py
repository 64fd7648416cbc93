"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.voice"
    label = "voice"
    default_auto_field = "django.db.models.UUIDField"
