"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.people"
    label = "people"
    default_auto_field = "django.db.models.UUIDField"
