"""A clock's due time follows its pauses, its end and the rule that replaces it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from joinedup.foundation import clocks, instant, place
from joinedup.foundation.models import Anchor, Clock, ClockPause
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import ClockId
from tests.builders import foundation as build

pytestmark = pytest.mark.usefixtures("clock")

HOUR = timedelta(hours=1)


@pytest.fixture
def thing() -> Anchor:
    return Anchor.objects.get(id=build.a_person())


@pytest.fixture
def rapid(thing: Anchor) -> Clock:
    """A clock of three hours, by day and night, that starts now."""
    rule = place.current().response_rule("rapid")
    return clocks.start(rule, about=thing, started_at=instant.now())


def stored(clock: Clock) -> Clock:
    return Clock.objects.get(id=clock.id)


def test_a_clock_is_due_its_limit_after_its_start(rapid: Clock) -> None:
    assert stored(rapid).due_at == rapid.started_at + 3 * HOUR


def test_a_paused_clock_is_due_never_and_then_later(rapid: Clock, clock: instant.Hands) -> None:
    by, started = build.an_actor(), clock.at
    clock.tick(HOUR)
    clocks.pause(ClockId(rapid.id), reason="more_asked", at=clock.at, by=by)
    assert stored(rapid).due_at is None

    clock.tick(2 * HOUR)
    clocks.resume(ClockId(rapid.id), at=clock.at, by=by)

    assert stored(rapid).due_at == started + 5 * HOUR
    assert stored(rapid).version == 3


def test_resuming_a_clock_that_runs_does_nothing_to_its_time(rapid: Clock) -> None:
    clocks.resume(ClockId(rapid.id), at=instant.now(), by=build.an_actor())

    assert stored(rapid).due_at == rapid.due_at


def test_a_clock_is_not_paused_twice_at_once(rapid: Clock, clock: instant.Hands) -> None:
    by, start = build.an_actor(), clock.at
    clocks.pause(ClockId(rapid.id), reason="more_asked", at=start, by=by)
    with pytest.raises(Refused, match="clock_already_paused"):
        clocks.pause(ClockId(rapid.id), reason="more_asked", at=start, by=by)
    clock.tick(HOUR)
    clocks.resume(ClockId(rapid.id), at=clock.at, by=by)

    with pytest.raises(Refused, match="clock_already_paused"):
        clocks.pause(ClockId(rapid.id), reason="more_asked", at=start, by=by)
    clocks.pause(ClockId(rapid.id), reason="more_asked", at=clock.at, by=by)

    assert ClockPause.objects.count() == 2


def test_a_resumption_told_for_before_the_pause_undoes_it(
    rapid: Clock, clock: instant.Hands
) -> None:
    by = build.an_actor()
    clock.tick(HOUR)
    clocks.pause(ClockId(rapid.id), reason="more_asked", at=clock.at, by=by)

    clocks.resume(ClockId(rapid.id), at=clock.at - HOUR, by=by)

    assert stored(rapid).due_at == rapid.due_at


def test_stopping_a_paused_clock_ends_its_pause(rapid: Clock, clock: instant.Hands) -> None:
    by = build.an_actor()
    clocks.pause(ClockId(rapid.id), reason="more_asked", at=clock.at, by=by)
    clock.tick(HOUR)

    clocks.stop(ClockId(rapid.id), at=clock.at, how="met", by=by)

    ended = stored(rapid)
    assert (ended.ended_at, ended.ended_how) == (clock.at, "met")
    assert ended.due_at == rapid.started_at + 4 * HOUR
    assert ClockPause.objects.get().until == clock.at


def test_a_clock_that_has_ended_is_left_alone(rapid: Clock) -> None:
    by, at = build.an_actor(), instant.now()
    clocks.stop(ClockId(rapid.id), at=at, how="met", by=by)

    with pytest.raises(Refused, match="clock_has_ended"):
        clocks.pause(ClockId(rapid.id), reason="more_asked", at=at, by=by)
    with pytest.raises(NotFound):
        clocks.resume(ClockId(uuid4()), at=at, by=by)


def test_a_new_rule_counts_from_the_same_start_with_the_same_pauses(
    rapid: Clock, thing: Anchor, clock: instant.Hands
) -> None:
    by = build.an_actor()
    clocks.pause(ClockId(rapid.id), reason="more_asked", at=clock.at, by=by)
    clock.tick(HOUR)
    clocks.resume(ClockId(rapid.id), at=clock.at, by=by)
    fast = place.current().response_rule("fast")

    new = clocks.supersede(ClockId(rapid.id), fast, about=thing, at=clock.at, by=by)

    old = stored(rapid)
    assert (old.ended_how, old.superseded_by_id) == ("superseded", new.id)
    assert (new.started_at, new.rule_code) == (rapid.started_at, "response.fast")
    assert new.pauses.count() == 1
    without = place.current().calendar(fast.calendar).add(rapid.started_at, fast.limit)
    assert stored(new).due_at == clocks.falls_due(stored(new))
    assert stored(new).due_at == without + HOUR


def test_a_new_rule_goes_on_standing_while_more_is_asked(
    rapid: Clock, thing: Anchor, clock: instant.Hands
) -> None:
    by = build.an_actor()
    clocks.pause(ClockId(rapid.id), reason="more_asked", at=clock.at, by=by)
    fast = place.current().response_rule("fast")

    new = clocks.supersede(ClockId(rapid.id), fast, about=thing, at=clock.at, by=by)

    assert stored(new).due_at is None
    assert stored(rapid).due_at is not None
