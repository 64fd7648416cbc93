"""Who listens to which fact, and which jobs come round by themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from joinedup.foundation.entries import EntryRow
from joinedup.foundation.scope import Actor
from joinedup.kernel import facts

type ListenerFunction = Callable[[EntryRow, Actor], None]
type TimedFunction = Callable[[Actor], None]


@dataclass(frozen=True, slots=True)
class Timed:
    """A job that comes round."""

    name: str
    every: timedelta
    function: TimedFunction


LISTENERS: dict[str, ListenerFunction] = {}
TIMED: dict[str, Timed] = {}
_by_kind: dict[str, list[str]] = {}


def listen(*fact_classes: type, name: str) -> Callable[[ListenerFunction], ListenerFunction]:
    """Have a function of a room called by the worker, under a fixed name, for each such fact."""

    def listening(function: ListenerFunction) -> ListenerFunction:
        if name in LISTENERS:
            raise ValueError(f"two listeners are called {name}")
        LISTENERS[name] = function
        for fact_class in fact_classes:
            _by_kind.setdefault(facts.kind_of(fact_class), []).append(name)
        return function

    return listening


def forget(name: str) -> None:
    """Have a listener called no more, as a test that made one does at its end."""
    del LISTENERS[name]
    for names in _by_kind.values():
        if name in names:
            names.remove(name)


def every(seconds: int, *, name: str) -> Callable[[TimedFunction], TimedFunction]:
    """Have a function of a room called, by the worker, every so many seconds."""

    def timed(function: TimedFunction) -> TimedFunction:
        if name in TIMED:
            raise ValueError(f"two timed jobs are called {name}")
        TIMED[name] = Timed(name, timedelta(seconds=seconds), function)
        return function

    return timed


def listeners_to(kind: str) -> tuple[str, ...]:
    """The names of those who listen to a kind of fact, in the order they were declared."""
    return tuple(_by_kind.get(kind, ()))
