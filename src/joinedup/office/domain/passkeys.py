"""Passkeys: who asks whom for what, how many somebody may have, a counter that went back."""

from dataclasses import dataclass
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId

MOST: Final = 10
NAME_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Here:
    """This site as a browser knows it: the host that passkeys are for, and the exact origin."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose passkey it is, as the device shows it."""

    account_id: AccountId
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is asked for, and the challenge that its answer must be about."""

    options: str
    challenge: str


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
