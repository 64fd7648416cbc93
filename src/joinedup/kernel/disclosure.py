"""Small numbers, which could point at a person, are withheld at the door out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5
# How far another table is looked for; where none is found, more is withheld.
MOST_TRIED = 300
LONGEST_MOVES = (6, 40)
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
    given_away = _Doubts(drawn, counts, hidden).given_away()
    more = set()
    for cell in given_away:
        beside = _beside(drawn, counts, hidden, {cell})
        more |= {min(beside, key=lambda each: counts[each])} if beside else set()
    if given_away and not more:
        beside = _beside(drawn, counts, hidden, hidden)
        more |= {min(beside, key=lambda each: counts[each])} if beside else set()
    return more


def _beside[C: Hashable](
    drawn: Sequence[Sum[C]], counts: Mapping[C, int], hidden: set[C], near: set[C]
) -> list[C]:
    """What is shown in the sums that hold one of some cells."""
    cells = [(one.whole, *one.parts) for one in drawn]
    held = [each for one in cells if not near.isdisjoint(one) for each in one]
    return [each for each in held if counts[each] and each not in hidden]


class _Doubts[C: Hashable]:
    """Looks for other tables that fit all that is shown: a reader cannot tell them from the true.

    One withheld cell goes up or down by one, and others with it until every sum is as it was; none
    of them falls below one, since what is nothing is shown.
    """

    def __init__(self, drawn: Sequence[Sum[C]], counts: Mapping[C, int], hidden: set[C]) -> None:
        self._counts = counts
        self._in: dict[C, list[tuple[int, int]]] = {cell: [] for cell in hidden}
        self._of: list[list[tuple[C, int]]] = []
        for number, one in enumerate(drawn):
            signed = [*((part, 1) for part in one.parts), (one.whole, -1)]
            held = [(cell, sign) for cell, sign in signed if cell in hidden]
            self._of.append(held)
            for cell, sign in held:
                self._in[cell].append((number, sign))
        for held in self._of:
            # Those that break the fewest other sums come first, then those with the most to give.
            held.sort(key=lambda each: (len(self._in[each[0]]), -counts[each[0]]))

    def given_away(self) -> list[C]:
        """The small counts for which no other table was found."""
        doubted: set[C] = set()
        for cell in self._in:
            if cell not in doubted and is_small(self._counts[cell]):
                doubted.update(self._other_table(cell) or ())
        return [c for c in self._in if c not in doubted and is_small(self._counts[c])]

    def _other_table(self, cell: C) -> dict[C, int] | None:
        for self._longest in LONGEST_MOVES:
            for step in (1, -1):
                self._tries = MOST_TRIED
                found = self._mended({}, {}, cell, step)
                if found is not None:
                    return found
        return None

    def _mended(
        self, moved: dict[C, int], broken: dict[int, int], cell: C, step: int
    ) -> dict[C, int] | None:
        """Move a cell, and whatever mends the sums that are broken then; None if nothing can."""
        self._tries -= 1
        if self._tries < 0 or len(moved) == self._longest or self._counts[cell] + step < 1:
            return None
        moved, broken = {**moved, cell: step}, dict(broken)
        for number, sign in self._in[cell]:
            broken[number] = broken.get(number, 0) + sign * step
            if not broken[number]:
                del broken[number]
        if not broken:
            return moved
        number = min(broken, key=lambda each: len(self._of[each]))
        for other, sign in self._of[number]:
            if other not in moved:
                found = self._mended(moved, broken, other, -broken[number] * sign)
                if found is not None:
                    return found
        return None
