"""Names this room to Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "joinedup.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.UUIDField"
