"""What an app may read of one person: the scopes of SMART App Launch 2.2, of versions 1 and 2."""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

LAUNCH: Final = "launch"
READ: Final = "r"
SEARCH: Final = "s"
KINDS: Final = (
    "Patient",
    "AllergyIntolerance",
    "CarePlan",
    "Condition",
    "Encounter",
    "Observation",
    "ServiceRequest",
    "Task",
)
"""The kinds of resource that are read here."""
_SCOPE: Final = re.compile(r"patient/([A-Za-z]+|\*)\.([a-z]+|\*)")
# RFC 7636, sections 4.1 and 4.2.
_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9\-_]{43}")


@dataclass(frozen=True, slots=True)
class AppScopes:
    """What was understood of the scopes that an app asked for, and is let of them."""

    said: tuple[str, ...]
    """The scopes as they are told back, each as it was asked for, less what it is not let."""
    may: Mapping[str, frozenset[str]]
    """What may be done with each kind: read by its id, found by a search."""

    def __str__(self) -> str:
        return " ".join(self.said)


def understood(asked: str, *, let: Collection[str]) -> AppScopes:
    """The scopes of a request as far as they are known here and the app is let read the kinds.

    Whatever else is asked for is left out, as the standard says, and the answer tells what is left:
    nothing is written through an app, and no scope that narrows a search is understood.
    """
    said: list[str] = []
    may: dict[str, frozenset[str]] = {}
    for one in dict.fromkeys(asked.split()):
        if one == LAUNCH:
            said.append(one)
        elif found := _SCOPE.fullmatch(one):
            kind, how = found.groups()
            done = _done(how)
            kinds = [each for each in KINDS if each in let and kind in (each, "*")]
            if not done or not kinds:
                continue
            said += [f"patient/{each}.{_spelt(how, done)}" for each in kinds]
            for each in kinds:
                may[each] = may.get(each, frozenset()) | done
    return AppScopes(tuple(dict.fromkeys(said)), may)


def is_challenge(text: str) -> bool:
    """Whether it can be the SHA-256 of a verifier."""
    return _CHALLENGE.fullmatch(text) is not None


def is_verified(verifier: str, *, challenge: str) -> bool:
    """Whether whoever brings a code is who asked for it (RFC 7636, S256)."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(made, challenge)


def _done(how: str) -> frozenset[str]:
    # Version 1 says *read* or *\**; version 2 some of c, r, u, d and s, in this order.
    if how in ("read", "*"):
        return frozenset((READ, SEARCH))
    if re.fullmatch("c?r?u?d?s?", how) is None:
        return frozenset()
    return frozenset(how) & {READ, SEARCH}


def _spelt(how: str, done: frozenset[str]) -> str:
    return "read" if how in ("read", "*") else "".join(sorted(done))
