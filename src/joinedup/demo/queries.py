"""Whether a place may be filled."""

from joinedup.foundation import accounts


def is_populated() -> bool:
    """Whether anybody has an account here already."""
    return accounts.is_anybody_here()
