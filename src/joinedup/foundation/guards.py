"""Guards: what the store itself refuses, declared beside a model, installed after migration."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from joinedup.foundation.guard_sql import (
    AppendOnly,
    Guard,
    May,
    NoOverlap,
    Piece,
    dropping,
    installed,
    pieces,
)

CHANGE, FILL, EMPTY = May.CHANGE, May.FILL, May.EMPTY

_declared: list[Guard] = []


@dataclass(frozen=True, slots=True)
class Difference:
    """A guard that is not installed as it is declared."""

    table: str
    name: str
    what: str


def append_only(model: type[models.Model], *, allow: Mapping[str, May] | None = None) -> None:
    """Have the store refuse UPDATE, DELETE and TRUNCATE of a table.

    A column named in `allow` may `CHANGE` freely, be `FILL`ed once, or be `EMPTY`ed and stay so.
    """
    _declared.append(AppendOnly(model, dict(allow or {})))


def no_overlap(model: type[models.Model], *, by: tuple[str, ...], while_empty: str = "") -> None:
    """Have the store refuse two rows alike in `by` whose intervals [since, until) meet.

    Rows whose `while_empty` column is filled do not count.
    """
    _declared.append(NoOverlap(model, by, while_empty))


def declared() -> tuple[Guard, ...]:
    """Every guard that models have declared."""
    return tuple(_declared)


def install(database: str = "default") -> list[Difference]:
    """Make what is installed what is declared, touching only what differs; says what it mended."""
    connection = connections[database]
    mended = differences(database)
    if not mended:
        return []
    wanted = _pieces(connection)
    with connection.cursor() as cursor:
        for one in mended:
            piece = wanted.get((one.table, one.name))
            if one.what != "missing":
                cursor.execute(
                    piece.drop if piece else dropping(connection.vendor, one.table, one.name)
                )
            for statement in piece.make if piece else ():
                cursor.execute(statement)
    return mended


def differences(database: str = "default") -> list[Difference]:
    """Where the installed guards differ from the declared: missing, differing, or undeclared."""
    connection = connections[database]
    wanted, found = _pieces(connection), installed(connection)
    told = []
    for (table, name), piece in wanted.items():
        reads = found.get((table, name))
        if reads != piece.reads:
            told.append(Difference(table, name, "missing" if reads is None else "differs"))
    told += [Difference(table, name, "undeclared") for table, name in found.keys() - wanted.keys()]
    return sorted(told, key=lambda one: (one.table, one.name))


@contextmanager
def lifted(database: str = "default") -> Iterator[None]:
    """Lift the guards of a test store, on this connection: for the flush and for tampering tests.

    Those of any other store cannot be lifted.
    """
    connection = connections[database]
    if not is_test_store(connection):
        raise ValueError("guards are lifted in a test store only")
    connection.ensure_connection()
    _lift(connection, is_lifted=True)
    try:
        yield
    finally:
        _lift(connection, is_lifted=False)


def is_test_store(connection: BaseDatabaseWrapper) -> bool:
    """Whether a store was made by a test runner, by its name."""
    name = str(connection.settings_dict["NAME"])
    return "mode=memory" in name or Path(name).name.startswith("test")


def _lift(connection: BaseDatabaseWrapper, *, is_lifted: bool) -> None:
    if connection.vendor == "sqlite":
        connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, not is_lifted)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('joinedup.lifted', %s, false)", ["yes" if is_lifted else ""]
        )


def _pieces(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], Piece]:
    present = set(connection.introspection.table_names())
    return {
        (piece.table, piece.name): piece
        for guard in _declared
        if guard.model._meta.db_table in present
        for piece in pieces(connection.vendor, guard)
    }
