"""The key that the chains are sealed with: outside the database, made on first use."""

import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings


def key_path() -> Path:
    """Where the key of the journey log is kept."""
    return Path(settings.JOINEDUP_LOG_KEY_FILE)


@cache
def log_key(path: Path) -> bytes:
    """The secret that makes a digest impossible to recompute from the database alone."""
    if not path.exists():
        _make(path)
    return bytes.fromhex(path.read_text().strip())


def sign(message: bytes) -> str:
    """HMAC-SHA256 under the log key, in hexadecimal."""
    # The setting itself, not a new path of it: a path that was hashed once is quick to look up by.
    return hmac.digest(log_key(settings.JOINEDUP_LOG_KEY_FILE), message, "sha256").hex()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_hex(32))
    try:
        # A link fails where another process was first, so that two never write two keys.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
