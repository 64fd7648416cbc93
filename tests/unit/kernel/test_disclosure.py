"""Small numbers are withheld."""

import pytest

from joinedup.kernel.disclosure import suppress
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
