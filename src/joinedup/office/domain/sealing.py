"""Texts that are kept in a session, readable to nobody who has not our own key."""

import hashlib

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey


def sealed(text: str, *, by: str) -> str:
    """A text that is kept in a session, readable to nobody who has not our own key."""
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, text.encode(), _own_key(by))


def opened(text: str, *, by: str) -> str:
    """What was sealed; nothing where it was sealed by another key."""
    try:
        kept = jwe.decrypt_compact(text, _own_key(by)).plaintext
    except (JoseError, ValueError):
        return ""
    return (kept or b"").decode()


def _own_key(by: str) -> OctKey:
    return OctKey.import_key(hashlib.sha256(f"sign-in:{by}".encode()).digest())
