"""Boxes to type in are drawn with the markup of the kit, faster than the kit draws them."""

from typing import Any

import pytest

from tests.unit.web.test_choices import LEGEND, SAID, drawn

LABEL = {"label": {"text": "What & why", "size": "s"}}
BOX = {
    "id": "id_a",
    "name": "a",
    "type": "text",
    "value": "<x> & y",
    "autocomplete": "off",
    "spellcheck": False,
    **LABEL,
}
LINES = {"id": "id_a", "name": "a", "value": "x & y", "rows": 3, "autocomplete": "off", **LABEL}
PARTS = {
    "id": "id_a",
    **LEGEND,
    "items": [
        {
            "id": f"id_a-{part}",
            "name": f"a-{part}",
            "label": part.title(),
            "width": width,
            "value": "1",
            "inputmode": "numeric",
            "autocomplete": "off",
        }
        for part, width in (("day", 2), ("month", 2), ("year", 4), ("time", 5))
    ],
}
MORE = [{}, SAID, {"hint": {"text": "Think"}}]


def ours(macro: str, params: dict[str, Any]) -> str:
    """As we draw it."""
    template = f'{{% from "web/components/boxes.html" import {macro} %}}{{{{ {macro}(params) }}}}'
    return drawn(template, params)


def kits(folder: str, macro: str, params: dict[str, Any]) -> str:
    """As the kit draws it."""
    found = f"nhsuk/components/{folder}/macro.jinja"
    return drawn(f'{{% from "{found}" import {macro} %}}{{{{ {macro}(params) }}}}', params)


@pytest.mark.parametrize("more", [*MORE, {"width": 20, "inputmode": "tel", "classes": "c"}])
def test_a_box_is_drawn_as_the_kit_draws_it(more: dict[str, Any]) -> None:
    params = {**BOX, **more}

    assert ours("box", params) == kits("input", "input", params)


def test_more_attributes_are_drawn_as_the_kit_draws_them() -> None:
    params = {**BOX, "attributes": {"autofocus": "autofocus", "autocapitalize": "none"}}

    assert ours("box", params) == kits("input", "input", params)


@pytest.mark.parametrize("more", MORE)
def test_lines_are_drawn_as_the_kit_draws_them(more: dict[str, Any]) -> None:
    params = {**LINES, **more}

    assert ours("lines", params) == kits("textarea", "textarea", params)


@pytest.mark.parametrize("more", [{}, {"hint": {"text": "Think"}}])
def test_a_date_is_drawn_as_the_kit_draws_it(more: dict[str, Any]) -> None:
    params = {**PARTS, **more}

    assert ours("parts", params) == kits("date-input", "dateInput", params)
