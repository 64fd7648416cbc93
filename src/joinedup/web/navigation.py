"""The lines of the header and footer: which pages there are, and who is offered them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.web.sentences.kinds import Sentence


@dataclass(frozen=True, slots=True)
class Item:
    """A page offered to whoever holds any of the permissions; to everybody when there are none."""

    words: Sentence
    route: str
    permissions: tuple[Permission, ...] = ()
    is_find: bool = False
    """The page that `/` leads to from a work queue."""
    keys: str = ""
    """The keys that lead to it from any page, as `aria-keyshortcuts` writes them."""
    count: Callable[[Scope], int] | None = None
    """How much waits there for this very viewer; nothing is drawn for none."""


@dataclass(frozen=True, slots=True)
class Link:
    """An item as it is drawn."""

    words: str
    href: str
    is_current: bool = False
    is_this_page: bool = False
    is_find: bool = False
    keys: str = ""
    count: int = 0


def links(
    request: HttpRequest,
    items: Sequence[Item],
    permissions: frozenset[Permission],
    *,
    scope: Scope | None = None,
) -> tuple[Link, ...]:
    """The items that somebody with these permissions is offered, the current one marked."""
    offered = [
        (item, address)
        for item in items
        if not item.permissions or permissions.intersection(item.permissions)
        for address in _addresses(item.route)
    ]
    current = _current(request.path, (address for _, address in offered))
    return tuple(
        Link(
            str(item.words),
            address,
            address == current,
            address == request.path,
            item.is_find,
            item.keys,
            item.count(scope) if item.count and scope else 0,
        )
        for item, address in offered
    )


def _addresses(route: str) -> tuple[str, ...]:
    # A room comes with its issue: until then its page is not offered, rather than broken.
    try:
        return (reverse(route),)
    except NoReverseMatch:
        return ()


def _current(path: str, addresses: Iterable[str]) -> str:
    holding = [a for a in addresses if path == a or (a != "/" and path.startswith(a))]
    return max(holding, key=len, default="")
