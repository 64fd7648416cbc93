"""A finding is a value."""

from collections import Counter

from joinedup.kernel.finding import Finding


def test_findings_are_counted_like_any_value() -> None:
    wrong = Finding("day.csv", "row 3", "no_such_day", "There is no such day as 2026-02-30.")
    again = Finding("day.csv", "row 3", "no_such_day", "There is no such day as 2026-02-30.")

    assert Counter([wrong, again]) == {wrong: 2}
