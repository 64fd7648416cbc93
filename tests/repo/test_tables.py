"""No table reaches into another room's tables: rooms hold each other's things by identifier."""

from django.apps import apps
from django.db import models

OWN = "joinedup"
COMMON = "foundation"


def paths_out_of_their_room(tables: list[type[models.Model]]) -> list[str]:
    """Every relation that leads to a table of another room, the foundation's apart."""
    return [
        f"{table._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for table in tables
        for field in table._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label not in {table._meta.app_label, COMMON}
    ]


def test_foreign_keys_stay_in_their_room():
    ours = [table for table in apps.get_models() if table.__module__.startswith(f"{OWN}.")]

    assert paths_out_of_their_room(ours) == []


def test_a_planted_path_into_another_room_is_caught():
    class Bed(models.Model):
        class Meta:
            app_label = "planted"

    class Visit(models.Model):
        bed = models.ForeignKey(Bed, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "planted_elsewhere"

    found = paths_out_of_their_room([Bed, Visit])

    assert found == ["planted_elsewhere.Visit.bed -> planted.Bed"]
