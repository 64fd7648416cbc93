"""Small numbers are withheld."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.kernel.disclosure import Sum, is_small, suppress, withheld
from tests.rules import rule


@rule("One to four people are withheld from a figure")
@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, 0),
        (1, "fewer than 5"),
        (4, "fewer than 5"),
        (5, 5),
        (1_234, 1_234),
    ],
)
def test_a_small_number_is_withheld(count: int, shown: int | str) -> None:
    assert suppress(count) == shown


MOST_TRIED = 4
WEEKS = ("week 1", "week 2", "week 3")


def column(*counts: int) -> dict[str, int]:
    return dict(zip(WEEKS, counts, strict=True)) | {"all": sum(counts)}


def hidden(*counts: int) -> frozenset[str]:
    return withheld(column(*counts), [Sum("all", WEEKS)])


@rule("Small numbers withheld, and what they follow from")
@pytest.mark.parametrize(
    ("counts", "kept_back"),
    [
        # Nothing is small.
        ((10, 20, 30), set()),
        # Nobody is nothing to hide.
        ((10, 0, 30), set()),
        # One small number follows from the total: the next smallest goes with it.
        ((3, 20, 30), {"week 1", "week 2"}),
        # Two that share three could only be one and two: a third goes with them.
        ((1, 2, 30), {"week 1", "week 2", "week 3"}),
        # Two that share eight could be many things.
        ((4, 4, 30), {"week 1", "week 2"}),
        # A small total is withheld with all it is made of.
        ((1, 2, 0), {"week 1", "week 2", "all"}),
        # All of it stands in one place: the total says as much.
        ((0, 3, 0), {"week 2", "all"}),
    ],
)
def test_what_is_withheld_beside_a_small_number(
    counts: tuple[int, ...], kept_back: set[str]
) -> None:
    assert hidden(*counts) == kept_back


def test_what_is_on_no_page_protects_what_is() -> None:
    counts = {"received": 100, "accepted": 98, "not accepted": 2}

    assert withheld(counts, [Sum("received", ("accepted", "not accepted"))]) == {
        "accepted",
        "not accepted",
    }


def test_sums_together_give_nothing_away() -> None:
    # Row by row and column by column c could be shown; but all of a and b are 11 then, and without
    # their first column 2: one each.
    counts, sums = _table({"a": (4, 0, 1), "b": (5, 1, 0), "c": (0, 6, 0)})

    assert ("c", 1) in withheld(counts, sums)


def test_a_number_that_follows_with_all_beside_it_withheld_takes_one_from_further_away() -> None:
    # b and c are 27 less the 14 of a, and 18 less 7 of it stand in their first column: the 2 of b
    # would follow. All beside it is withheld or nothing, so the 7 of a goes too.
    counts, sums = _table({"a": (7, 5, 2), "b": (7, 2, 0), "c": (4, 0, 0)})

    hidden_cells = withheld(counts, sums)

    assert ("b", 1) in hidden_cells
    assert {("a", "all"), ("all", 0), ("all", "all")}.isdisjoint(hidden_cells)
    assert ("a", 0) in hidden_cells


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 8)] * 2), min_size=2, max_size=3))
def test_no_small_number_follows_from_what_is_shown(rows: list[tuple[int, int]]) -> None:
    counts, sums = _table({str(number): row for number, row in enumerate(rows)})

    hidden_cells = withheld(counts, sums)

    assert {cell for cell, count in counts.items() if is_small(count)} <= hidden_cells
    assert all(found > 1 for found in _values(counts, sums, hidden_cells).values())


def _table(rows: dict[str, tuple[int, ...]]) -> tuple[dict[Any, int], list[Sum[Any]]]:
    """A table with the totals of its rows and of its columns."""
    columns = range(len(next(iter(rows.values()))))
    counts = {(name, column): row[column] for name, row in rows.items() for column in columns}
    counts |= {(name, "all"): sum(row) for name, row in rows.items()}
    counts |= {
        ("all", each): sum(counts[name, each] for name in rows) for each in (*columns, "all")
    }
    across = [Sum((name, "all"), [(name, each) for each in columns]) for name in (*rows, "all")]
    down = [Sum(("all", each), [(name, each) for name in rows]) for each in (*columns, "all")]
    return counts, across + down


def _values(
    counts: dict[Any, int], sums: list[Sum[Any]], hidden_cells: frozenset[Any]
) -> dict[Any, int]:
    """How many values each small count could have, by trying every table of small ones: slow."""
    inner = [cell for cell in hidden_cells if "all" not in cell]
    totals = [cell for cell in hidden_cells if "all" in cell]
    found: dict[Any, set[int]] = {cell: set() for cell in (*inner, *totals)}
    for tried in product(range(1, 10), repeat=len(inner)) if len(inner) <= MOST_TRIED else ():
        table = counts | dict(zip(inner, tried, strict=True))
        # From the inside outwards: the corner is the sum of totals that are sums themselves.
        for one in sorted(sums, key=lambda one: one.whole == ("all", "all")):
            table[one.whole] = sum(table[part] for part in one.parts)
        is_same = all(table[cell] == counts[cell] for cell in counts if cell not in hidden_cells)
        if is_same and all(table[cell] for cell in totals):
            for cell, values in found.items():
                values.add(table[cell])
    return {
        cell: len(values) for cell, values in found.items() if is_small(counts[cell]) and values
    }
