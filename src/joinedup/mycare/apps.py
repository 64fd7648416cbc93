"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.mycare"
    label = "mycare"
    default_auto_field = "django.db.models.UUIDField"
