"""What a row of the foundation is about: a thing of some room, named by its kind and id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model

if TYPE_CHECKING:
    from joinedup.foundation.scope import Scope

type Thing = tuple[str, UUID]
type Named = Model | Thing
type Words = Mapping[UUID, str]
type Caller = Callable[[Scope, list[UUID]], Words]


@dataclass(frozen=True, slots=True)
class Called:
    """How people speak of a thing, and the route of the page that opens it."""

    words: str
    route: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A thing that somebody asked for by its reference, and the route of the page that opens it."""

    route: str
    thing_id: UUID


type Opener = Callable[[Scope, str], Opened | None]

_callers: dict[str, tuple[Caller, str]] = {}
_openers: list[Opener] = []


def named(thing: Named) -> Thing:
    """The kind and id of a thing; a room without its model gives them as they are."""
    if isinstance(thing, Model):
        return thing._meta.label_lower, thing.pk
    return thing


def calls(kind: str, *, opened_at: str = "") -> Callable[[Caller], Caller]:
    """Have a query of a room say how things of a kind are spoken of, for rooms below it."""

    def calling(function: Caller) -> Caller:
        if kind in _callers:
            raise ValueError(f"two queries say how {kind} is spoken of")
        _callers[kind] = function, opened_at
        return function

    return calling


def called(scope: Scope, things: Iterable[Thing]) -> dict[Thing, Called]:
    """How things are spoken of, in one query a kind; one whose room says nothing is left out."""
    gathered: dict[str, set[UUID]] = defaultdict(set)
    for kind, thing_id in things:
        gathered[kind].add(thing_id)
    return {
        (kind, thing_id): Called(words, _callers[kind][1])
        for kind in gathered.keys() & _callers.keys()
        for thing_id, words in _callers[kind][0](scope, sorted(gathered[kind])).items()
    }


def opens_references(function: Opener) -> Opener:
    """Have a query of a room open what a reference names, for rooms below it."""
    _openers.append(function)
    return function


def opened(scope: Scope, reference: str) -> Opened | None:
    """What a reference names and the viewer may open; nothing for what is not there, or hidden."""
    return next(filter(None, (opens(scope, reference) for opens in _openers)), None)
