"""The figures of a board: by hand on one small table, and against a slow twin."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.measures.domain.board import (
    COLUMNS,
    NOW,
    Board,
    By,
    Figures,
    Wanted,
    behind,
    board,
    part_of,
    percentile,
)
from joinedup.measures.domain.measure import Judge, Line
from tests.builders.measures import a_line, a_measure, after
from tests.rules import rule

TEN_HOURS_ON = 600
LATEST = 1100
CODES = {by: () for by in By} | {By.RESPONSE_CLASS: ("rapid", "fast", "normal")}


def judge(at: float = TEN_HOURS_ON) -> Judge:
    return Judge([a_measure()], since=after(0), now=after(at))


def the_board(received: list[Line], before: tuple[Line, ...] = ()) -> Board:
    return board(received, before, judge=judge(), week_of=lambda _: "w1", codes=CODES)


def eight_lines() -> list[Line]:
    """Small enough to check on paper: the limit is 180, and it is 600 minutes after nine."""
    return [
        a_line(0, 60, 90),  # in time: waited 60
        a_line(0, 180, 200, lead="therapist"),  # in time: waited 180
        a_line(60, 300, declined="decline.no_capacity"),  # open, answered late: waited 240
        a_line(100, lead="therapist"),  # open, due at 280: over
        a_line(500),  # open, due at 680: not due yet
        a_line(10, closed=50, is_advised=True),  # ended with advice before it was due
        a_line(20, closed=400),  # ended at 400, due at 200: over
        a_line(0, 40, 50, is_registered=False),  # of nobody whom the measure counts
    ]


@rule("The board of eight lines, worked out on paper")
def test_eight_lines_on_paper() -> None:
    found = the_board(eight_lines()).total

    assert found == Figures(
        received=8,
        accepted=4,
        advised=1,
        declined=1,
        in_time=2,
        answered_late=1,
        unanswered=2,
        not_yet=1,
        ended_first=1,
        outside=1,
        median_minutes=180,
        ninetieth_minutes=240,
        open_now=3,
        over_now=1,
    )
    assert (found.counted, found.over, found.answered) == (5, 3, 3)
    assert found.in_time_percent == 40.0


def test_a_table_parts_the_same_lines() -> None:
    by_lead = the_board(eight_lines()).tables[By.LEAD]

    assert [(row.code, row.figures.received, row.figures.in_time) for row in by_lead] == [
        ("nurse", 6, 1),
        ("therapist", 2, 1),
    ]


def test_a_line_is_part_of_its_week_and_of_its_lead() -> None:
    line = a_line(lead="therapist")

    assert part_of(line, By.WEEK, week_of=_week) == "first"
    assert part_of(line, By.LEAD, week_of=_week) == "therapist"


def test_parts_without_lines_are_left_out_but_weeks_stand() -> None:
    weeks = board([], [], judge=judge(), week_of=lambda _: "", codes=CODES | {By.WEEK: ("w1",)})

    assert weeks.tables[By.RESPONSE_CLASS] == ()
    assert [row.code for row in weeks.tables[By.WEEK]] == ["w1"]
    assert weeks.total == Figures()
    assert weeks.total.in_time_percent is None


def test_what_is_open_from_before_counts_as_open_now_alone() -> None:
    found = the_board([], (a_line(-900), a_line(500))).total

    assert (found.received, found.open_now, found.over_now) == (0, 2, 1)


def test_each_declined_line_counts_once_by_its_last_reason() -> None:
    lines = [a_line(declined="decline.no_capacity")] * 2 + [a_line(declined="cannot_help.age")]

    assert the_board(lines).declined == (("decline.no_capacity", 2), ("cannot_help.age", 1))


def test_lines_are_narrowed_by_all_that_is_wanted() -> None:
    lines = [a_line(lead="nurse"), a_line(lead="nurse", locality="south"), a_line(lead="social")]

    assert Wanted(lead="nurse", locality="south").narrow(lines) == [lines[1]]
    assert Wanted().narrow(lines) == lines


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_a_figure_opens_to_as_many_lines_as_it_counts(column: str) -> None:
    lines = eight_lines()

    found = behind(lines, judge=judge(), column=column)

    assert len(found) == getattr(the_board(lines).total, column)


def test_now_is_said_of_what_is_open() -> None:
    assert COLUMNS.keys() > NOW


@rule("Percentiles by nearest rank")
@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [
        ([7], 50, 7),
        ([1, 2], 50, 1),
        ([1, 2, 3], 50, 2),
        ([3, 1, 2, 4, 5, 6, 7, 8, 9, 10], 90, 9),
        ([*range(1, 12)], 90, 10),
        ([1, 2, 3], 100, 3),
    ],
)
def test_percentiles(values: list[int], percent: int, found: int) -> None:
    assert percentile(values, percent) == found


def test_of_no_values_there_is_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@st.composite
def some_line(draw: st.DrawFn) -> Line:
    received = draw(st.integers(0, 700))
    wait = st.one_of(st.none(), st.integers(0, 400))
    answered, closed = draw(wait), draw(wait)
    return a_line(
        received,
        None if answered is None else received + answered,
        None if closed is None else received + closed,
        is_accepted=draw(st.booleans()),
        is_advised=draw(st.booleans()),
        declined=draw(st.sampled_from(["", "decline.age"])),
        response_class=draw(st.sampled_from(["rapid", "rapid", "fast"])),
        lead=draw(st.sampled_from(["nurse", "therapist"])),
        is_registered=draw(st.sampled_from([True, True, False])),
    )


@given(st.lists(some_line(), max_size=12), st.lists(some_line(), max_size=4))
def test_a_slow_twin_counts_the_same(received: list[Line], others: list[Line]) -> None:
    before = [line for line in others if line.closed is None]
    found = board(received, before, judge=judge(LATEST), week_of=_week, codes=CODES)

    assert found.total == _slowly(received, before)
    for by in (By.LEAD, By.RESPONSE_CLASS):
        for row in found.tables[by]:
            mine = [_of(lines, by, row.code) for lines in (received, before)]
            assert row.figures == _slowly(*mine)
    for row in found.tables[By.WEEK]:
        slow = _slowly(_of(received, By.WEEK, row.code), [])
        # What is open now is of no week.
        assert row.figures == replace(slow, open_now=0, over_now=0)


def _of(lines: list[Line], by: By, code: str) -> list[Line]:
    return [line for line in lines if part_of(line, by, week_of=_week) == code]


def _week(line: Line) -> str:
    return "first" if line.received < after(350) else "second"


def _slowly(received: list[Line], before: list[Line]) -> Figures:
    """Every figure by a definition of its own, in minutes, one line after another."""
    now = LATEST

    def minute(at: int | None) -> float:
        return math.inf if at is None else (at - after(0)) / 60_000_000

    def due(line: Line) -> float:
        return minute(line.started) + 180

    def is_about(line: Line) -> bool:
        return line.kind.response_class == "rapid" and line.is_registered

    about = [line for line in received if is_about(line)]
    answered = [line for line in about if line.answered is not None]
    waiting = [line for line in about if line.answered is None]
    waits = sorted(int(minute(line.answered) - minute(line.started)) for line in answered)
    over = [line for line in waiting if min(minute(line.closed), now) > due(line)]
    rest = [line for line in waiting if line not in over]
    still = [line for line in received + before if line.closed is None]
    return Figures(
        received=len(received),
        accepted=sum(line.is_accepted for line in received),
        advised=sum(line.kind.is_advised for line in received),
        declined=sum(line.declined != "" for line in received),
        in_time=sum(minute(line.answered) <= due(line) for line in answered),
        answered_late=sum(minute(line.answered) > due(line) for line in answered),
        unanswered=len(over),
        not_yet=sum(line.closed is None for line in rest),
        ended_first=sum(line.closed is not None for line in rest),
        outside=len(received) - len(about),
        median_minutes=waits[math.ceil(len(waits) * 0.5) - 1] if waits else None,
        ninetieth_minutes=waits[math.ceil(len(waits) * 0.9) - 1] if waits else None,
        open_now=len(still),
        over_now=sum(
            is_about(line) and line.answered is None and now > due(line) for line in still
        ),
    )
