"""Passkeys: how many somebody may have, and what a counter that went back tells."""

from typing import Final

from joinedup.kernel.errors import Refused

MOST: Final = 10
NAME_LENGTH: Final = 60


def check_room(held: int) -> None:
    """Refuse one more passkey than anybody needs."""
    if held >= MOST:
        raise Refused("passkeys_enough", most=MOST)


def check_counter(kept: int, *, shown: int) -> None:
    """Refuse a passkey whose counter did not go on: somebody may have copied it.

    One that does not count says 0 for ever, as those that follow somebody to all their devices do.
    """
    # Web Authentication, section 7.2, "signature counter".
    if (kept or shown) and shown <= kept:
        raise Refused("passkey_counter")
