"""The pages of docs/reference, each printed from the code that it describes."""

import argparse
import ast
import importlib
import pkgutil
import types
from collections.abc import Iterator
from dataclasses import MISSING, fields
from enum import Enum
from inspect import getdoc
from pathlib import Path
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import django

import joinedup
from joinedup.config import environment
from joinedup.foundation import permissions as granted
from joinedup.foundation.place import Place
from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import RefersTo, Shape
from joinedup.kernel import facts


def settings() -> str:
    """Every environment variable with its default and its meaning."""
    lines = [
        "# Settings",
        "",
        "What a process reads from its environment. All may be left out.",
        "",
    ]
    for setting in environment.SETTINGS:
        default = f"`{setting.default}`" if setting.default else "empty"
        lines += [f"## {setting.name}", "", setting.meaning, "", f"Default: {default}.", ""]
    return "\n".join(lines)


def permissions() -> str:
    """Which role holds which permission."""
    roles = list(granted.Role)
    lines = [
        "# Permissions",
        "",
        "A role names what somebody may do at all; whom they may do it for is the access rule.",
        "",
        *_table(
            ["Permission", *(role.label for role in roles)],
            (
                [f"`{one}`", *("yes" if one in _of(role) else "" for role in roles)]
                for one in granted.Permission
            ),
        ),
    ]
    for one in granted.Permission:
        holders = [role.label for role in roles if one in _of(role)]
        lines += ["", f"## {one}", "", f"Held by: {', '.join(holders) or 'nobody'}."]
    return "\n".join(lines)


def access() -> str:
    """Who sees what and why, asked of the access rule."""
    django.setup()
    return str(importlib.import_module("access_page").text(_table))


def _of(role: granted.Role) -> frozenset[granted.Permission]:
    return granted.ROLE_PERMISSIONS.get(role, frozenset())


def events() -> str:
    """Every kind of fact that the journey log may hold, room by room."""
    for room in pkgutil.iter_modules(joinedup.__path__):
        name = f"joinedup.{room.name}"
        package = importlib.import_module(name)
        if "events" in {module.name for module in pkgutil.iter_modules(package.__path__)}:
            importlib.import_module(f"{name}.events")
    lines = ["# Events", "", "The kinds of fact in the journey log, and what each one holds.", ""]
    room = ""
    for kind in facts.kinds():
        if kind.partition(".")[0] != room:
            room = kind.partition(".")[0]
            lines += [f"## {room}", ""]
        fact = facts.fact_class(kind)
        hints = get_type_hints(fact)
        held = [f"- `{name}`: {_type(hint)}" for name, hint in hints.items()]
        lines += [f"### {kind}", "", getdoc(fact) or "", "", *(held or ["Holds nothing more."]), ""]
    return "\n".join(lines)


def place() -> str:
    """Every section and key of a place file."""
    sections = get_type_hints(Place, include_extras=True)
    shown = [field for field in fields(Place) if field.init]
    top = [[f"`{f.name}`", _shape(sections[f.name])] for f in shown if not _entry(sections[f.name])]
    lines = [
        "# A place file",
        "",
        "`places/<code>.toml`. A key that is not here, or a value of another shape, is refused",
        "with its file and line.",
        "",
        "## At the top",
        "",
        *_table(["Key", "What it holds"], top),
    ]
    for field in shown:
        entry = _entry(sections[field.name])
        if entry:
            number = "One table." if isinstance(sections[field.name], type) else "A list."
            lines += ["", f"## {field.name}", "", f"{number} {getdoc(entry) or ''}", ""]
            lines += _table(["Key", "What it holds", "May be left out"], _keys(entry))
    return "\n".join(lines)


def _entry(hint: Any) -> type | None:
    """The class of entry that a section holds, alone or by code."""
    for one in (hint, *get_args(hint)):
        if isinstance(one, type) and issubclass(one, Entry):
            return one
    return None


def _keys(entry: type) -> Iterator[list[str]]:
    hints = get_type_hints(entry, include_extras=True)
    for field in fields(entry):
        optional = field.default is not MISSING or field.default_factory is not MISSING
        yield [f"`{field.name}`", _shape(hints[field.name]), "yes" if optional else ""]


