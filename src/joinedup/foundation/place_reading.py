"""Reads a place file against its schema and says all that is wrong with it, line by line."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path as FilePath
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

from joinedup.foundation.place_lines import Path, lines_of
from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import RefersTo, Shape
from joinedup.kernel.finding import Finding

MAY_BE_EMPTY: Final[Mapping[str, bool]] = MappingProxyType({"may_be_empty": True})
"""What a section is declared with that a place may have nothing for, and says so."""
_WRONG: Final = object()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold together: the entry and key it is shown at, and why."""

    section: str
    message: str
    entry: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says: the sections that could be read, and what is wrong with the rest."""

    sections: Mapping[str, Any]
    findings: tuple[Finding, ...]
    locate: Callable[[Fault], Finding]


def read_written(schema: type, file: FilePath) -> Written:
    """Read a file against a schema class; nothing in it makes an exception."""
    source = str(file)
    try:
        text = file.read_bytes().decode()
        found = tomllib.loads(text, parse_float=Decimal)
        lines = lines_of(text.replace("\r\n", "\n"))
    except OSError as error:
        return _unread(source, 1, "not_readable", f"the file cannot be read ({error.strerror})")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unread(source, line, "not_readable", "found bytes that are not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        return _unread(source, _line_of(error, text), "not_toml", f"this is not TOML: {error}")
    except RecursionError:
        return _unread(source, 1, "not_toml", "tables or lists are nested too deeply")
    reading = _Reading(source, lines)
    sections = reading.sections(schema, found)
    return Written(sections, reading.findings(), reading.locate)


def did_you_mean(found: str, options: Iterable[str]) -> str:
    """The nearest of the options as a question, or nothing when none is near."""
    near = get_close_matches(found, list(options), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def _unread(source: str, line: int, code: str, message: str) -> Written:
    finding = Finding(source, f"line {line}", code, message)
    return Written({}, (finding,), lambda fault: finding)


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else text.rstrip("\n").count("\n") + 1


@cache
def _fields_of(schema: type) -> Mapping[str, tuple[Any, Field[Any]]]:
    hints = get_type_hints(schema, include_extras=True)
    return {f.name: (hints[f.name], f) for f in fields(schema) if f.init}


class _Reading:
    """One file on its way from TOML to typed entries."""

    def __init__(self, source: str, lines: Mapping[Path, int]) -> None:
        self._source = source
        self._lines = lines
        self._findings: list[Finding] = []
        self._declared: dict[str, dict[str, Path]] = {}
        self._references: list[tuple[RefersTo, str, Path]] = []
        self._broken: set[str] = set()
        self._names: dict[Path, str] = {}

    def sections(self, schema: type, found: dict[str, Any]) -> Mapping[str, Any]:
        values = self._keys(schema, found, ())
        self._check_references()
        return {name: value for name, value in values.items() if name not in self._broken}

    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._findings)

    def locate(self, fault: Fault) -> Finding:
        path: Path = (fault.section,)
        if fault.entry is not None:
            path = self._declared.get(fault.section, {}).get(fault.entry, path)
        if fault.key is not None:
            path = (*path, fault.key)
        return self._finding(path, "not_sound", fault.message)

    def _finding(self, path: Path, code: str, message: str) -> Finding:
        where = self._where(path)
        said = f"{where}: {message}" if where else message
        return Finding(self._source, f"line {self._line(path)}", code, said)

    def _wrong(self, path: Path, code: str, message: str) -> object:
        self._broken.add(str(path[0]))
        self._findings.append(self._finding(path, code, message))
        return _WRONG

    def _line(self, path: Path) -> int:
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _where(self, path: Path) -> str:
        parts: list[str] = []
        for length, part in enumerate(path, start=1):
            if isinstance(part, str):
                parts.append(part)
            else:
                parts[-1] += f" {self._names.get(path[:length], f'number {part + 1}')}"
        return ", ".join(parts)

    def _keys(self, schema: type, found: dict[str, Any], path: Path) -> dict[str, Any]:
        known = _fields_of(schema)
        for name in [name for name in found if name not in known]:
            near = did_you_mean(name, known)
            expected = f"expected one of {', '.join(sorted(known))}"
            self._wrong((*path, name), "unknown_key", f"found a key of this name, {expected}{near}")
        values: dict[str, Any] = {}
        for name, (kind, declared) in known.items():
            values[name] = self._key(name, kind, declared, found, path)
        return values

    def _key(
        self, name: str, kind: Any, declared: Field[Any], found: dict[str, Any], path: Path
    ) -> Any:
        is_needed = declared.default is MISSING and declared.default_factory is MISSING
        if name not in found:
            if not is_needed:
                return declared.default
            said = f"found nothing under this key, expected {_expected(kind)}"
            if get_origin(kind) is Mapping:
                said += f", as in [[{name}]]"
            if "may_be_empty" in declared.metadata:
                said += f", or {name} = [] if there are none"
            return self._wrong((*path, name), "missing_key", said)
        value = self._value(kind, found[name], (*path, name))
        if is_needed and value == ():
            return self._wrong((*path, name), "wrong_shape", "found nothing, expected at least one")
        return value

    def _value(self, kind: Any, found: object, path: Path) -> Any:
        kind = _without_none(kind)
        origin = get_origin(kind)
        if origin is Annotated:
            return self._shaped(kind.__metadata__[0], found, path)
        if origin is tuple:
            return self._list(get_args(kind)[0], found, path)
        if origin is Mapping:
            return self._section(get_args(kind)[1], found, path)
        if is_dataclass(kind) and isinstance(kind, type):
            return self._table(kind, found, path)
        return self._scalar(kind, found, path)

    def _shaped(self, rule: Shape | RefersTo, found: object, path: Path) -> Any:
        if not isinstance(found, str):
            return self._wrong_type(path, found, _expected_of(rule))
        if isinstance(rule, RefersTo):
            self._references.append((rule, found, path))
            return found
        try:
            return rule.read(found)
        except ValueError:
            return self._wrong(
                path, "wrong_shape", f"found {_shown(found)}, expected {rule.expected}"
            )

    def _scalar(self, kind: type, found: object, path: Path) -> Any:
        if issubclass(kind, StrEnum):
            return self._enumerated(kind, found, path)
        if kind is Decimal and isinstance(found, int) and not isinstance(found, bool):
            return Decimal(found)
        is_instant = isinstance(found, datetime)
        if isinstance(found, kind) and not is_instant:
            return found
        return self._wrong_type(path, found, _expected(kind))

    def _enumerated(self, kind: type[StrEnum], found: object, path: Path) -> Any:
        options = [str(member) for member in kind]
        if not isinstance(found, str):
            return self._wrong_type(path, found, _expected(kind))
        if found in options:
            return kind(found)
        said = f"found {_shown(found)}, expected {_expected(kind)}{did_you_mean(found, options)}"
        return self._wrong(path, "unknown_code", said)

    def _list(self, kind: Any, found: object, path: Path) -> Any:
        if not isinstance(found, list):
            return self._wrong_type(path, found, f"a list, each {_expected(kind)}")
        keys = [each if isinstance(each, str) else _key_of(kind, each) for each in found]
        for position, key in enumerate(keys):
            if key is not None and key in keys[:position]:
                said = f"found {_shown(key)} a second time in one list, expected it once"
                self._wrong((*path, position), "duplicate_code", said)
        read = [self._value(kind, each, (*path, position)) for position, each in enumerate(found)]
        return _WRONG if _WRONG in read else tuple(read)

    def _table(self, kind: type, found: object, path: Path) -> Any:
        if not isinstance(found, dict):
            return self._wrong_type(path, found, "a table of keys and values")
        values = self._keys(kind, found, path)
        return _WRONG if any(value is _WRONG for value in values.values()) else kind(**values)

    def _section(self, kind: type[Entry], found: object, path: Path) -> Any:
        if not isinstance(found, list):
            return self._wrong_type(path, found, f"a list of tables, as in [[{path[0]}]]")
        declared = self._declared.setdefault(str(path[0]), {})
        entries: dict[str, Any] = {}
        for position, each in enumerate(found):
            at = (*path, position)
            key = _key_of(kind, each)
            if key is not None:
                self._names[at] = f'"{key}"'
                self._declare(declared, key, at)
            entries[key or ""] = self._table(kind, each, at)
        return MappingProxyType(entries)

    def _declare(self, declared: dict[str, Path], key: str, at: Path) -> None:
        if key not in declared:
            declared[key] = at
            return
        first = self._line(declared[key])
        said = f'found "{key}" a second time, expected each once; the first is on line {first}'
        self._wrong(at, "duplicate_code", said)

    def _wrong_type(self, path: Path, found: object, expected: str) -> object:
        return self._wrong(path, "wrong_type", f"found {_shown(found)}, expected {expected}")

    def _check_references(self) -> None:
        for rule, code, path in self._references:
            if rule.section not in self._declared:
                continue
            sections = (rule.section, *rule.also)
            codes = [known for name in sections for known in self._declared.get(name, {})]
            if code in codes:
                continue
            said = f"found {_shown(code)}, expected {_expected_of(rule)}"
            self._wrong(path, "unknown_code", f"{said}{did_you_mean(code, codes)}")


def _key_of(kind: Any, found: object) -> str | None:
    if not isinstance(found, dict) or not hasattr(kind, "KEY"):
        return None
    parts = [found.get(name) for name in kind.KEY]
    if not all(isinstance(part, str | date) for part in parts):
        return None
    return ".".join(str(part) for part in parts)


def _without_none(kind: Any) -> Any:
    if NoneType not in get_args(kind):
        return kind
    return next(part for part in get_args(kind) if part is not NoneType)


def _shown(found: object) -> str:
    match found:
        case str():
            return f'"{found[:60]}..."' if len(found) > 60 else f'"{found}"'
        case bool():
            return "true" if found else "false"
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return f"{found} ({type(found).__name__})"


def _expected_of(rule: Shape | RefersTo) -> str:
    if isinstance(rule, RefersTo):
        article = "an" if rule.called[0] in "aeiou" else "a"
        return f"the code of {article} {rule.called} that this file declares"
    return rule.expected


def _expected(kind: Any) -> str:
    if get_origin(kind) is Annotated:
        return _expected_of(kind.__metadata__[0])
    if get_origin(kind) is tuple:
        return f"a list, each {_expected(get_args(kind)[0])}"
    if get_origin(kind) is Mapping:
        return "a list of tables"
    return _expected_plain(kind)


def _expected_plain(kind: type) -> str:
    if issubclass(kind, StrEnum):
        return f"one of {', '.join(kind)}"
    words: Iterator[str] = (
        said
        for known, said in (
            (bool, "true or false"),
            (date, "a date, as in 2025-12-25, without quotation marks"),
            (Decimal, "a number"),
        )
        if kind is known
    )
    return next(words, "a table of keys and values")
