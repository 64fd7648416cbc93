"""What the place agreed about sharing, for one organisation at an instant."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from joinedup.foundation import place, sharing
from joinedup.kernel.sections import ALWAYS_OPEN, LIMITABLE, Section
from tests.builders.place import SHIPPED

# The midnight that ends 31 March 2028 in London is an hour earlier by UTC: summer time has begun.
MIDNIGHT = datetime(2028, 3, 31, 23, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
type Served = Callable[..., None]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Serve the place with something of its file changed."""

    def serve(*changes: tuple[str, str]) -> None:
        text = SHIPPED.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / SHIPPED.name).write_text(text)
        place.serve(SHIPPED.stem, folder=str(tmp_path))

    yield serve
    place.serve(SHIPPED.stem)


def test_sharing_stops_at_the_local_midnight_after_the_last_day() -> None:
    assert sharing.not_agreed("bht", at=MIDNIGHT - TICK) == ()
    ((sections, organisations),) = sharing.not_agreed("bht", at=MIDNIGHT)

    assert sections == frozenset(LIMITABLE)
    assert sections.isdisjoint(ALWAYS_OPEN)
    assert organisations == {"bht"}


def test_what_an_agreement_does_not_cover_is_closed_to_others(served: Served) -> None:
    served(("review_on = 2027-10-01\n", 'review_on = 2027-10-01\nsections = ["medicines"]\n'))

    ((sections, _),) = sharing.not_agreed("bht", at=MIDNIGHT - TICK)

    assert sections == set(LIMITABLE) - {Section.MEDICINES}


def test_a_place_without_agreements_closes_nothing(served: Served) -> None:
    text = SHIPPED.read_text()
    served((text[text.index("[[sharing_agreements]]") :], ""))

    assert sharing.not_agreed("bht", at=MIDNIGHT) == ()
    assert sharing.not_agreed("", at=MIDNIGHT) == ()


def test_consent_is_asked_for_the_kinds_that_the_place_names() -> None:
    assert sharing.needs_consent("red_cross")
    assert not sharing.needs_consent("bht")
    assert not sharing.needs_consent("nobody")
