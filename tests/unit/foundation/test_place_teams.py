"""Which team is suggested for a line: who, in which order, and why."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.foundation import place
from tests.rules import rule

HERE = place.load(Path(__file__).resolve().parents[3] / "places" / "buckinghamshire.toml")
LONDON = ZoneInfo("Europe/London")
TUESDAY = date(2026, 11, 24)
FOUR_YEARS = timedelta(days=4 * 365)
INSTANTS = st.timedeltas(timedelta(), FOUR_YEARS).map(
    lambda passed: datetime(2025, 1, 1, tzinfo=UTC) + passed
)


def at(hour, minute=0, day=TUESDAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def suggested(lead, response_class, locality, when, service=None):
    return HERE.team_for(lead, response_class, locality, when, service=service)


def codes(*question, service=None):
    return [one.team.code for one in suggested(*question, service=service)]


@rule("Which team is suggested")
def test_at_night_the_night_team_of_the_locality_is_nearest_for_a_nurse():
    assert codes("nurse", "rapid", "wycombe", at(2, 10)) == [
        "night_south",
        "rapid_response",
        "spr",
    ]


@rule("Which team is suggested")
def test_by_day_rapid_goes_to_the_rapid_response_team_and_night_teams_open_too_late():
    found = suggested("nurse", "rapid", "vale_north", at(14))

    assert [one.team.code for one in found] == ["rapid_response", "spr", "night_north"]
    assert found[-1].why == (
        "Answers this class and lead here. Opens today at 21:00, after the promised time."
    )


@rule("Which team is suggested")
def test_a_shut_team_that_opens_in_time_comes_before_the_front_door_and_says_when():
    first, *_, front_door = suggested("nurse", "normal", "south_bucks", at(23, 30))

    assert first.team.code == "acht_south_bucks"
    assert not first.is_open_now
    assert first.why == "Answers this class and lead here. Opens tomorrow at 07:00."
    assert front_door.why == "Keeps the line until another team can take it. Open now."


def test_an_opening_further_off_names_the_day():
    friday_night = at(22, 30, TUESDAY + timedelta(days=3))

    found = suggested("social_care", "normal", "wycombe", friday_night)

    assert [one.team.code for one in found] == ["reablement", "social_middle", "spr"]
    assert found[1].why.endswith("Opens on Monday 30 November at 09:00.")


def test_a_long_weekend_puts_an_office_team_after_the_front_door():
    before_easter = at(20, day=date(2026, 4, 2))

    assert codes("social_care", "normal", "wycombe", before_easter) == [
        "reablement",
        "spr",
        "social_middle",
    ]


def test_a_specialist_team_is_suggested_only_for_its_service():
    assert "home_iv" not in codes("nurse", "fast", "wycombe", at(10))
    first = suggested("nurse", "fast", "wycombe", at(10), service="home_iv")[0]

    assert first.team.code == "home_iv"
    assert first.why == "Gives the service that was asked for. Open now."


def test_a_service_that_this_place_does_not_have_asks_for_nothing():
    assert codes("nurse", "fast", "wycombe", at(10), service="gone") == codes(
        "nurse", "fast", "wycombe", at(10)
    )


@pytest.mark.parametrize("locality", [None, "moon"])
def test_without_a_known_locality_only_teams_for_the_whole_place_count(locality):
    assert codes("nurse", "rapid", locality, at(2)) == ["rapid_response", "spr"]


def test_a_suggestion_is_an_answer_to_the_question():
    for lead, response_class, locality in product(
        HERE.leads, HERE.response_classes, HERE.localities
    ):
        for one in suggested(lead, response_class, locality, at(11)):
            assert one.team.answers(lead, response_class, [locality])


def test_every_team_is_suggested_for_something():
    found = {
        code
        for service, when in product(HERE.services, (at(11), at(23)))
        for lead in HERE.services[service].leads
        for response_class in HERE.services[service].response_classes
        for locality in HERE.localities
        for code in codes(lead, response_class, locality, when, service=service)
    }

    assert found == set(HERE.teams)


@settings(max_examples=40)
@given(INSTANTS)
def test_all_nine_cells_have_somebody_everywhere_at_any_hour(when):
    for lead, response_class, locality in product(
        HERE.leads, HERE.response_classes, HERE.localities
    ):
        found = suggested(lead, response_class, locality, when)
        (front_door,) = [one for one in found if one.is_front_door]

        # Somebody can keep the promise, or the front door keeps the line and comes first.
        assert found[0].is_in_time
        assert front_door.is_open_now
        before = found[: found.index(front_door)]
        assert all(one.is_in_time for one in before)
        assert not any(one.is_in_time for one in found[len(before) + 1 :])


@settings(max_examples=40)
@given(INSTANTS)
def test_rapid_has_a_team_out_at_any_hour(when):
    for lead, locality in product(HERE.leads, HERE.localities):
        first = suggested(lead, "rapid", locality, when)[0]

        assert first.is_open_now
        assert not first.is_front_door
