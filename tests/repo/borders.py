"""Checks on who may import what, beyond the layers that `.importlinter` draws."""

import ast
import configparser
from collections.abc import Iterator
from dataclasses import dataclass

from tests.repo.tree import PACKAGE, Source, Tree

GROUND = {"kernel", "foundation", "web", "config"}
PRIVATE_FLOORS = {"models", "views", "forms"}
FLOORS_WITHOUT_MANAGERS = {"views", "api", "commands", "presenters", "forms", "pages"}
# Rooms that read lower rooms in bulk, through their documented flat tables.
BULK_ROOMS = {"population", "planning", "measures"}
PURE_CALLS = {"now", "today", "utcnow", "uuid1", "uuid4", "uuid7", "open", "input", "getenv"}


@dataclass(frozen=True)
class May:
    """What a floor may import: of its own room, of lower rooms, of what lies below them all."""

    own: set[str]
    lower: set[str]
    ground: set[str]


_KERNEL = {"kernel"}
_STORE = {"kernel", "foundation"}
_PAGE = {"kernel", "foundation", "web"}
_READING = {"queries", "domain"}
_EDGE = May(
    {
        "pages",
        "presenters",
        "forms",
        "services",
        "queries",
        "extracts",
        "adapters",
        "events",
        "domain",
    },
    _READING,
    _PAGE,
)
FLOORS = {
    "domain": May(set(), {"domain"}, _KERNEL),
    "events": May({"domain"}, set(), _KERNEL),
    "models": May({"domain"}, set(), _STORE),
    "adapters": May({"domain"}, set(), _KERNEL),
    "queries": May({"models", "domain", "events"}, _READING, _STORE),
    "extracts": May({"models", "domain", "events", "queries"}, _READING, _STORE),
    "services": May(
        {"queries", "models", "domain", "events", "adapters"}, {"services", *_READING}, _STORE
    ),
    "jobs": May({"services", "domain"}, {"events"}, _STORE),
    "presenters": May({"queries", "domain"}, _READING, _PAGE),
    "forms": May({"queries", "domain"}, _READING, _PAGE),
    "pages": May({"presenters", "forms", *_READING}, _READING, _PAGE),
    "views": _EDGE,
    "api": _EDGE,
    "commands": _EDGE,
    "urls": May({"views", "api"}, set(), _PAGE),
    "apps": May(set(), set(), set()),
}


def floors_overstepped(tree: Tree) -> list[str]:
    """Each floor imports only what the table of the house style allows it."""
    return [
        f"{source.at(node)}: {source.room}.{source.floor} imports {'.'.join(name)}"
        for source, node, name in _own_imports(tree)
        if source.floor in FLOORS and not _allowed(source, name)
    ]


def _allowed(source: Source, name: list[str]) -> bool:
    may = FLOORS[source.floor]
    room, floor = name[1], name[2] if len(name) > 2 else ""
    if room in GROUND:
        return room in may.ground
    if room == source.room:
        return floor in {*may.own, source.floor, ""}
    if floor == "extracts" and source.room in BULK_ROOMS:
        return source.floor in {"queries", "services"}
    return floor in may.lower


def rooms_crossed(tree: Tree) -> list[str]:
    """No room's models, views or forms are imported from outside it."""
    return [
        f"{source.at(node)}: imports {'.'.join(name)}"
        for source, node, name in _own_imports(tree)
        if name[1] not in {*GROUND, source.room}
        if len(name) > 2 and name[2] in PRIVATE_FLOORS
        if source.room != "config" or name[2] == "models"
    ]


def _own_imports(tree: Tree) -> Iterator[tuple[Source, ast.stmt, list[str]]]:
    for source in tree.sources:
        if source.room in GROUND - {"config", "web"} or not source.room:
            continue
        for node, name in source.imports():
            parts = name.split(".")
            if parts[0] == PACKAGE and len(parts) > 1:
                yield source, node, parts


def bare_managers(tree: Tree) -> list[str]:
    """No `.objects` where pages, forms, commands and answers are made: they ask `queries`."""
    return [
        f"{source.at(node)}: .{node.attr} in {source.floor}"
        for source in tree.sources
        if source.floor in FLOORS_WITHOUT_MANAGERS and source.room not in GROUND
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        if node.attr in {"objects", "_default_manager", "_base_manager"}
    ]


def impure_calls(tree: Tree) -> list[str]:
    """Kernel and domain ask neither the clock nor chance nor a file: those come in as arguments."""
    return [
        f"{source.at(node)}: {name}()"
        for source in tree.sources
        if source.room == "kernel" or source.floor == "domain"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and (name := _called(node)) in PURE_CALLS
    ]


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def rooms_without_floors(tree: Tree) -> list[str]:
    """Every room above web but config stands in the floors contract."""
    drawn = configparser.ConfigParser()
    drawn.read_string(tree.text(".importlinter"))
    listed = drawn["importlinter:contract:floors"]["containers"].split()
    missing = {f"{PACKAGE}.{room}" for room in tree.rooms if room not in GROUND} - set(listed)
    return [f".importlinter: {room} is not in floors" for room in sorted(missing)]


def environment_read_elsewhere(tree: Tree) -> list[str]:
    """Only config/environment.py reads a variable, so that every setting is in its list."""
    return [
        f"{source.at(node)}: reads the environment"
        for source in tree.sources
        if source.module[1:] != ("config", "environment")
        for node in ast.walk(source.tree)
        if _reads_a_variable(node)
    ]


def _reads_a_variable(node: ast.AST) -> bool:
    """Handing the whole environment to a child reads nothing, nor does setting a variable."""
    match node:
        case ast.Subscript(value=ast.Attribute(attr="environ"), ctx=ast.Load()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get" | "pop")):
            return True
        case ast.Call(func=ast.Attribute(attr="getenv")):
            return True
        case ast.ImportFrom(module="os", names=names):
            return any(name.name in {"environ", "getenv"} for name in names)
    return False


ALL = (
    floors_overstepped,
    rooms_crossed,
    bare_managers,
    impure_calls,
    rooms_without_floors,
    environment_read_elsewhere,
)