def _shape(hint: Any) -> str:
    """What a key expects, in words."""
    for extra in getattr(hint, "__metadata__", ()):
        if isinstance(extra, Shape):
            return extra.expected
        if isinstance(extra, RefersTo):
            return f"the code of one of `{extra.section}`"
    inner = [part for part in get_args(hint) if part not in (types.NoneType, Ellipsis)]
    if get_origin(hint) is tuple:
        return f"a list, each {_shape(inner[0])}"
    if get_origin(hint) in (types.UnionType, Union):
        return _shape(inner[0])
    return _type(hint)


def _type(hint: Any) -> str:
    """A type in a reader's words."""
    if isinstance(hint, NewType):
        return f"id of a {_spaced(hint.__name__.removesuffix('Id'))}"
    parts = [part for part in get_args(hint) if part is not types.NoneType]
    if get_origin(hint) is tuple:
        return f"any number of: {_type(parts[0])}"
    if get_origin(hint) in (types.UnionType, Union):
        return f"{_type(parts[0])}, or empty"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(f"`{member.value}`" for member in hint)
    if isinstance(hint, type) and issubclass(hint, Entry):
        return "keys " + ", ".join(f"`{field.name}`" for field in fields(hint))
    words = {
        "str": "text",
        "bool": "true or false",
        "int": "whole number",
        "datetime": "instant",
        "date": "date",
        "Decimal": "number",
        "UUID": "id",
    }
    name = getattr(hint, "__name__", str(hint))
    return words.get(name, name)


def _spaced(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def rules(tests: Path) -> str:
    """Every rule that a test is marked with, and the examples that hold it."""
    rooms: dict[str, dict[str, list[str]]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        room = path.relative_to(tests).parts[0]
        for title, example in _examples(ast.parse(path.read_text(encoding="utf-8"))):
            rooms.setdefault(room, {}).setdefault(title, []).append(example)
    lines = ["# Rules", "", "Each rule with the examples that the tests hold it to.", ""]
    for room, titles in sorted(rooms.items()):
        lines += [f"## {room}", ""]
        for title, examples in titles.items():
            lines += [f"### {title}", "", *(f"- {example}" for example in examples), ""]
    return "\n".join(lines)


def _examples(code: ast.Module) -> Iterator[tuple[str, str]]:
    tests = (node for node in ast.walk(code) if isinstance(node, ast.FunctionDef))
    marks = ((test, mark) for test in tests for mark in test.decorator_list)
    for test, mark in marks:
        if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "rule":
            sentence = test.name.removeprefix("test_").replace("_", " ")
            yield ast.literal_eval(mark.args[0]), sentence


def commands() -> str:
    """What can be typed after `joinedup`."""
    django.setup()
    cli = importlib.import_module("joinedup.config.cli")
    lines = ["# Commands", "", "`joinedup` is in `.venv/bin` once `make run` has installed it.", ""]
    for name, parser, what in _subcommands(cli._parser()):
        lines += [f"## joinedup {name}", "", _sentence(parser.description or what), ""]
        rows = [_option(action) for action in parser._actions if _is_shown(action)]
        lines += [*_table(["Word", "What it does"], rows), ""] if rows else []
    return "\n".join(lines)


def _subcommands(
    parser: argparse.ArgumentParser, prefix: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, under in sorted(action.choices.items()):
                yield f"{prefix}{name}", under, said.get(name, "")
                yield from _subcommands(under, f"{prefix}{name} ")


def _sentence(words: str) -> str:
    return words and f"{words[0].upper()}{words[1:].rstrip('.')}."


def _is_shown(action: argparse.Action) -> bool:
    is_for_people = action.help != argparse.SUPPRESS and action.dest != "help"
    return is_for_people and not isinstance(action, argparse._SubParsersAction)


def _option(action: argparse.Action) -> list[str]:
    name = str(action.metavar or action.dest).upper()
    word = ", ".join(action.option_strings) or name
    takes = f" {name}" if action.option_strings and action.nargs != 0 else ""
    said = [action.help or ""]
    if action.choices:
        said.append("one of " + ", ".join(f"`{choice}`" for choice in action.choices))
    is_plain = isinstance(action.default, str | int) and action.default != argparse.SUPPRESS
    if action.default and is_plain and action.nargs != 0:
        said.append(f"`{action.default}` unless said otherwise")
    return [f"`{word}{takes}`", "; ".join(filter(None, said))]


def _table(head: list[str], rows: Any) -> list[str]:
    def line(cells: list[str]) -> str:
        escaped = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
        return f"| {' | '.join(escaped)} |"

    return [line(head), line(["---"] * len(head)), *(line(row) for row in rows)]
