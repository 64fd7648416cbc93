"""Figures about the front door, without names."""

from datetime import datetime, timedelta

import pytest

from joinedup.foundation import instant
from joinedup.kernel.errors import NotPermitted
from joinedup.referrals import queries
from joinedup.referrals.domain.request import NOT_KNOWN, Urgency
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.rows import FigureRow
from tests.builders import referrals as build
from tests.builders.queries import at_most


def rapid(since: datetime) -> FigureRow:
    scope = build.commissioner().scope
    rows = queries.response_figures(scope, since=since, until=since + timedelta(days=1))
    return rows[0]


def answered(after: timedelta, clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(after)
    build.contact(line_id)


def test_waits_are_from_receipt_to_the_contact_that_answered(clock):
    since = instant.now()
    for minutes in (20, 40, 60, 80, 100, 200):
        answered(timedelta(minutes=minutes), clock)

    row = rapid(since)

    assert (row.received, row.responded) == (6, 6)
    assert (row.median_minutes, row.ninetieth_minutes) == (60, 200)
    assert row.in_time_percent == 83


def test_small_numbers_are_withheld(clock):
    since = instant.now()
    answered(timedelta(minutes=20), clock)

    row = rapid(since)

    assert row.received == row.responded == "fewer than 5"
    assert row.median_minutes is row.ninetieth_minutes is row.in_time_percent is None


def test_open_and_breached_counts_what_is_so_now_whenever_received(clock):
    for _ in range(5):
        build.a_line(urgency=Urgency(response_class=NOT_KNOWN, if_nobody_comes="?"))
    clock.tick(timedelta(days=2))

    row = rapid(instant.now())

    assert (row.received, row.open_and_breached) == (0, 5)


def test_a_superseded_clock_is_not_counted(clock):
    since = instant.now()
    for _ in range(5):
        build.triage(build.a_line(), response_class="normal")

    row = rapid(since)

    assert (row.response_class, row.received) == ("rapid", 0)


def test_there_is_a_row_for_every_class_most_urgent_first(clock):
    now = instant.now()

    rows = queries.response_figures(build.manager().scope, since=now, until=now)

    assert [row.response_class for row in rows] == ["rapid", "fast", "normal"]
    assert {row.received for row in rows} == {0}


def test_figures_ask_the_store_two_questions(clock):
    build.a_line()
    scope, now = build.commissioner().scope, instant.now()

    with at_most(2):
        queries.response_figures(scope, since=now, until=now + timedelta(days=1))


@pytest.mark.parametrize("who", [build.gp, build.clinician, build.nurse])
def test_figures_are_for_those_who_may_see_them(clock, who):
    now = instant.now()

    with pytest.raises(NotPermitted):
        queries.response_figures(who().scope, since=now, until=now)
