"""A searchset: the resources of one page, where the next one is, and what was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson

from joinedup.exchange.adapters.outcome import REFUSALS
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.domain.searching import AFTER, COUNT, Search


@dataclass(frozen=True, slots=True)
class Found:
    """The resources of one page of a search; `total` is None where it was not counted to the end.

    `next_key` is what the next page starts after, and empty on the last.
    """

    resources: Sequence[Tree]
    total: int | None
    next_key: str = ""


def searchset(base: str, kind: str, search: Search, found: Found) -> bytes:
    """A page of a search as a Bundle. `base` is the address that resources stand under."""
    links = [{"relation": "self", "url": _address(base, kind, search, search.after)}]
    if found.next_key:
        links.append({"relation": "next", "url": _address(base, kind, search, found.next_key)})
    entries: list[Tree] = [
        {
            "fullUrl": f"{base}/{one['resourceType']}/{one['id']}",
            "resource": one,
            "search": {"mode": "match"},
        }
        for one in found.resources
    ]
    if search.ignored:
        entries.append({"resource": _not_known(search.ignored), "search": {"mode": "outcome"}})
    bundle: Tree = {"resourceType": "Bundle", "type": "searchset"}
    if found.total is not None:
        bundle["total"] = found.total
    bundle["link"] = links
    if entries:
        bundle["entry"] = entries
    return orjson.dumps(bundle)


def _address(base: str, kind: str, search: Search, after: str) -> str:
    # What was ignored is not in it: this is the search that was answered.
    asked = [(name, value) for name, value in search.taken if name not in (AFTER, COUNT)]
    asked.append((COUNT, str(search.count)))
    if after:
        asked.append((AFTER, after))
    return f"{base}/{kind}?{urlencode(asked)}"


def _not_known(ignored: Sequence[str]) -> Tree:
    issues = [
        {
            "severity": "warning",
            "code": "not-supported",
            "details": {
                "coding": [{"system": REFUSALS, "code": "parameter_unknown"}],
                "text": f"{name[:60]} is not a parameter of this search and was left out.",
            },
        }
        for name in ignored[:20]
    ]
    return {"resourceType": "OperationOutcome", "issue": issues}
