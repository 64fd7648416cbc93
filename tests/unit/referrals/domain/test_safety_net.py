"""The safety net: what has waited too long, who is told, and when it is raised again."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import ClockRule, Pause
from joinedup.referrals.domain.safety_net import (
    Action,
    Before,
    Due,
    NotAgainThen,
    Rule,
    Running,
    SayWhatWasDone,
    Told,
    Waiting,
    Watcher,
    accept_by,
    check_answer,
    due_now,
    half_gone_at,
    next_turn,
    told,
    unacknowledged,
    undelivered,
    watched,
)
from tests.rules import rule

ALWAYS = Calendar.always("always", "Europe/London")
CORE = Calendar("core", "Europe/London", dict.fromkeys(range(7), ((time(7), time(22)),)))
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def running(limit: timedelta, calendar: Calendar = ALWAYS, *pauses: Pause) -> Running:
    return Running(ClockRule("x", "1", limit, calendar.code), calendar, NINE, pauses, "first")


def rules_of(line: Waiting) -> dict[str, datetime]:
    return {one.rule.value: one.at for one in watched(line)}


@rule("Not opened at half its triage time")
@pytest.mark.parametrize(("limit", "minutes"), [(30 * MINUTE, 15), (2 * HOUR, 60), (4 * HOUR, 120)])
def test_a_line_nobody_opened_is_raised_at_half_its_triage_time(limit, minutes):
    assert rules_of(Waiting(triage=running(limit))) == {"not_opened": NINE + minutes * MINUTE}


@rule("Not opened at half its triage time")
def test_half_the_time_is_counted_in_open_hours():
    # 30 open hours begun at nine: fifteen are gone at nine the next morning.
    assert half_gone_at(running(30 * HOUR, CORE)) == NINE + 24 * HOUR


@rule("A clock that stands still raises nothing")
def test_a_paused_clock_raises_nothing():
    pause = Pause(NINE + MINUTE, None, "history")

    assert rules_of(Waiting(triage=running(HOUR, ALWAYS, pause))) == {}
    assert (
        rules_of(Waiting(sent_at=NINE, accepted_at=NINE, response=running(HOUR, ALWAYS, pause)))
        == {}
    )


@rule("A clock that stands still raises nothing")
def test_a_pause_that_ended_moves_the_half_on():
    pause = Pause(NINE + 5 * MINUTE, NINE + 15 * MINUTE, "history")

    assert half_gone_at(running(HOUR, ALWAYS, pause)) == NINE + 40 * MINUTE


@rule("Not opened at half its triage time")
@pytest.mark.parametrize(
    "line",
    [
        Waiting(triage=None),
        Waiting(opened_at=None, sent_at=NINE, accepted_at=NINE, has_worker=True),
    ],
)
def test_an_opened_or_decided_line_is_not_raised_as_unopened(line):
    assert rules_of(line) == {}


@rule("Opened and not decided when its triage time is over")
def test_to_open_a_line_is_not_to_decide_it():
    line = Waiting(opened_at=NINE, triage=running(HOUR))

    assert rules_of(line) == {"not_decided": NINE + HOUR}


@rule("A worker chosen and nobody there when the response time is over")
def test_to_choose_a_worker_is_not_to_go():
    line = Waiting(sent_at=NINE, accepted_at=NINE, has_worker=True, response=running(3 * HOUR))

    assert rules_of(line) == {"not_seen": NINE + 3 * HOUR}


@rule("Not accepted within the place's time")
def test_a_line_sent_and_not_accepted_is_raised_after_the_place_s_time():
    sent = Waiting(sent_at=NINE, accept_within=15 * MINUTE, accept_calendar=ALWAYS)

    assert rules_of(sent) == {"not_accepted": NINE + 15 * MINUTE}
    assert accept_by(Waiting()) is None
    assert rules_of(Waiting(sent_at=NINE)) == {}


@rule("Not accepted within the place's time")
def test_the_time_to_accept_runs_on_the_hours_of_the_class():
    evening = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
    sent = Waiting(sent_at=evening, accept_within=HOUR, accept_calendar=CORE)

    # Half an hour before ten, and the other half from seven.
    assert accept_by(sent) == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


@rule("No worker at half the response time")
def test_an_accepted_line_without_a_worker_is_raised_at_half_its_time():
    line = Waiting(opened_at=NINE, sent_at=NINE, accepted_at=NINE, response=running(3 * HOUR))

    assert rules_of(line) == {"no_worker": NINE + 90 * MINUTE}


@rule("No worker at half the response time")
@pytest.mark.parametrize(
    "line",
    [
        Waiting(sent_at=NINE, accepted_at=NINE, has_worker=True, response=None),
        Waiting(sent_at=NINE, accepted_at=NINE, response=None),
    ],
)
def test_one_that_was_answered_is_not_raised(line):
    assert rules_of(line) == {}


@rule("Declined without a new owner")
def test_what_a_team_gave_back_is_raised_at_once():
    back = Waiting(opened_at=NINE, declined_at=NINE + HOUR, triage=running(HOUR))

    assert rules_of(back) == {"declined": NINE + HOUR, "not_decided": NINE + HOUR}


@rule("A promised call-back that falls due")
def test_a_promised_call_is_raised_when_it_falls_due():
    promised = Waiting(opened_at=NINE, call_back_by=NINE + HOUR)

    assert rules_of(promised) == {"call_back_due": NINE + HOUR}


@rule("A promised call-back that falls due")
def test_another_promise_is_another_occasion():
    first, second = (
        next(watched(Waiting(opened_at=NINE, call_back_by=NINE + hours * HOUR))) for hours in (1, 2)
    )

    assert first.occasion != second.occasion


@rule("A hand-off that has not arrived")
def test_a_hand_off_is_raised_after_a_quarter_of_an_hour_or_when_given_up():
    waits = undelivered(made_at=NINE, given_up_at=None, name="d")
    given_up = undelivered(made_at=NINE, given_up_at=NINE + MINUTE, name="d")

    assert (waits.at, given_up.at) == (NINE + 15 * MINUTE, NINE + MINUTE)
    assert waits.occasion != given_up.occasion


def test_what_is_due_is_due_at_its_very_instant():
    due = Due(Rule.DECLINED, NINE, "x")

    assert due_now([due], at=NINE) == [due]
    assert due_now([due], at=NINE - MINUTE) == []


@rule("Raised once, and again when asked for or when it comes back")
@pytest.mark.parametrize(
    ("before", "turn"),
    [
        (None, 1),
        (Before(1, is_open=True, is_cleared=False, again_at=None), None),
        (Before(1, is_open=False, is_cleared=True, again_at=None), 2),
        (Before(2, is_open=False, is_cleared=False, again_at=None), None),
        (Before(2, is_open=False, is_cleared=False, again_at=NINE + MINUTE), None),
        (Before(2, is_open=False, is_cleared=False, again_at=NINE), 3),
    ],
)
def test_something_is_raised_once_until_it_comes_back(before, turn):
    assert next_turn(before, at=NINE) == turn


def watchers(*on: str) -> list[Watcher]:
    every = frozenset(Rule)
    return [
        Watcher("lead", every - {Rule.NO_WORKER}, "lead" in on),
        Watcher("manager", every - {Rule.DECLINED}, "manager" in on),
        Watcher("porter", frozenset(), "porter" in on),
    ]


@rule("Whoever watches it and is on duty is told")
@pytest.mark.parametrize(
    ("which", "on", "expected"),
    [
        (Rule.NOT_OPENED, ("lead", "manager"), Told("lead", "lead", True)),
        (Rule.NOT_OPENED, ("manager",), Told("manager", "lead", True)),
        (Rule.NO_WORKER, ("lead", "manager"), Told("manager", "manager", True)),
        (Rule.NO_WORKER, ("lead",), Told("lead", "manager", True)),
        (Rule.DECLINED, ("porter",), Told("porter", "lead", True)),
        (Rule.DECLINED, (), Told("lead", "lead", False)),
    ],
)
def test_the_first_on_duty_of_the_place_s_list_is_told(which, on, expected):
    assert told(which, watchers(*on)) == expected


@given(
    st.sampled_from(list(Rule)),
    st.sets(st.sampled_from(["lead", "manager", "porter"])),
)
def test_somebody_on_duty_is_always_told(which, on):
    assert told(which, watchers(*on)).is_on_duty == bool(on)


@rule("What somebody did is said so that the next can read it")
@pytest.mark.parametrize("action", [Action.GAVE_ON, Action.CAN_WAIT])
def test_to_give_on_or_to_wait_wants_words(action):
    with pytest.raises(SayWhatWasDone):
        check_answer(action, "", None)

    check_answer(action, "Night nurse has it", 30 * MINUTE)


def test_it_is_raised_again_after_a_time_that_is_offered():
    check_answer(Action.DONE, "", None)

    with pytest.raises(NotAgainThen):
        check_answer(Action.DONE, "", 7 * MINUTE)


def test_what_nobody_outside_has_acknowledged_is_due_from_when_it_should_have_been():
    assert unacknowledged(since=NINE, name="c") == Due(Rule.NOT_ACKNOWLEDGED, NINE, "c")
