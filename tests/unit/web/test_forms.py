"""What a form takes, what it says when it will not, and what it keeps."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from joinedup.foundation import instant
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, Refused
from joinedup.web import fields, moments
from joinedup.web.forms import Form
from tests.builders.foundation import a_scope

AUTUMN_NIGHT = {"when-day": "25", "when-month": "10", "when-year": "2026", "when-time": "01:30"}
SPRING_NIGHT = {"when-day": "29", "when-month": "3", "when-year": "2026", "when-time": "01:30"}


class Note(Form):
    """A form as a room would write one."""

    seen = fields.Seen()
    words = fields.Words("What", missing="Say what")
    phone = fields.Phone("Number")
    phone_not_known = fields.Tick("Not known")

    or_not_known: ClassVar = {"phone": "phone_not_known"}
    refusal_fields: ClassVar = {"nhs_number_check": "phone"}


class Occasion(Form):
    """A form that asks when."""

    when = moments.Moment("When", missing="Enter when")


GIVEN = {"seen": "3", "words": "Fell", "phone": "01296 315 000"}


def someone() -> Actor:
    """Somebody who acts."""
    scope = a_scope()
    return Actor(scope.account_id, scope)


def a_note(**given: str) -> Note:
    """A form as it was sent."""
    return Note({**GIVEN, **given})


def test_what_was_typed_reaches_the_service_by_name(clock: instant.Hands) -> None:
    told: dict[str, Any] = {}

    def keep(thing: str, *, seen: int, words: str, phone: str, at: datetime, by: Actor) -> str:
        told.update(thing=thing, seen=seen, words=words, phone=phone, at=at, by=by)
        return "kept"

    actor = someone()
    form = a_note()

    assert form.carries_out(keep, "line", by=actor)
    assert form.result == "kept"
    assert told == {
        "thing": "line",
        "seen": 3,
        "words": "Fell",
        "phone": "01296315000",
        "at": clock.at,
        "by": actor,
    }


def test_a_service_that_asks_no_time_is_told_none() -> None:
    def keep(*, seen: int, words: str, phone: str, by: Actor) -> None: ...

    assert a_note().carries_out(keep, by=someone())


@pytest.mark.parametrize(
    ("code", "beside"), [("nhs_number_check", "phone"), ("search_empty", "__all__")]
)
def test_a_refusal_stands_where_it_belongs(code: str, beside: str) -> None:
    def refuse(**given: Any) -> None:
        raise Refused(code)

    form = a_note()

    assert not form.carries_out(refuse, by=someone())
    assert list(form.errors) == [beside]
    assert form.has_error_code(code)


def test_a_refusal_of_one_value_stands_beside_it() -> None:
    def refuse(**given: Any) -> None:
        raise Refused("words_missing", at="words")

    form = a_note()
    form.carries_out(refuse, by=someone())

    assert list(form.errors) == ["words"]


def test_a_conflict_goes_past_the_form() -> None:
    def change(**given: Any) -> None:
        raise Conflict("referrals.line", uuid4(), 3)

    with pytest.raises(Conflict):
        a_note().carries_out(change, by=someone())


@pytest.mark.parametrize("seen", ["", "-1", "three", "99999999999999999999", "3; DROP TABLE"])
def test_a_tampered_hidden_field_is_one_error_on_top(seen: str) -> None:
    form = a_note(seen=seen)

    assert not form.is_valid()
    assert form.has_error_code("page_tampered")
    assert [error.get("href") for error in form.summary()] == [None]


@pytest.mark.parametrize(
    ("phone", "ticked", "is_taken"),
    [("01296315000", "", True), ("", "yes", True), ("", "", False), ("01296315000", "yes", False)],
)
def test_one_of_an_answer_and_not_known_is_needed(phone: str, ticked: str, is_taken: bool) -> None:
    form = a_note(phone=phone, phone_not_known=ticked)

    assert form.is_valid() is is_taken


def test_the_summary_follows_the_page_and_points_to_the_boxes() -> None:
    form = a_note(words="", phone="ring me")

    assert [error["href"] for error in form.summary()] == ["#id_words", "#id_phone"]


def test_away_from_its_box_a_sentence_says_which_it_is_about() -> None:
    summary = a_note(words="", phone="ring me").summary()

    said = [error["text"] for error in summary]
    assert said[0] == a_note(words="").errors["words"][0]
    assert said[1].startswith("Number: ")
    assert said[1].removeprefix("Number: ") == a_note(phone="ring me").errors["phone"][0]


def test_a_number_that_nobody_could_dial_is_refused() -> None:
    form = a_note(phone="ring me")

    assert "phone" in form.errors


def test_a_null_byte_is_an_error_and_no_failure() -> None:
    assert "words" in a_note(words="fell\x00").errors


def test_a_repeated_time_asks_which() -> None:
    form = Occasion(AUTUMN_NIGHT)

    assert not form.is_valid()
    assert form.has_error_code("time_repeated")


@pytest.mark.parametrize(
    ("which", "at"),
    [
        ("first", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("second", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_repeated_time_with_its_answer_is_taken(which: str, at: datetime) -> None:
    form = Occasion({**AUTUMN_NIGHT, "when-which": which})

    assert form.is_valid()
    assert form.cleaned_data["when"] == at


def test_a_skipped_time_is_refused() -> None:
    form = Occasion(SPRING_NIGHT)

    assert not form.is_valid()
    assert form.has_error_code("time_skipped")


def test_an_instant_is_shown_on_local_clocks() -> None:
    form = Occasion(initial={"when": datetime(2026, 7, 1, 13, 2, tzinfo=UTC)})

    assert form["when"].value() == {
        "day": "1",
        "month": "7",
        "year": "2026",
        "time": "14:02",
        "which": "",
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("14:02", "14:02"),
        ("1402", "14:02"),
        ("9", "09:00"),
        ("2.02pm", "14:02"),
        ("12 am", "00:00"),
    ],
)
def test_a_time_is_taken_as_people_type_it(typed: str, said: str) -> None:
    assert f"{moments.parsed_time(typed):%H:%M}" == said


@pytest.mark.parametrize("typed", ["", "25:00", "14:60", "soon", "14:2", "99999", "١٤:٠٢"])
def test_a_time_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        moments.parsed_time(typed)


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march"])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert moments.parsed_day({"day": "9", "month": month, "year": "1945"}) == date(1945, 3, 9)


@pytest.mark.parametrize(
    "parts",
    [
        {"day": "31", "month": "2", "year": "2026"},
        {"day": "9", "month": "Mai", "year": "1945"},
        {"day": "9", "month": "3", "year": "45"},
        {"day": "9", "month": "3", "year": "9999999999"},
        {"day": "", "month": "3", "year": "1945"},
        {"day": "²", "month": "3", "year": "1945"},
    ],
)
def test_a_day_that_is_none_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        moments.parsed_day(parts)


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("01632 960 301", True),
        ("+44 1632 960301", True),
        ("0800 1111", True),
        ("111", True),
        ("999", True),
        ("116 123", True),
        ("12345", False),
        ("960301", False),
        ("+44 12", False),
        ("0163", False),
        ("222", False),
        ("ring the ward", False),
    ],
)
def test_a_telephone_number_has_its_code(typed: str, is_one: bool) -> None:
    box = fields.Phone("Number")

    if is_one:
        assert box.clean(typed) == typed.replace(" ", "")
    else:
        with pytest.raises(ValidationError, match="with its code"):
            box.clean(typed)
