"""A whole store to one file and back: SQLite by its own backup, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from joinedup.foundation.models import ReadingSeal, Seal
from joinedup.kernel.errors import Unavailable

FILES = {"sqlite": "store.sqlite3", "postgresql": "store.pgdump"}


class ProgramFailed(Unavailable):
    """A program of PostgreSQL is not here, or ended badly; carries its last words."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The last seals that a dump holds: the file outside is cut to these in the backup."""

    heads: int
    readings: int


def dump(file: Path) -> Reach:
    """Write the store, as it is at one instant, to a file, while others go on writing."""
    return _dump_sqlite(file) if connection.vendor == "sqlite" else _dump_postgres(file)


def load(file: Path) -> None:
    """Put a store back from a file; whatever was there is gone."""
    if connection.vendor == "sqlite":
        _load_sqlite(file)
    else:
        _load_postgres(file)
    connection.close()


def is_empty() -> bool:
    """Whether the store holds no tables, or nobody and nothing in them."""
    tables = set(connection.introspection.table_names())
    if Seal._meta.db_table not in tables:
        return not tables
    with connection.cursor() as cursor:
        for table in ("foundation_account", "foundation_anchor", "foundation_entry"):
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            if cursor.fetchone() is not None:
                return False
    return True


def set_aside(file: Path, mark: str) -> Path | None:
    """Move a file out of the way, keeping it."""
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}.before-{mark}")
    file.rename(aside)
    return aside


def _dump_sqlite(file: Path) -> Reach:
    with closing(sqlite3.connect(_sqlite_file())) as source, closing(sqlite3.connect(file)) as copy:
        # In one step: a backup in several begins again whenever somebody writes.
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        faults = copy.execute("PRAGMA integrity_check").fetchone()
        if faults != ("ok",):
            raise ProgramFailed("the store itself is damaged")
        last = [
            copy.execute(f'SELECT COALESCE(MAX(seq), 0) FROM "{table}"').fetchone()[0]
            for table in (Seal._meta.db_table, ReadingSeal._meta.db_table)
        ]
    return Reach(*last)


def _load_sqlite(file: Path) -> None:
    connection.close()
    store = _sqlite_file()
    store.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-wal", "-shm"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)
    fresh = store.with_name(f"{store.name}.restoring")
    shutil.copyfile(file, fresh)
    fresh.replace(store)


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _dump_postgres(file: Path) -> Reach:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            _call("pg_dump", "-Fc", f"--snapshot={snapshot}", f"--file={file}")
            return Reach(_last(Seal), _last(ReadingSeal))
        finally:
            cursor.execute("ROLLBACK")


def _last(model: type[Seal] | type[ReadingSeal]) -> int:
    found = model.objects.order_by("-seq").values_list("seq", flat=True).first()
    return found or 0


def _load_postgres(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _call(
        "pg_restore",
        *("--no-owner", "--no-privileges", "--no-comments"),
        *("--exit-on-error", "--single-transaction", str(file)),
    )


def _call(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise ProgramFailed(f"{program} is not here: install PostgreSQL's client programs")
    said = dict(connection.get_connection_params())
    password = said.pop("password", None)
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        said.pop(name, None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    address = make_conninfo(**{name: value for name, value in said.items() if value is not None})
    done = subprocess.run(
        [found, f"--dbname={address}", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ProgramFailed(f"{program}: {done.stderr.strip()[-500:]}")
