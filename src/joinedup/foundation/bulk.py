"""Many rows written at once, for what arrives by the million: no model is made of each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

type Written = Callable[[Any], Any]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows whose values stand in the order of `names`, each as its column holds it.

    What a model would fill in by itself is given like the rest. The store's own rules hold as ever.
    """
    known = {str(field.attname): field for field in model._meta.concrete_fields}
    fields = [known[name] for name in names]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    turned = [(n, turn) for n, field in enumerate(fields) if (turn := _turning(field))]
    given = [_turned(row, turned) for row in rows] if turned else rows
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in given:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(fields))
        # One prepared statement for all: a statement of many rows is put together anew each time.
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(given))


def _turned(row: Sequence[Any], turned: Sequence[tuple[int, Written]]) -> Sequence[Any]:
    made = list(row)
    for number, turn in turned:
        value = made[number]
        if value is not None:
            made[number] = turn(value)
    return made


def _turning(field: "models.Field[Any, Any]") -> Written | None:
    """How a value is turned into what a store without such a type holds."""
    if connection.vendor == "postgresql":
        return None
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.UUIDField):
        return _hex
    return _naive if isinstance(kind, models.DateTimeField) else None


def _hex(value: Any) -> str:
    return f"{value.int:032x}"


def _naive(value: datetime) -> str:
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return str(utc.replace(tzinfo=None))
