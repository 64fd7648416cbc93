"""Small numbers, which could point at a person, are withheld at the door out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5
# Sums are solved by remainders, which stay small; any large prime will do.
_PRIME = 2_147_483_647
WITHHELD = f"fewer than {SMALLEST_SHOWN}"


def suppress(count: int) -> int | str:
    """A count of people as a figure may show it: one to four are withheld, nobody is shown."""
    return WITHHELD if is_small(count) else count


def is_small(count: int) -> bool:
    """Whether a count is of so few that they could be known by it."""
    return 0 < count < SMALLEST_SHOWN


@dataclass(frozen=True, slots=True)
class Sum[C: Hashable]:
    """One cell of a table is the sum of others: a total of its column, or of its row."""

    whole: C
    parts: Sequence[C]


def withheld[C: Hashable](counts: Mapping[C, int], sums: Iterable[Sum[C]]) -> frozenset[C]:
    """The cells of a table to withhold so that no small count can be worked out from the others.

    Every small count is withheld, and beside it as many more, smallest first, as it takes until
    what is withheld of a sum could be shared out in many ways: each cell of it could be any of at
    least `SMALLEST_SHOWN` numbers. Nothing is shown as nothing. A cell that is not on the page but
    follows from it (*not accepted* beside *received* and *accepted*) belongs in the table too.
    """
    hidden = {cell for cell, count in counts.items() if is_small(count)}
    drawn = tuple(sums)
    while hidden:
        more = {cell for one in drawn for cell in _next(one, counts, hidden)}
        if not more:
            more = _pinned(drawn, counts, hidden)
        if not more:
            break
        hidden |= more
    return frozenset(hidden)


def _next[C: Hashable](one: Sum[C], counts: Mapping[C, int], hidden: set[C]) -> set[C]:
    """The next cell to withhold of a sum from which one could be worked out; none when it is safe.

    It is withheld at once, so that the next sum of the same round knows of it.
    """
    parts = [part for part in one.parts if part in hidden]
    is_whole_known = one.whole not in hidden
    if is_whole_known and (not parts or _is_shared_out([counts[part] for part in parts])):
        return set()
    if not is_whole_known and parts:
        return set()
    shown = [part for part in one.parts if counts[part] and part not in hidden]
    found = min(shown, key=lambda part: counts[part], default=one.whole)
    hidden.add(found)
    return {found}


def _is_shared_out(counts: Sequence[int]) -> bool:
    # Each is at least one, so the most that any can be is what the others leave of the sum.
    others = len(counts) - 1
    return others > 0 and sum(counts) - others >= SMALLEST_SHOWN


def _pinned[C: Hashable](
    drawn: Sequence[Sum[C]], counts: Mapping[C, int], hidden: set[C]
) -> set[C]:
    """What more to withhold where several sums together may give a small count away.

    Beside each that may follow from them, the smallest shown cell of a sum that holds it, or else
    of any sum that holds something withheld.
    """
    free = _in_doubt(drawn, counts, hidden)
    given_away = {cell for cell in hidden if is_small(counts[cell])} - free
    if not given_away:
        return set()
    beside = _beside(drawn, counts, hidden, given_away) or _beside(drawn, counts, hidden, hidden)
    return {min(beside, key=lambda each: counts[each])} if beside else set()


def _beside[C: Hashable](
    drawn: Sequence[Sum[C]], counts: Mapping[C, int], hidden: set[C], near: set[C]
) -> list[C]:
    """What is shown in the sums that hold one of some cells."""
    cells = [(one.whole, *one.parts) for one in drawn]
    held = [each for one in cells if not near.isdisjoint(one) for each in one]
    return [each for each in held if counts[each] and each not in hidden]


def _in_doubt[C: Hashable](
    drawn: Sequence[Sum[C]], counts: Mapping[C, int], hidden: set[C]
) -> set[C]:
    """The withheld cells that could be another number, for each of which such a table is at hand.

    Whatever leaves every sum as it is, is built of moves, found by elimination: one cell up or down
    by one and others with it. A move that leaves each cell it touches at one or more is a table
    that a reader cannot tell from the true one.
    """
    doubted: set[C] = set()
    for move in _moves(drawn, hidden):
        for way in (1, -1):
            if all(counts[cell] + way * step >= 1 for cell, step in move.items()):
                doubted.update(move)
                break
    return doubted


def _moves[C: Hashable](drawn: Sequence[Sum[C]], hidden: set[C]) -> list[dict[C, int]]:
    solved: dict[C, dict[C, int]] = {}
    for one in drawn:
        row = {part: 1 for part in one.parts if part in hidden}
        if one.whole in hidden:
            row[one.whole] = -1
        for pivot in [cell for cell in row if cell in solved]:
            _subtract(row, solved[pivot], pivot)
        if row:
            _solve(row, solved)
    moves = {cell: {cell: 1} for cell in hidden if cell not in solved}
    for pivot, row in solved.items():
        for cell, times in row.items():
            if cell != pivot:
                moves[cell][pivot] = _signed(-times)
    return list(moves.values())


def _solve[C: Hashable](row: dict[C, int], solved: dict[C, dict[C, int]]) -> None:
    """Keep what a sum says of one of its cells, and put it in wherever else that cell stands."""
    pivot = next(iter(row))
    inverse = pow(row[pivot], -1, _PRIME)
    row = {cell: each * inverse % _PRIME for cell, each in row.items()}
    for other in solved.values():
        if pivot in other:
            _subtract(other, row, pivot)
    solved[pivot] = row


def _subtract[C: Hashable](row: dict[C, int], other: Mapping[C, int], pivot: C) -> None:
    times = row[pivot]
    for cell, each in other.items():
        left = (row.get(cell, 0) - times * each) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def _signed(remainder: int) -> int:
    remainder %= _PRIME
    return remainder - _PRIME if remainder > _PRIME // 2 else remainder
