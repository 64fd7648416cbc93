"""`joinedup move`: everything in this store to an empty one of another kind, row by row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from joinedup.config import environment
from joinedup.kernel.errors import Refused

THERE = "moving_to"
AT_ONCE = 1000
# Django fills these by itself while it migrates; ours are put in their place.
_FILLED_BY_MIGRATING = ("auth.permission", "contenttypes.contenttype")


def move(address: str, *, say: Callable[[str], None]) -> int:
    """Copy every row to the store that an address names; says how many.

    Nobody can write here meanwhile, and nothing here is changed. What is there must be empty.
    """
    _connect(address)
    call_command("migrate", database=THERE, verbosity=0)
    copied = 0
    with _held_still(), transaction.atomic(using=THERE):  # noqa: TID251 - no change of state: a copy
        _refuse_unless_empty()
        for model in _in_order():
            count = _copy(model)
            copied += count
            if count:
                say(f"  {count:>9,}  {model._meta.db_table}")
        _reset_sequences()
    return copied


def _connect(address: str) -> None:
    described = environment.store(address, folder=Path(settings.VAR))
    configured = connections.configure_settings({DEFAULT_DB_ALIAS: described})
    connections.settings[THERE] = configured[DEFAULT_DB_ALIAS]


@contextmanager
def _held_still() -> Iterator[None]:
    """What is here stays as it is while it is copied."""
    begin = {
        "sqlite": "BEGIN IMMEDIATE",
        "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
    with connection.cursor() as cursor:
        cursor.execute(begin[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _in_order() -> list[type[models.Model]]:
    """Every table, each after those that it refers to."""
    waiting = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    ordered: list[type[models.Model]] = []
    while waiting:
        ready = [model for model in waiting if not _refers_to(model) & {*waiting} - {model}]
        # A ring of references is allowed: they are checked when all has been copied.
        ordered += ready or waiting[:1]
        waiting = [model for model in waiting if model not in ordered]
    return ordered


def _refers_to(model: type[models.Model]) -> set[type[models.Model]]:
    columns = model._meta.local_concrete_fields
    return {c.related_model for c in columns if isinstance(c.related_model, type)}


def _refuse_unless_empty() -> None:
    for label in _FILLED_BY_MIGRATING:
        _rows(apps.get_model(label)).using(THERE).delete()
    for model in _in_order():
        if _rows(model).using(THERE).exists():
            raise Refused("store_not_empty")


def _copy(model: type[models.Model]) -> int:
    count = 0
    rows = _rows(model).using(DEFAULT_DB_ALIAS).order_by("pk").iterator(AT_ONCE)
    for batch in batched(rows, AT_ONCE):
        _rows(model).using(THERE).bulk_create(batch)
        count += len(batch)
    if _rows(model).using(THERE).count() != count:
        raise Refused("store_not_empty")
    return count


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return models.QuerySet(model)


def _reset_sequences() -> None:
    there = connections[THERE]
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), _in_order()):
            cursor.execute(statement)
