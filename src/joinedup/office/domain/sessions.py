"""How somebody signed in, by what their session says that they showed."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Way(StrEnum):
    """What somebody showed to be let in."""

    PASSKEY = "passkey"
    PASSWORD = "password"
    PASSWORD_AND_CODE = "password_and_code"
    PASSWORD_AND_PASSKEY = "password_and_passkey"
    PROVIDER = "provider"


def way_in(showed: Iterable[Mapping[str, object]], *, by_provider: bool) -> Way:
    """The way that a session began; what was shown once more later does not count."""
    if by_provider:
        return Way.PROVIDER
    for one in showed:
        if one.get("method") != "mfa" or one.get("reauthenticated"):
            continue
        if one.get("type") != "webauthn":
            return Way.PASSWORD_AND_CODE
        return Way.PASSKEY if one.get("passwordless") else Way.PASSWORD_AND_PASSKEY
    return Way.PASSWORD
