"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.subject_access"
    label = "subject_access"
    default_auto_field = "django.db.models.UUIDField"
