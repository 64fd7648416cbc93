"""The guards of each store in its own words: what is declared, and what is installed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "guard_"
# pg_trigger.tgtype: before (2) each row (1) on update (16) or delete (8); before (2) truncate (32).
_ROW_CHANGED, _TRUNCATED = 27, 34


type Column = models.Field[Any, Any]


class May(StrEnum):
    """What may happen to a column of a table that is otherwise append only."""

    CHANGE = "change"
    FILL = "fill"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """No row goes, and no column changes but those named."""

    model: type[models.Model]
    allow: Mapping[str, May] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoOverlap:
    """No two rows alike in `by` run at once, save those whose `while_empty` column is filled."""

    model: type[models.Model]
    by: tuple[str, ...]
    while_empty: str = ""


type Guard = AppendOnly | NoOverlap


@dataclass(frozen=True, slots=True)
class Piece:
    """One object of the store: its name, how it reads installed, how to make and to drop it."""

    table: str
    name: str
    reads: str
    make: tuple[str, ...]
    drop: str


def pieces(vendor: str, guard: Guard) -> list[Piece]:
    """What a guard comes to in a store."""
    made = {
        ("sqlite", AppendOnly): _sqlite_append_only,
        ("sqlite", NoOverlap): _sqlite_no_overlap,
        ("postgresql", AppendOnly): _postgres_append_only,
        ("postgresql", NoOverlap): _postgres_no_overlap,
    }
    return list(made[vendor, type(guard)](guard))  # type: ignore[operator]


def installed(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """The guards that a store holds, by table and name, as they read."""
    query = {"sqlite": _SQLITE_INSTALLED, "postgresql": _POSTGRES_INSTALLED}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {(table, name): reads for table, name, reads in cursor.fetchall()}


def dropping(vendor: str, table: str, name: str) -> str:
    """How a guard that nobody declares any more is dropped."""
    if vendor == "sqlite":
        return f'DROP TRIGGER "{name}"'
    if name.startswith(f"{PREFIX}overlap_"):
        return f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'
    return f'DROP TRIGGER "{name}" ON "{table}"'


def _columns(model: type[models.Model]) -> Iterator[tuple[str, Column]]:
    for column in model._meta.local_concrete_fields:
        yield str(column.column), column


def _column(model: type[models.Model], name: str) -> Column:
    found = model._meta.get_field(name)
    if not isinstance(found, models.Field):
        raise TypeError(f"{name} of {model.__name__} is not a column")
    return found


def _is_words(column: Column) -> bool:
    return isinstance(column, models.CharField | models.TextField)


def _changed(guard: AppendOnly, differs: str) -> str:
    """True of an update that touches what may not be touched."""
    allowed = {_column(guard.model, name).column: may for name, may in guard.allow.items()}
    wrong = []
    for name, column in _columns(guard.model):
        may = allowed.get(name)
        is_changed = f'NEW."{name}" {differs} OLD."{name}"'
        was_filled = f'OLD."{name}" IS NOT NULL' + (
            f""" AND OLD."{name}" <> ''""" * _is_words(column)
        )
        is_filled = was_filled.replace("OLD.", "NEW.")
        if may is None:
            wrong.append(f"({is_changed})")
        elif may is May.FILL:
            wrong.append(f"({is_changed} AND {was_filled})")
        elif may is May.EMPTY:
            wrong.append(f"({is_changed} AND {is_filled})")
    return " OR ".join(wrong)


def _sqlite_piece(table: str, name: str, when: str, said: str, *, if_: str = "") -> Piece:
    condition = f" WHEN {if_}" if if_ else ""
    reads = (
        f'CREATE TRIGGER "{name}" BEFORE {when} ON "{table}"{condition}'
        f" BEGIN SELECT RAISE(ABORT, '{table} {said}'); END"
    )
    return Piece(table, name, reads, (reads,), f'DROP TRIGGER "{name}"')


def _sqlite_append_only(guard: AppendOnly) -> Iterator[Piece]:
    table = guard.model._meta.db_table
    changed = _changed(guard, "IS NOT")
    yield _sqlite_piece(table, f"{PREFIX}update_{table}", "UPDATE", "is append only", if_=changed)
    yield _sqlite_piece(table, f"{PREFIX}delete_{table}", "DELETE", "is append only")


def _sqlite_no_overlap(guard: NoOverlap) -> Iterator[Piece]:
    model, table = guard.model, guard.model._meta.db_table
    key = str(_column(model, "id").column)
    alike = " AND ".join(
        f'other."{_column(model, name).column}" IS NEW."{_column(model, name).column}"'
        for name in guard.by
    )
    # An interval [since, until) that ends when it begins is empty and meets nothing.
    crossing = " AND ".join(
        f'({a}."until" IS NULL OR {a}."until" > {b}."since")'
        for a, b in (("other", "NEW"), ("NEW", "other"), ("other", "other"), ("NEW", "NEW"))
    )
    counted = "".join(
        f' AND {row}."{_column(model, guard.while_empty).column}" IS NULL'
        for row in ("other", "NEW")
        if guard.while_empty
    )
    found = (
        f'EXISTS (SELECT 1 FROM "{table}" other WHERE {alike} AND other."{key}" <> NEW."{key}"'
        f" AND {crossing}{counted})"
    )
    for when in ("insert", "update"):
        name = f"{PREFIX}overlap_{when}_{table}"
        yield _sqlite_piece(table, name, when.upper(), "overlaps", if_=found)


def _postgres_append_only(guard: AppendOnly) -> Iterator[Piece]:
    table = guard.model._meta.db_table
    function = f"{PREFIX}{table}"
    changed = _changed(guard, "IS DISTINCT FROM")
    body = f"""
