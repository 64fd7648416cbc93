"""Kinds of fact: frozen values of codes, ids and times, and their one text on every store."""

import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NewType, dataclass_transform
from uuid import UUID

LONGEST_CODE = 100

type Plain = bool | int | str | list[Plain] | dict[str, Plain] | None
type Reader = Callable[[Any], Any]

_classes: dict[str, type] = {}
_kinds: dict[type, str] = {}
_readers: dict[str, dict[str, Reader]] = {}
_close: set[str] = set()


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fact[T](declared: type[T]) -> type[T]:
    """Make a class of a room's `events` a kind of fact, named `room.snake_case_name`.

    Its fields are codes, ids, dates, instants, decimals, whole numbers and claims, any of which may
    be empty or many (`X | None`, `tuple[X, ...]`). Entries are kept for ever: a field added later
    has a default, and one taken away is passed over when an old entry is read.
    """
    made: type[T] = dataclass(frozen=True, slots=True, kw_only=True)(declared)
    kind = f"{_room(made.__module__)}.{_snake(made.__name__)}"
    if kind in _classes:
        raise ValueError(f"two kinds of fact are called {kind}")
    _readers[kind] = {name: _reader(hint) for name, hint in typing.get_type_hints(made).items()}
    _classes[kind], _kinds[made] = made, kind
    return made


def kept_close[T](declared: type[T]) -> type[T]:
    """Have a kind of fact leave the log by no export: that it happened is for few to know."""
    _close.add(kind_of(declared))
    return declared


def kinds_kept_close() -> tuple[str, ...]:
    """Every kind of fact that no export of the log carries, in order."""
    return tuple(sorted(_close))


def kind_of(said: object) -> str:
    """The name of a fact's kind, from a fact or from its class."""
    kind = _kinds.get(said if isinstance(said, type) else type(said))
    if kind is None:
        raise TypeError(f"{type(said).__name__} is no kind of fact")
    return kind


def fact_class(kind: str) -> type:
    """The class of a kind of fact."""
    return _classes[kind]


def kinds() -> tuple[str, ...]:
    """Every kind of fact, in order."""
    return tuple(sorted(_classes))


def body_of(said: object) -> dict[str, Plain]:
    """What a fact says, in plain values.

    Words are refused, since an entry is never destroyed and words may have to be: a text with a
    space or a line in it, or longer than a code can be, is no code.
    """
    kind = kind_of(said)
    body = {name: _plain(getattr(said, name)) for name in _readers[kind]}
    for name, value in body.items():
        if not _is_coded(value):
            raise ValueError(f"{kind}.{name} holds words, not a code")
    return body


def from_body(kind: str, body: Mapping[str, Any]) -> Any:
    """A fact built again from its body."""
    readers = _readers[kind].items()
    return _classes[kind](**{name: read(body[name]) for name, read in readers if name in body})


def from_text(kind: str, text: str) -> Any:
    """A fact built again from its canonical text."""
    return from_body(kind, json.loads(text))


def canonical(said: Mapping[str, Any]) -> str:
    """One text for the same values on every store: keys sorted, no spaces, UTC microseconds."""
    return json.dumps(_plain(said), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


quoted: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode
"""A text as it stands in the canonical one."""


def instant(value: datetime) -> str:
    """An instant as it stands in the canonical text."""
    if value.tzinfo is UTC:
        return f"{value.isoformat(timespec='microseconds')[:26]}Z"
    if value.tzinfo is None:
        raise TypeError("an instant carries its time zone")
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return f"{text}Z"


def _plain(value: Any) -> Plain:
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool() | int() | str():
            return value
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Decimal() if value.is_finite():
            return str(value)
        case list() | tuple():
            return [_plain(each) for each in value]
        case Mapping() if all(isinstance(key, str) for key in value):
            return {key: _plain(each) for key, each in value.items()}
    raise TypeError(f"a fact holds codes, ids and times, not {type(value).__name__}")


def _is_coded(value: Plain) -> bool:
    if isinstance(value, list):
        return all(_is_coded(each) for each in value)
    if isinstance(value, str):
        return len(value) <= LONGEST_CODE and value.isprintable() and " " not in value
    return True


def _as_it_is(value: Any) -> Any:
    return value


_SIMPLE: dict[type, Reader] = {
    bool: _as_it_is,
    int: _as_it_is,
    str: _as_it_is,
    UUID: UUID,
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def _reader(hint: Any) -> Reader:
    """How a plain value becomes again what a field was declared to hold."""
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union) and parts[1:] == (types.NoneType,):
        return _empty_or(_reader(parts[0]))
    if origin is tuple and parts[1:] == (Ellipsis,):
        return _many(_reader(parts[0]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    raise TypeError(f"a fact cannot hold {hint}: it would not come back as it was said")


def _empty_or(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _many(read: Reader) -> Reader:
    return lambda values: tuple(read(value) for value in values)


def _room(module: str) -> str:
    match module.split("."):
        case ["joinedup", room, "events", *_]:
            return room
    raise ValueError(f"facts are declared in a room's events, not in {module}")


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
