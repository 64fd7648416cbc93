"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.plans"
    label = "plans"
    default_auto_field = "django.db.models.UUIDField"
