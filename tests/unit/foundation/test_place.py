"""Buckinghamshire as shipped: what its documents say of it, and that it holds together."""

import re
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from joinedup.foundation import place
from joinedup.foundation.place_checks import SAFETY_NETS
from joinedup.foundation.place_schema import Entry, Truth
from joinedup.kernel.clock import due_at
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals.domain.contacts import ContactKind
from joinedup.referrals.domain.request import AgreementKind
from tests.rules import rule

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "places" / "buckinghamshire.toml"
LONDON = ZoneInfo("Europe/London")
# Ofcom keeps these for drama: nobody answers.
DRAMA = re.compile(r"01632 960\d{3}|0808 157 0\d{3}|07700 900\d{3}")
NUMBER = re.compile(r"\b0\d{3,4} ?\d{3} ?\d{3,4}\b")


@pytest.fixture(scope="module")
def here():
    return place.load(FILE)


def local(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def easter(year):
    """Easter Sunday by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * e) // 451
    month, day = divmod(h + e - 7 * m + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(year):
    """The days of a year by the Banking and Financial Dealings Act 1971."""

    def monday(month, *, last=False):
        first = date(year, month, 25 if last else 1)
        return first + timedelta(days=(7 - first.weekday()) % 7)

    def moved(day, taken=()):
        while day.weekday() > 4 or day in taken:
            day += timedelta(days=1)
        return day

    christmas = moved(date(year, 12, 25))
    # A Boxing Day that falls on a working day keeps it, and Christmas moves past it.
    boxing = date(year, 12, 26)
    if boxing.weekday() > 4:
        boxing = moved(boxing, {christmas})
    elif christmas == boxing:
        christmas = moved(boxing, {boxing})
    return {
        moved(date(year, 1, 1)),
        easter(year) - timedelta(days=2),
        easter(year) + timedelta(days=1),
        monday(5),
        monday(5, last=True),
        monday(8, last=True),
        christmas,
        boxing,
    }


def test_it_has_seven_localities_three_and_four(here):
    commissioners = Counter(one.commissioner for one in here.localities.values())

    assert commissioners == {"avccg": 3, "cccg": 4}


def test_it_has_21_and_35_practices(here):
    commissioners = Counter(
        here.localities[one.locality].commissioner for one in here.practices.values()
    )

    assert commissioners == {"avccg": 21, "cccg": 35}


def test_a_practice_is_an_organisation_and_a_team_of_its_staff(here):
    code, practice = next(iter(here.practices.items()))

    assert here.organisations[code].kind == "practice"
    assert here.team_name(code) == practice.name
    assert here.team_name("spr") == "Single Point of Referral"


def test_a_code_that_has_left_the_place_names_itself(here):
    assert here.team_name("gone") == "gone"
    assert here.practice_locality("Z00000") is None
    assert here.practice_locality(None) is None


@pytest.mark.parametrize(("prefix", "count"), [("acht_", 7), ("social_", 4), ("night_", 2)])
def test_it_has_the_teams_of_the_documents(here, prefix, count):
    assert sum(code.startswith(prefix) for code in here.teams) == count


def test_every_number_to_ring_is_one_kept_for_drama():
    numbers = NUMBER.findall(FILE.read_text())

    assert len(numbers) > 80
    assert [number for number in numbers if not DRAMA.fullmatch(number)] == []


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_bank_holidays_follow_the_act(here, year):
    held = {one.day for one in here.bank_holidays.values() if one.day.year == year}

    assert held == bank_holidays(year)


def test_a_clock_on_closed_days_is_known_until_the_end_of_2028(here):
    assert here.bank_holidays_known_until() == date(2028, 12, 26)


@rule("Triage clocks")
@pytest.mark.parametrize(
    ("asked", "minutes"), [(None, 30), ("rapid", 30), ("fast", 120), ("normal", 240)]
)
def test_a_line_is_triaged_within_its_time_and_not_stated_as_rapid(here, asked, minutes):
    rule_here = here.triage_rule(asked)

    assert rule_here.limit == timedelta(minutes=minutes)
    assert rule_here.code == f"triage.{asked or 'not_stated'}"


@rule("Response clocks")
def test_rapid_is_three_hours_day_and_night(here):
    rapid = here.response_rule("rapid")
    at = local(date(2026, 12, 25), 2, 10)

    assert due_at(rapid, here.calendar(rapid.calendar), started_at=at, pauses=()) == at.astimezone(
        UTC
    ) + timedelta(hours=3)


@rule("Response clocks")
@pytest.mark.parametrize(("code", "days"), [("fast", 1), ("normal", 3)])
@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 24)])
def test_fast_and_normal_are_never_later_than_promised_nor_due_at_night(here, code, days, day):
    clock_rule = here.response_rule(code)
    calendar = here.calendar(clock_rule.calendar)
    for hour in range(24):
        started = local(day, hour, 30)

        due = due_at(clock_rule, calendar, started_at=started, pauses=()).astimezone(LONDON)

        # By the clock on the wall: the night of the autumn change is an hour longer.
        assert due.replace(tzinfo=None) - started.replace(tzinfo=None) <= timedelta(days=days)
        assert 7 <= due.hour <= 22


def test_an_attempt_and_a_call_stop_no_clock(here):
    stops = {code for one in here.response_classes.values() for code in one.clock_stopped_by}

    assert stops == {"face_to_face", "remote_assessment"}
    assert here.response_classes["rapid"].clock_stopped_by == ("face_to_face",)


def test_only_rapid_needs_a_second_clinician_for_no_access(here):
    classes = here.response_classes.values()

    assert [one.code for one in classes if one.needs_second_clinician_for_no_access] == ["rapid"]


def test_no_access_steps_keep_their_order(here):
    assert [one.code for one in here.no_access_steps_for("rapid")][:3] == [
        "ring_person",
        "look_and_listen",
        "ring_somebody_close",
    ]


def test_a_question_says_whether_the_clock_waits(here):
    assert here.reason("ask_for_more", "agreement").pauses_clock
    assert not here.reason("ask_for_more", "history").pauses_clock
    assert {one.kind for one in here.reasons_for("close")} == {place.ReasonKind.CLOSE}


def test_residents_never_meet_a_class_code(here):
    told = [one.resident for one in here.reasons.values()]
    told += [one.resident_promise for one in here.response_classes.values()]

    assert [words for words in told if re.search(r"\b(rapid|fast|normal|lead|line)\b", words)] == []


def test_choices_are_those_that_referrals_know(here):
    assert set(here.location_kinds) == {str(kind) for kind in WhereKind}
    assert set(here.agreement_kinds) == {str(kind) for kind in AgreementKind}
    assert set(here.contact_types) == {str(kind) for kind in ContactKind}


def test_a_partner_is_known_by_what_it_sends_as(here):
    assert here.partner_sending_as("W12345").code == "demo-partner"
    assert here.partner_sending_as("X99999") is None


def test_a_postcode_is_in_an_area_or_a_neighbour_takes_it(here):
    assert here.area_of("HP19 8AA").council == "avdc"
    assert here.neighbour_of("OX9 3AA").name == "Oxfordshire community services"
    assert (here.area_of("OX9 3AA"), here.neighbour_of("HP19 8AA")) == (None, None)
    assert (here.area_of(" "), here.neighbour_of("")) == (None, None)


def test_every_safety_net_is_watched_in_order(here):
    watching = {net: [one.code for one in here.watchers_of(net)] for net in SAFETY_NETS}

    assert watching["not_opened"] == ["spr_lead", "duty_manager"]
    assert all(watching.values())


def test_a_kind_of_record_is_theirs_unless_the_place_says_otherwise(here):
    council = here.partners["council-system"]

    assert council.truth_of("contact") is Truth.OURS
    assert council.truth_of("condition") is Truth.THEIRS


def test_the_contacts_of_one_team_arrive_by_message_alone(here):
    assert here.partner_of_team("acht_vale_north").code == "community-system"
    assert here.partner_of_team("acht_vale_south") is None


def test_nothing_of_a_place_can_be_changed(here):
    with pytest.raises(AttributeError):
        here.name = "Elsewhere"
    with pytest.raises(TypeError):
        here.teams["new"] = here.teams["spr"]
    with pytest.raises(AttributeError):
        here.teams["spr"].name = "Other"


def entry_classes(kind):
    if isinstance(kind, type) and is_dataclass(kind):
        yield kind
    for inner in get_args(kind):
        yield from entry_classes(inner)


def test_the_guide_says_which_sections_may_be_empty():
    guide = " ".join((ROOT / "docs" / "how-to" / "write-a-place.md").read_text().split())
    said = re.search(r"These may be empty, [^:]*: ([^.]*)\.", guide)[1]

    assert re.findall(r"`(\w+)`", said) == [
        one.name for one in fields(place.Place) if "may_be_empty" in one.metadata
    ]


def test_the_guide_names_every_section_and_key():
    guide = (ROOT / "docs" / "how-to" / "write-a-place.md").read_text()
    keys = set()
    for section, kind in get_type_hints(place.Place).items():
        if section.startswith("_"):
            continue
        keys.add(section)
        for entry in entry_classes(kind):
            assert issubclass(entry, Entry)
            keys |= {one.name for one in fields(entry)}

    assert sorted(key for key in keys if f"`{key}`" not in guide) == []
