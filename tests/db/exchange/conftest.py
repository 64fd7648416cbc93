"""Every test of this room's doors holds the clock at Ethel's Tuesday morning."""

from collections.abc import Iterator

import pytest

from joinedup.foundation import instant
from tests.conftest import TUESDAY_MORNING


@pytest.fixture(autouse=True)
def clock() -> Iterator[instant.Hands]:
    """The clock, held, so that messages written on that morning have been written."""
    with instant.frozen(TUESDAY_MORNING) as hands:
        yield hands
