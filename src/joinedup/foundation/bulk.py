"""Many rows written at once, for what arrives by the million: no model is made of each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import connection, models

type Written = Callable[[Any], Any]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows whose values stand in the order of `names`, each as its column holds it.

    What a model would fill in by itself is given like the rest. The store's own rules hold as ever.
    """
    table, columns = _quoted(model._meta.db_table), _columns(model, names)
    listed = ", ".join(columns)
    if connection.vendor == "postgresql":
        # Errors of a copy come from the driver as they are, unless they are made Django's own.
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        # One prepared statement for all: a statement of many rows is put together anew each time.
        cursor.executemany(
            f"INSERT INTO {table} ({listed}) VALUES ({marks})", _held(model, names, rows)
        )


def create(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, each whole as it stands, without asking Django about each."""
    if rows:
        model = type(rows[0])
        names = [str(field.attname) for field in model._meta.concrete_fields]
        insert(model, names, map(attrgetter(*names), rows))


def update(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, key: str
) -> None:
    """Change rows by their key: each of `rows` is the values of `names`, then the key's."""
    columns = _columns(model, [*names, key])
    changed = ", ".join(f"{column} = %s" for column in columns[:-1])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_quoted(model._meta.db_table)} SET {changed} WHERE {columns[-1]} = %s",
            _held(model, [*names, key], rows),
        )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _fields(model: type[models.Model], names: Sequence[str]) -> list["models.Field[Any, Any]"]:
    known = {str(field.attname): field for field in model._meta.concrete_fields}
    return [known[name] for name in names]


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    return [_quoted(str(field.column)) for field in _fields(model, names)]


def _held(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> list[Sequence[Any]]:
    turned = [(n, turn) for n, f in enumerate(_fields(model, names)) if (turn := _turning(f))]
    return [_turned(row, turned) for row in rows] if turned else list(rows)


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
    kind: Any = field
    # A key may be a key in its turn: that of a person is that of their anchor.
    while isinstance(kind, models.ForeignKey):
        kind = kind.target_field
    if isinstance(kind, models.UUIDField):
        return _hex
    if isinstance(kind, models.DurationField | models.DecimalField):
        return partial(kind.get_db_prep_save, connection=connection)
    return _naive if isinstance(kind, models.DateTimeField) else None


def _hex(value: Any) -> str:
    return f"{value.int:032x}"


def _naive(value: datetime) -> str:
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return str(utc.replace(tzinfo=None))
