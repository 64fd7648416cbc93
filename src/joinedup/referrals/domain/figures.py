"""Figures about waits."""

from collections.abc import Sequence


def percentile(values: Sequence[int], percent: int) -> int:
    """The smallest value that at least so many per cent of the values do not exceed.

    By nearest rank: it is a wait that somebody had. Of no values there is none.
    """
    if not values:
        raise ValueError("no values have no percentile")
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(rank, 1) - 1]
