"""Repairs of known faults in a partner's messages: each named, allowed by partner, recorded."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

import fhirkit

from joinedup.exchange.adapters.raw import Tree, walk
from joinedup.kernel.finding import Finding

ONE_FOR_LIST: Final = "one_for_list"
LIST_OF_ONE: Final = "list_of_one"
CAPITAL_LETTER: Final = "capital_letter"
BROKEN_ADDRESS: Final = "broken_address"

# What each repair mends. None makes anything up: a missing code or date stays missing, and refused.
KNOWN: Final = {
    ONE_FOR_LIST: "one value stood where R4 wants a list of them",
    LIST_OF_ONE: "a list of one stood where R4 wants the value itself",
    CAPITAL_LETTER: "the name of an element began with a capital letter",
    BROKEN_ADDRESS: "an address inside the message lacked the beginning of urn:uuid:",
}

_STEPS: Final = re.compile(r"([A-Za-z0-9_]+)((?:\[\d+\])*)")
_BROKEN: Final = re.compile(r"^:?uuid:(?=[0-9a-fA-F-]{36}$)")

type _Mend = Callable[[Tree, str], str | None]


def repair(
    tree: Tree, issues: Iterable[fhirkit.Issue], *, allowed: Collection[str], source: str
) -> tuple[Finding, ...]:
    """Mend in a tree what the named repairs can mend, and say what was mended and where."""
    mended = [*_addresses(tree)] if BROKEN_ADDRESS in allowed else []
    for issue in issues:
        for name, mend in _mends(issue.message):
            if name in allowed and (at := mend(tree, issue.path)):
                mended.append((at, name))
    return tuple(Finding(source, at, name, f"Repaired: {KNOWN[name]}.") for at, name in mended)


def _mends(message: str) -> Iterator[tuple[str, _Mend]]:
    if message.startswith("expected an array"):
        yield ONE_FOR_LIST, _listed
    elif message.endswith("found an array"):
        yield LIST_OF_ONE, _unlisted
    elif message == "unknown element":
        yield CAPITAL_LETTER, _small_letter


def _listed(tree: Tree, path: str) -> str | None:
    holder, name = _holder(tree, path)
    if holder is None or isinstance(holder.get(name), list):
        return None
    holder[name] = [holder[name]]
    return path


def _unlisted(tree: Tree, path: str) -> str | None:
    holder, name = _holder(tree, path)
    held = holder.get(name) if holder else None
    if holder is None or not isinstance(held, list) or len(held) != 1:
        return None
    holder[name] = held[0]
    return path


def _small_letter(tree: Tree, path: str) -> str | None:
    holder, name = _holder(tree, path)
    proper = name[:1].lower() + name[1:]
    if holder is None or proper == name or proper in holder:
        return None
    holder[proper] = holder.pop(name)
    return path


def _addresses(tree: Tree) -> Iterator[tuple[str, str]]:
    for path, value in walk(tree):
        if isinstance(value, dict) and isinstance(value.get("reference"), str):
            whole, count = _BROKEN.subn("urn:uuid:", value["reference"])
            if count:
                value["reference"] = whole
                yield f"{path}.reference", BROKEN_ADDRESS


def _holder(tree: Tree, path: str) -> tuple[Tree | None, str]:
    """The object that holds the element at a path, and the element's name in it."""
    *steps, last = path.split(".")[1:] or [""]
    value: Any = tree
    for step in steps:
        named = _STEPS.fullmatch(step)
        value = value.get(named.group(1)) if named and isinstance(value, dict) else None
        for index in re.findall(r"\d+", named.group(2) if named else ""):
            value = (
                value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
            )
    holder = value if isinstance(value, dict) and last in value else None
    return holder, last
