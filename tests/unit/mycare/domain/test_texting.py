"""Texts are counted as carriers count them, go out by day, and to mobiles alone."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.mycare.domain import texting
from joinedup.mycare.domain.texting import Alphabet
from tests.rules import rule

LONDON = ZoneInfo("Europe/London")
GSM = "abc XYZ 019 @£$¥èéùìòÇ\nΔΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"
EXTENDED = "^{}\\[~]|€"


@pytest.mark.parametrize(
    ("words", "alphabet", "units", "segments"),
    [
        ("", Alphabet.GSM, 0, 1),
        ("a" * 160, Alphabet.GSM, 160, 1),
        ("a" * 161, Alphabet.GSM, 161, 2),
        ("a" * 306, Alphabet.GSM, 306, 2),
        ("a" * 307, Alphabet.GSM, 307, 3),
        ("€" * 80, Alphabet.GSM, 160, 1),
        ("€" * 81, Alphabet.GSM, 162, 2),
        ("€" * 153, Alphabet.GSM, 306, 3),
        ("ŵ" + "a" * 69, Alphabet.UCS, 70, 1),
        ("ŵ" + "a" * 70, Alphabet.UCS, 71, 2),
        ("😀" * 35, Alphabet.UCS, 70, 1),
        ("😀" * 36, Alphabet.UCS, 72, 2),
        ("😀" * 67, Alphabet.UCS, 134, 3),
    ],
)
def test_texts_are_counted(words: str, alphabet: Alphabet, units: int, segments: int) -> None:
    assert texting.counted(words) == texting.Counted(alphabet, units, segments)


@given(st.text(st.sampled_from(GSM + EXTENDED), max_size=600))
def test_no_more_goes_into_texts_than_they_hold(words: str) -> None:
    count = texting.counted(words)
    units = len(words) + sum(one in EXTENDED for one in words)

    assert count.alphabet is Alphabet.GSM
    assert count.units == units
    assert count.segments == 1 if units <= 160 else count.segments >= math.ceil(units / 153)
    assert count.segments <= math.ceil(units / 152) if units > 160 else count.segments == 1


@given(st.text(max_size=400))
def test_any_words_are_counted(words: str) -> None:
    count = texting.counted(words + "\u0175")

    assert count.alphabet is Alphabet.UCS
    assert count.units == len((words + "\u0175").encode("utf-16-le", "surrogatepass")) // 2


def test_marks_of_typographers_cost_no_room() -> None:
    told = texting.plainer(
        "\u201cIt\u2019s\u00a0free\u201d \u2013 come\u2026 \r\n\u2022 bring tea  "
    )

    assert told == '"It\'s free" - come...\n- bring tea'
    assert texting.counted(told).alphabet is Alphabet.GSM


@rule("Numbers that texts go to")
@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900 123", "+447700900123"),
        ("07624 400123", "+447624400123"),
        ("01632 960001", None),
        ("07012 345678", None),
        ("07623 400123", None),
        ("0770 090012", None),
        ("+353 85 012 3456", None),
        ("", None),
    ],
)
def test_texts_go_to_mobiles_of_this_country(phone: str, number: str | None) -> None:
    assert texting.mobile(phone) == number


def test_a_number_is_told_by_its_end() -> None:
    assert texting.ending("+447700900123") == "123"


@rule("When texts go out")
@pytest.mark.parametrize(
    ("ready", "goes"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T19:59", "2026-11-23T19:59"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-10-24T23:30", "2026-10-25T08:00"),
        ("2026-03-28T20:00", "2026-03-29T08:00"),
    ],
)
def test_no_text_goes_out_at_night(ready: str, goes: str) -> None:
    at = datetime.fromisoformat(ready).replace(tzinfo=LONDON).astimezone(UTC)

    assert texting.next_open(at, LONDON) == datetime.fromisoformat(goes).replace(tzinfo=LONDON)


@given(st.timedeltas(timedelta(), timedelta(days=730)))
def test_it_goes_by_day_and_within_half_a_day(since: timedelta) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + since
    goes = texting.next_open(at, LONDON)

    assert 8 <= goes.astimezone(LONDON).hour < 20
    assert timedelta() <= goes - at <= timedelta(hours=13)


def test_a_telephone_that_was_off_is_tried_three_times() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert texting.again_at(1, at) == at + timedelta(hours=1)
    assert texting.again_at(2, at) == at + timedelta(hours=4)
    assert texting.again_at(3, at) is None


def test_it_is_asked_less_and_less_often_what_came_of_a_text() -> None:
    sent = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert texting.asked_at(sent, sent) == sent + timedelta(minutes=2)
    ten = sent + timedelta(minutes=10)
    assert texting.asked_at(sent, ten) == ten + timedelta(minutes=10)
    day = sent + timedelta(days=1)
    assert texting.asked_at(sent, day) == day + timedelta(hours=1)
    assert texting.asked_at(sent, sent + timedelta(days=5)) is None
