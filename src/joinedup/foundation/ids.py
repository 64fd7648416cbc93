"""Identifiers: UUID version 7 (RFC 9562), so that keys made later sort later."""

import os
import threading
import time
from uuid import UUID

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_lock = threading.Lock()
_last = (0, 0)


def new_id() -> UUID:
    """A new UUIDv7, ascending within this process even inside one millisecond.

    RFC 9562 section 6.2 method 1: the twelve bits after the time are a counter that starts low in
    each millisecond; when it runs out the time is borrowed from the next one.
    """
    global _last
    with _lock:
        milliseconds, counter = time.time_ns() // 1_000_000, 0
        if milliseconds <= _last[0]:
            milliseconds, counter = _last[0], _last[1] + 1
        if counter > 0xFFF:
            milliseconds, counter = milliseconds + 1, 0
        _last = (milliseconds, counter)
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | _VERSION_AND_VARIANT | (counter << 64) | random)


def is_id(text: str) -> bool:
    """Whether a text that came from outside is an identifier at all."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
