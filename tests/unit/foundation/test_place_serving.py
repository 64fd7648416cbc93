"""Which place a process serves, and from which folder."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from joinedup.foundation import instant, place
from tests.builders.place import planted


@pytest.fixture
def another_process():
    """A process that chooses its own place; afterwards this one serves what it did."""
    yield
    place.serve(settings.PLACE)


def test_the_place_is_that_of_the_settings():
    assert place.current().code == settings.PLACE


def test_it_is_read_once():
    assert place.current() is place.current()


def test_today_is_the_day_on_the_clocks_of_the_place():
    with instant.frozen(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        assert place.today() == date(2026, 7, 1)


def test_an_unknown_place_says_which_there_are(another_process):
    place.serve("buckinghamshir")

    with pytest.raises(place.PlaceRefused, match='did you mean "buckinghamshire"'):
        place.current()


def test_a_place_cannot_be_reached_by_a_path(another_process):
    place.serve("../places/buckinghamshire")

    with pytest.raises(place.PlaceRefused, match="expected one of"):
        place.current()


def test_a_folder_of_ones_own_is_read(another_process, tmp_path):
    planted(tmp_path, ('strapline = "Everyone', 'strapline = "Here everyone'))

    place.serve("buckinghamshire", folder=str(tmp_path))

    assert place.current().strapline.startswith("Here")


def test_a_folder_with_no_places_says_so(another_process, tmp_path):
    place.serve("buckinghamshire", folder=str(tmp_path))

    with pytest.raises(place.PlaceRefused, match="there are none"):
        place.current()
