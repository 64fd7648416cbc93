"""A county is filled by the same rules, the same for the same seed, and never twice."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from joinedup.config import cli
from joinedup.demo import services
from joinedup.demo.domain import county
from joinedup.demo.domain.day import DAY
from joinedup.demo.services import coming, staffing
from joinedup.foundation import instant, place, verify
from joinedup.foundation.models import Clock, Delivery
from joinedup.people.models import Person, RecordEntry
from joinedup.referrals.domain.contacts import ANSWERED
from joinedup.referrals.models import Line, Referral

PEOPLE, YEARS = 120, 20.0


@pytest.fixture
def told(settings: Any) -> list[str]:
    """What a small county said while it was filled."""
    settings.JOINEDUP_DEMO = True
    said: list[str] = []
    services.load_county(count=PEOPLE, years=YEARS, at=instant.now(), seed=1, say=said.append)
    return said


def test_the_same_seed_is_the_same_county_and_another_is_not() -> None:
    now = instant.now()

    def drawn(seed: int) -> list[county.Coming]:
        return list(coming.referrals(PEOPLE, YEARS, until=now, seed=seed))

    assert drawn(1) == drawn(1) != drawn(2)
    assert [one.at for one in drawn(1)] == sorted(one.at for one in drawn(1))
    assert now - timedelta(days=366 * YEARS) < drawn(1)[0].at < drawn(1)[-1].at <= now


def test_more_come_on_a_working_morning_than_at_night_or_weekends() -> None:
    came = list(coming.referrals(20_000, 10, until=instant.now(), seed=3))
    by_day, by_hour = Counter(c.at.weekday() for c in came), Counter(c.at.hour for c in came)

    assert min(by_day[day] for day in range(5)) > max(by_day[5], by_day[6])
    assert by_hour[10] > 4 * by_hour[3]


def test_a_county_holds_people_records_and_every_kind_of_story(told: list[str]) -> None:
    expected = county.referral_count(PEOPLE, YEARS)
    endings = Counter(Line.objects.values_list("closed_how", flat=True))
    answered = Clock.objects.filter(rule_code__startswith="response.", ended_how=ANSWERED)
    late = [one for one in answered if one.ended_at > one.due_at]

    assert Person.objects.count() == PEOPLE
    # One contact of the day comes by message.
    assert RecordEntry.objects.count() == county.ENTRIES_A_PERSON * PEOPLE + 1
    assert Referral.objects.count() == expected + len(DAY)
    assert {"close", "advice_only", "withdraw", ""} <= set(endings)
    assert 0 < len(late) < answered.count() / 2
    assert {one.rpartition(" ")[2] for one in told} == {"people", "records", "referrals"}
    assert verify.report().is_sound


def test_history_is_handed_to_nobody_but_the_day_is(told: list[str]) -> None:
    about_lines = Delivery.objects.filter(about_kind="referrals.line").values_list("about_id")
    old = Line.objects.filter(referral__key__startswith="county-").values_list("id", flat=True)

    assert about_lines.exists()
    assert not about_lines.filter(about_id__in=list(old)).exists()


def test_a_store_that_is_filled_already_says_so(
    told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["demo", "--people", "9", "--years", "1"]) == cli.COULD_NOT

    assert "holds people already" in capsys.readouterr().out


def test_a_store_that_was_left_half_filled_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    staffing.make(at=instant.now())

    assert cli.main(["demo", "--people", "9", "--years", "1"]) == cli.COULD_NOT

    assert "half filled" in capsys.readouterr().out


@pytest.mark.parametrize("years", ["0", "-1", "21"])
def test_years_that_cannot_be_are_refused(years: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["demo", "--years", years])

    assert "more than none and at most 20" in capsys.readouterr().err


def test_the_command_fills_an_empty_place_and_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["demo", "--people", "50", "--years", "1", "--seed", "4"]) == 0

    said = capsys.readouterr().out
    assert "50 of 50 people" in said
    assert "50 invented people, 250 entries of their records and 1 referrals of 1 years." in said
    assert place.current().code == "buckinghamshire"
