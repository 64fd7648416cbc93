"""The part of a received message that an entry points into, as text to be read by people."""

import csv
import io
import json
import re
from typing import Any, Final

LONGEST_SHOWN: Final = 20_000
LARGEST_READ: Final = 5_000_000
"""A larger file is not opened for a page: the entry says where in it to look."""

# What care costs a council and who pays is in its extract, and is nobody's who decides about care.
_NOT_SHOWN: Final = frozenset({"unitcost", "costfrequencyunittype", "clientfundingstatus"})
_STEP: Final = re.compile(r"([A-Za-z_]\w*)|\[(\d+)\]|\.")
_LINE: Final = re.compile(r"\b(line|row) (\d+)\b")


def part_of(body: bytes, path: str) -> str | None:
    """What stands at a path of a message, or on a line of it; nothing where it is not there.

    JSON is set out in lines; a row of a table with the names of its columns.
    """
    if len(body) > LARGEST_READ:
        return None
    text = body.decode("utf-8", errors="replace").removeprefix("\ufeff")
    lines = dict(_LINE.findall(path))
    found = _of_line(text, lines) if lines else _of_json(text, path)
    return None if found is None else _cut(found)


def _of_line(text: str, lines: dict[str, str]) -> str | None:
    number = int(lines.get("line", lines.get("row", "0")))
    every = text.splitlines()
    if not 0 < number <= len(every):
        return None
    line = every[number - 1]
    if line.lstrip().startswith("{"):
        return _of_json(line, "")
    return _of_row(every[0], line) if number > 1 else line


def _of_row(header: str, line: str) -> str:
    names = next(csv.reader(io.StringIO(header)), [])
    values = next(csv.reader(io.StringIO(line)), [])
    named = zip(names, values, strict=False)
    return "\n".join(
        f"{name}: {value}" for name, value in named if value and _bare(name) not in _NOT_SHOWN
    )


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _of_json(text: str, path: str) -> str | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = _at(found, path)
    return None if found is None else json.dumps(found, indent=2, ensure_ascii=False)


def _at(tree: Any, path: str) -> Any:
    """What a path leads to; the name of the resource itself, which a path begins with, stays."""
    for name, number in _STEP.findall(path):
        if number:
            is_there = isinstance(tree, list) and int(number) < len(tree)
            tree = tree[int(number)] if is_there else None
        elif name and isinstance(tree, dict) and name in tree:
            tree = tree[name]
        elif name and not (isinstance(tree, dict) and tree.get("resourceType") == name):
            tree = None
        if tree is None:
            return None
    return tree


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}\n…"
