"""Vectors of trust: how surely somebody is who they say, and by what they showed it."""

import re
from typing import Final

# RFC 8485: parts with dots between, each a capital letter and one more sign.
_VECTOR: Final = re.compile(r"[A-Z][a-z0-9](?:\.[A-Z][a-z0-9])*")


def is_vector(text: str) -> bool:
    """Whether a text is a vector of trust, as *P9.Cp.Cd*."""
    return _VECTOR.fullmatch(text) is not None


def reaches(found: str, demanded: str) -> bool:
    """Whether a vector reaches one that is demanded.

    Proofing counts as reached by any higher level; of credentials each that is demanded must be
    there, and more do no harm.
    """
    if not (is_vector(found) and is_vector(demanded)):
        return False
    there, wanted = set(found.split(".")), set(demanded.split("."))
    proofs = {part for part in wanted if part.startswith("P")}
    highest = max((part for part in there if part.startswith("P")), default="P0")
    return wanted - proofs <= there and all(highest >= proof for proof in proofs)
