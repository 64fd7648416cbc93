"""The one clock."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.foundation import instant


def test_a_held_clock_stands_still(clock):
    assert instant.now() == clock.at


def test_a_held_clock_moves_when_told(clock):
    before = instant.now()

    clock.tick(timedelta(minutes=31))

    assert instant.now() - before == timedelta(minutes=31)


def test_a_clock_let_go_shows_the_present():
    with instant.frozen(datetime(2001, 1, 1, tzinfo=UTC)):
        pass

    assert instant.now().year > 2001


def test_an_instant_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"), instant.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_a_clock_set_for_a_rehearsal_runs_on_from_there():
    instant.run_ahead(timedelta(days=365))
    try:
        assert instant.now() - datetime.now(UTC) > timedelta(days=364)
    finally:
        instant.run_ahead(timedelta())
