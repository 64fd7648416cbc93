"""Whether a place may be filled."""

from typing import Final

from joinedup.foundation import accounts
from joinedup.kernel.errors import NotFound

BEGUN: Final = "demonstration"
FINISHED: Final = "demonstration_finished"


def is_populated() -> bool:
    """Whether anybody has an account here already."""
    return accounts.is_anybody_here()


def is_begun() -> bool:
    """Whether a demonstration began to fill this store."""
    return _acted(BEGUN)


def is_finished() -> bool:
    """Whether a demonstration filled it to the end."""
    return _acted(FINISHED)


def _acted(name: str) -> bool:
    try:
        accounts.account_named(f"system:{name}")
    except NotFound:
        return False
    return True
