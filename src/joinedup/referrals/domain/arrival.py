"""How a referral came to the front door."""

from dataclasses import dataclass
from enum import StrEnum


class ArrivedBy(StrEnum):
    """The way a referral came."""

    FORM = "form"
    MESSAGE = "message"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The partner whose system sent it, and that system's own identifier for it."""

    code: str
    reference: str
