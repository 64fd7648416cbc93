"""What a Bundle's references point to."""

import re
from collections.abc import Iterator
from typing import Any, Final

from joinedup.exchange.adapters.raw import Tree

_BROKEN_URN: Final = re.compile(r"^:?(?:urn:)?:?uuid:", re.IGNORECASE)


class Index:
    """The resources of one tree by the addresses that references may use for them."""

    def __init__(self, tree: Tree) -> None:
        self._by_address: dict[str, Tree] = {}
        self._is_message = tree.get("resourceType") == "Bundle" and tree.get("type") == "message"
        for full_url, resource in entries(tree):
            if full_url:
                self._by_address.setdefault(full_url, resource)
            named, given = resource.get("resourceType"), resource.get("id")
            if isinstance(named, str) and isinstance(given, str):
                self._by_address.setdefault(f"{named}/{given}", resource)

    def find(self, reference: str) -> Tree | None:
        """The entry that a reference points to, if any; contained resources are not sought."""
        return self._by_address.get(reference)

    def holds(self, reference: str) -> bool:
        """Whether a reference points to something in the tree."""
        return self.find(reference) is not None

    def must_hold(self, reference: str) -> bool:
        """Whether a reference can point nowhere but into this message."""
        return self._is_message and bool(_BROKEN_URN.match(reference))


def entries(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Each resource of a Bundle with its full address, which may be empty."""
    for entry in _objects(tree.get("entry")):
        resource = entry.get("resource")
        if isinstance(resource, dict):
            full_url = entry.get("fullUrl")
            yield full_url if isinstance(full_url, str) else "", resource


def _objects(value: Any) -> list[Tree]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
