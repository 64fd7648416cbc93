"""How a line stands by a measure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import ClockRule, Pause, due_at
from joinedup.measures.domain.measure import Basis, Judge, Line, Measure, Standing
from joinedup.measures.domain.open_time import OpenTime, instant, micros
from tests.builders.kernel import a_calendar, london
from tests.builders.measures import MINUTE, NINE, a_line, a_measure, after
from tests.rules import rule

HOUR = timedelta(hours=1)
EIGHT_TO_EIGHT = a_calendar("08:00-20:00")


def standing(line: Line, *measures: Measure, at: float = 600) -> Standing:
    """How a line stands ten hours after nine, where nothing else is said."""
    return Judge(measures or [a_measure()], since=line.started, now=after(at)).standing(line)


@rule("How a line stands by a measure with a limit of three hours")
@pytest.mark.parametrize(
    ("answered", "closed", "at", "stands"),
    [
        (180, 200, 600, Standing.IN_TIME),
        (181, 200, 600, Standing.ANSWERED_LATE),
        # Open, and not due yet.
        (None, None, 180, Standing.NOT_YET),
        # Open past its limit counts as over: it is not left out.
        (None, None, 181, Standing.UNANSWERED),
        # Ended with advice before it was due: nobody had to go.
        (None, 180, 600, Standing.ENDED_FIRST),
        # Ended after it was due, and nobody had gone.
        (None, 181, 600, Standing.UNANSWERED),
    ],
)
def test_how_a_line_stands(
    answered: int | None, closed: int | None, at: int, stands: Standing
) -> None:
    assert standing(a_line(0, answered, closed), at=at) is stands


@rule("A measure is about its class, and those who are registered or live here")
@pytest.mark.parametrize(
    ("basis", "changes", "stands"),
    [
        (Basis.REGISTRATION, {"is_resident": False}, Standing.IN_TIME),
        (Basis.REGISTRATION, {"is_registered": False}, Standing.OUTSIDE),
        (Basis.RESIDENCE, {"is_registered": False}, Standing.IN_TIME),
        (Basis.RESIDENCE, {"is_resident": False}, Standing.OUTSIDE),
        (Basis.RESIDENCE, {"response_class": "fast"}, Standing.OUTSIDE),
    ],
)
def test_whom_a_measure_is_about(
    basis: Basis, changes: dict[str, object], stands: Standing
) -> None:
    line = a_line(0, 30, **changes)

    assert standing(line, a_measure(basis=basis)) is stands


@rule("Pauses count by a measure that has them, and by no other")
@pytest.mark.parametrize(
    ("with_pauses", "until", "stands"),
    [
        (True, 60, Standing.IN_TIME),
        (False, 60, Standing.ANSWERED_LATE),
        (True, 30, Standing.ANSWERED_LATE),
    ],
)
def test_pauses(with_pauses: bool, until: int, stands: Standing) -> None:
    pause = Pause(NINE, NINE + until * MINUTE, "person_asked")
    line = a_line(0, 240, pauses=(pause,))

    assert standing(line, a_measure(with_pauses=with_pauses)) is stands


def test_a_paused_line_is_not_due() -> None:
    line = a_line(pauses=(Pause(NINE, None, "person_asked"),))

    judge = Judge([a_measure()], since=line.started, now=after(6000))

    assert judge.standing(line) is Standing.NOT_YET
    assert judge.due(line) is None


def test_a_line_of_a_class_without_measure_is_due_never() -> None:
    judge = Judge([a_measure()], since=after(0), now=after(10))

    other = a_line(response_class="fast")
    assert judge.due(other) is None
    assert judge.due(a_line()) == after(180)
    assert judge.standings([other, a_line()]) == [Standing.OUTSIDE, Standing.NOT_YET]


@rule("Two hours from the start, while the service is open or on the wall")
@pytest.mark.parametrize(
    ("received", "on_the_wall", "while_open"),
    [
        ("2026-11-24 10:00", "2026-11-24 12:00", "2026-11-24 12:00"),
        ("2026-11-24 18:00", "2026-11-24 20:00", "2026-11-24 20:00"),
        ("2026-11-24 19:00", "2026-11-24 21:00", "2026-11-25 09:00"),
        ("2026-11-24 23:00", "2026-11-25 01:00", "2026-11-25 10:00"),
        # The clocks go forward, and back: an hour of waiting is an hour.
        ("2026-03-29 00:30", "2026-03-29 03:30", "2026-03-29 10:00"),
        ("2026-10-25 00:30", "2026-10-25 01:30+1", "2026-10-25 10:00"),
    ],
)
def test_two_hours_on_both_calendars(received: str, on_the_wall: str, while_open: str) -> None:
    started = micros(london(received))
    two_hours = a_measure(limit=2 * HOUR)
    line = a_line()._replace(started=started)

    def due(measure: Measure) -> datetime:
        found = Judge([measure], since=started, now=started).due(line)
        assert found is not None
        return instant(found)

    text, _, fold = on_the_wall.partition("+")
    assert due(two_hours) == london(text) + (HOUR if fold else timedelta())
    assert due(a_measure(limit=2 * HOUR, calendar=EIGHT_TO_EIGHT)) == london(while_open)


@given(
    started=st.timedeltas(timedelta(), timedelta(days=235)),
    now=st.timedeltas(timedelta(), timedelta(days=20)),
    limit=st.timedeltas(MINUTE, timedelta(hours=90)),
    office=st.booleans(),
)
def test_looked_up_hours_agree_with_hours_walked(
    started: timedelta, now: timedelta, limit: timedelta, office: bool
) -> None:
    calendar = a_calendar(weekdays=range(5)) if office else EIGHT_TO_EIGHT
    at = datetime(2026, 3, 20, tzinfo=UTC) + started
    hours = OpenTime(
        calendar, micros(at - timedelta(days=3)), micros(at + now), limit=micros_of(limit)
    )

    walked = due_at(ClockRule("x", "1", limit, "x"), calendar, started_at=at, pauses=())

    assert instant(hours.due(micros(at))) == walked


def micros_of(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200)), max_size=4))
def test_pauses_agree_with_the_clock(pauses: list[tuple[int, int]]) -> None:
    taken = tuple(
        Pause(NINE + since * MINUTE, NINE + (since + length) * MINUTE, "x")
        for since, length in pauses
    )
    line = a_line(pauses=taken)
    always = Calendar.always("always", "UTC")

    found = Judge([a_measure()], since=after(0), now=after(0)).due(line)

    assert found == micros(
        due_at(ClockRule("x", "1", 3 * HOUR, "always"), always, started_at=NINE, pauses=taken)
        or NINE
    )
