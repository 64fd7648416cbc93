"""Radios, ticks and lists are drawn with the markup of the kit, faster than the kit draws them."""

import re
from typing import Any

import pytest
from django.template import engines

ANSWERS = [
    {"value": "x", "text": "X & Y", "checked": True, "hint": {"text": "Of course"}},
    {"value": "y", "text": "Y", "checked": False, "conditional": {"html": "more"}},
]
OPTIONS = [{"value": "x", "text": "X", "selected": True}, {"value": "y", "text": "Y"}]
LEGEND = {"fieldset": {"legend": {"text": "Which", "size": "s"}}}
SAID = {"hint": {"text": "Think"}, "errorMessage": {"text": "Choose one"}}


def drawn(template: str, params: dict[str, Any]) -> str:
    """What a macro draws, without the spaces that a browser does not show."""
    environment = next(iter(engines.all())).env
    html = environment.from_string(template).render(params=params)
    return re.sub(r"\s+", " ", re.sub(r"\s*([<>])\s*", r"\1", html)).strip()


@pytest.mark.parametrize(
    "more",
    [
        {},
        LEGEND,
        {**LEGEND, **SAID},
        {"small": True, "inline": True},
        {"errorMessage": {"text": "Tick it"}},
    ],
)
@pytest.mark.parametrize(("block", "type_"), [("radios", "radio"), ("checkboxes", "checkbox")])
def test_answers_are_drawn_as_the_kit_draws_them(
    block: str, type_: str, more: dict[str, Any]
) -> None:
    params = {"name": "a", "idPrefix": "id_a", "items": ANSWERS, **more}
    ours = drawn(
        '{% from "web/components/choices.html" import choices %}'
        f'{{{{ choices(params, "{block}", "{type_}") }}}}',
        params,
    )

    kits = drawn(
        f'{{% from "nhsuk/components/{block}/macro.jinja" import {block} as kits %}}'
        "{{ kits(params) }}",
        params,
    )

    assert ours == kits


@pytest.mark.parametrize("more", [{}, SAID])
def test_a_list_is_drawn_as_the_kit_draws_it(more: dict[str, Any]) -> None:
    label = {"text": "Which", "size": "s"}
    params = {"id": "id_s", "name": "s", "label": label, "items": OPTIONS, **more}

    ours = drawn('{% from "web/components/choices.html" import list %}{{ list(params) }}', params)
    kits = drawn(
        '{% from "nhsuk/components/select/macro.jinja" import select %}{{ select(params) }}', params
    )

    assert ours == kits
