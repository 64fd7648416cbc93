"""What every ring shares: a clock that a test holds, and how hard properties are tried."""

from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest

from joinedup.foundation import instant

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

# A slow machine is no fault of a property. `--hypothesis-profile=long` tries twenty times as hard;
# with `once`, what is covered only by a property's luck comes to light.
hypothesis.settings.register_profile("once", max_examples=1, deadline=None)
hypothesis.settings.register_profile("usual", max_examples=50, deadline=None)
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None)
hypothesis.settings.load_profile("usual")


@pytest.fixture
def clock() -> Iterator[instant.Hands]:
    """The clock, held at a Tuesday morning; `clock.tick(timedelta(hours=1))` moves it on."""
    with instant.frozen(TUESDAY_MORNING) as hands:
        yield hands