BEGIN
  IF current_database() LIKE 'test\\_%' AND current_setting('joinedup.lifted', true) = 'yes' THEN
    IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSE RETURN OLD; END IF;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NOT ({changed}) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '{table} is append only' USING ERRCODE = 'integrity_constraint_violation';
END
"""
    written = (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $guard${body}$guard$"
    )
    for what, shape, kind, each in (
        ("row", _ROW_CHANGED, "UPDATE OR DELETE", "ROW"),
        ("truncate", _TRUNCATED, "TRUNCATE", "STATEMENT"),
    ):
        name = f"{PREFIX}{what}_{table}"
        made = (
            f'CREATE TRIGGER "{name}" BEFORE {kind} ON "{table}"'
            f" FOR EACH {each} EXECUTE FUNCTION {function}()"
        )
        reads = f"{shape} O {body}"
        yield Piece(table, name, reads, (written, made), f'DROP TRIGGER "{name}" ON "{table}"')


def _postgres_no_overlap(guard: NoOverlap) -> Iterator[Piece]:
    model, table = guard.model, guard.model._meta.db_table
    alike = ", ".join(f"{_comparable(_column(model, name))} WITH =" for name in guard.by)
    counted = (
        f' WHERE ("{_column(model, guard.while_empty).column}" IS NULL)'
        if guard.while_empty
        else ""
    )
    rule = f'EXCLUDE USING gist ({alike}, tstzrange("since", "until") WITH &&){counted}'
    # The store rewrites the rule in its own words, so the name carries a digest of ours.
    name = f"{PREFIX}overlap_{table}_{sha256(rule.encode()).hexdigest()[:8]}"
    made = (
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {rule}',
    )
    yield Piece(table, name, "exclusion", made, f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


def _comparable(column: Column) -> str:
    # Two empty columns are alike here, which `=` would deny.
    return f"""(COALESCE("{column.column}"::text, ''))""" if column.null else f'"{column.column}"'


_SQLITE_INSTALLED = f"""
SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'
"""

_POSTGRES_INSTALLED = f"""
SELECT c.relname, t.tgname, t.tgtype::text || ' ' || t.tgenabled::text || ' ' || p.prosrc
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE NOT t.tgisinternal AND starts_with(t.tgname, '{PREFIX}') AND pg_table_is_visible(c.oid)
UNION ALL
SELECT c.relname, k.conname, 'exclusion'
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
 WHERE k.contype = 'x' AND starts_with(k.conname, '{PREFIX}') AND pg_table_is_visible(c.oid)
"""
