"""What a template prints, and what it refuses to print."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import jinja2
import pytest
from django.template import engines

from joinedup.foundation import instant
from joinedup.web import fields, moments
from joinedup.web.forms import Form

FIELD = '{% from "web/components/fields.html" import field %}{{ field(form["a"]) }}'


each_field = pytest.mark.parametrize(
    "field",
    [
        fields.Text("A"),
        fields.Words("A"),
        fields.Phone("A"),
        fields.NhsNumberText("A"),
        fields.OneOf("A", (("x", "X"),)),
        fields.OneOf("A", (("x", "X"),), as_list=True),
        fields.SomeOf("A", (("x", "X"),)),
        fields.Tick("A"),
        fields.Secret("A", missing="b", autocomplete="off"),
        fields.Seen(),
        fields.Key(),
        moments.Day("A"),
        moments.Moment("A"),
    ],
    ids=lambda field: type(field).__name__,
)


def drawn(template: str, **context: Any) -> str:
    """A template that is text, as a page would draw it."""
    return str(engines["jinja2"].from_string(template).render(context))


def drawn_field(field: Any, data: dict[str, Any] | None = None, **initial: Any) -> str:
    """One field by itself."""
    form = type("One", (Form,), {"a": field})(data, initial=initial)
    return drawn(FIELD, form=form)


@pytest.mark.parametrize(
    "template", ["{{ card.allergies }}", "{{ nothing }}", "{{ nothing | upper }}", "{{ a ~ b }}"]
)
def test_what_is_missing_is_never_printed(template: str) -> None:
    with pytest.raises(jinja2.UndefinedError):
        drawn(template, card=object())


def test_what_is_missing_may_be_asked_about() -> None:
    assert drawn("{% if card.allergies.first %}x{% else %}none{% endif %}") == "none"


def test_words_from_people_are_escaped() -> None:
    assert drawn("{{ said }}", said="<script>") == "&lt;script&gt;"


@each_field
def test_an_empty_field_never_says_none(field: Any) -> None:
    drawn_empty = drawn_field(field, a=None)

    assert "None" not in drawn_empty
    assert 'name="a' in drawn_empty


@each_field
def test_no_identifier_is_given_twice(field: Any) -> None:
    ids = re.findall(r'\sid="([^"]+)"', drawn_field(field, {}))

    assert len(ids) == len(set(ids))


def test_what_was_typed_is_kept() -> None:
    assert ">\nfell &amp; hurt<" in drawn_field(fields.Words("A"), {"a": "fell & hurt"})


def test_a_password_is_not_given_back() -> None:
    field = fields.Secret("A", missing="b", autocomplete="off")

    assert "secret words" not in drawn_field(field, {"a": "secret words"})


def test_an_error_is_tied_to_its_box() -> None:
    html = drawn_field(fields.Text("A", missing="Enter it"), {"a": ""})

    assert 'id="id_a-error"' in html
    assert 'aria-describedby="id_a-error"' in html
    assert "Enter it" in html


def test_a_repeated_time_draws_the_question() -> None:
    night = {"a-day": "25", "a-month": "10", "a-year": "2026", "a-time": "01:30"}

    html = drawn_field(moments.Moment("A"), night)

    assert "Which time do you mean?" in html
    assert 'name="a-which"' in html


def test_a_clock_says_its_state_in_words(clock: instant.Hands) -> None:
    template = (
        '{% from "web/components/clock.html" import clock_tag %}{{ clock_tag(due_at, is_paused) }}'
    )

    over = drawn(template, due_at=clock.at - timedelta(minutes=20), is_paused=False)
    paused = drawn(template, due_at=None, is_paused=True)

    assert "20 min over" in over
    assert 'datetime="2026-11-24T09:10:00+00:00"' in over
    assert "Clock paused" in paused


def test_the_words_of_a_script_clock_are_those_of_the_filter() -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    with instant.frozen(at):
        said = drawn("{{ at | time_left }}", at=at + timedelta(days=1, hours=4))

    assert said == "1 day 4 h left"
