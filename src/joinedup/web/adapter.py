"""Turns a bound form field to the parameters of the macro that draws it."""

from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from joinedup.web.moments import DAY_PARTS, FIRST, MOMENT_PARTS, SECOND, Boxes

type Params = dict[str, Any]

_LABELS: Final = {"day": _("Day"), "month": _("Month"), "year": _("Year"), "time": _("Time")}
_WHICH_QUESTION: Final = _("The clocks went back that night. Which time do you mean?")
_WHICH: Final = {
    FIRST: _("The first, before the clocks went back"),
    SECOND: _("The second, after the clocks went back"),
}
_WIDTHS: Final = {"day": 2, "month": 2, "year": 4, "time": 5}


def kind(bound: BoundField) -> str:
    """Which macro draws a field."""
    match bound.field.widget:
        case Boxes(parts=parts):
            return "moment" if parts == MOMENT_PARTS else "day"
        case forms.HiddenInput():
            return "hidden"
        case forms.Textarea():
            return "words"
        case forms.CheckboxSelectMultiple():
            return "some"
        case forms.RadioSelect():
            return "one"
        case forms.Select():
            return "list"
        case forms.CheckboxInput():
            return "tick"
        case forms.PasswordInput():
            return "secret"
        case _:
            return "text"


def params(bound: BoundField, **given: Any) -> Params:
    """What the macro needs: never None, always what was typed, the error beside it."""
    made = _BY_KIND[kind(bound)](bound, given)
    return {name: value for name, value in made.items() if value is not None}


def _common(bound: BoundField, given: Params) -> Params:
    hint = given.pop("hint", bound.help_text)
    return {
        "name": bound.html_name,
        "hint": {"text": str(hint)} if hint else None,
        "errorMessage": {"text": " ".join(map(str, bound.errors))} if bound.errors else None,
    }


def _label(bound: BoundField, given: Params) -> Params:
    return {
        "text": str(given.pop("label", bound.label)),
        "size": given.pop("size", "s"),
    }


def _box(bound: BoundField, given: Params) -> Params:
    field = bound.field
    return {
        "id": bound.auto_id,
        **_common(bound, given),
        "label": _label(bound, given),
        "value": _shown(bound.value()),
        "autocomplete": _attribute(field, "autocomplete") or "off",
        **given,
    }


def _text(bound: BoundField, given: Params) -> Params:
    field = bound.field
    return {
        "type": getattr(field.widget, "input_type", "text"),
        "inputmode": _attribute(field, "inputmode") or None,
        "width": getattr(field, "width", None),
        **_box(bound, given),
    }


def _words(bound: BoundField, given: Params) -> Params:
    return {"rows": getattr(bound.field, "rows", 3), **_box(bound, given)}


def _secret(bound: BoundField, given: Params) -> Params:
    box = _box(bound, given)
    del box["value"]
    return box


def _hidden(bound: BoundField, given: Params) -> Params:
    return {"id": bound.auto_id, "name": bound.html_name, "value": _shown(bound.value()), **given}


def _items(bound: BoundField, given: Params) -> list[Params]:
    value = bound.value()
    chosen = set(map(str, value)) if isinstance(value, list | tuple | set) else {_shown(value)}
    hints = {**getattr(bound.field, "hints", {}), **given.pop("hints", {})}
    conditional = given.pop("conditional", {})
    items = []
    for code, said in bound.field.choices:
        item: Params = {"value": str(code), "text": str(said), "checked": str(code) in chosen}
        if code in hints:
            item["hint"] = {"text": str(hints[code])}
        if code in conditional:
            item["conditional"] = {"html": conditional[code]}
        items.append(item)
    return items


def _group(bound: BoundField, given: Params) -> Params:
    # No `id`: the first answer has the field's, so that an error can point to it.
    items = _items(bound, given)
    legend = _label(bound, given)
    is_small = given.pop("small", False)
    return {
        **_common(bound, given),
        "idPrefix": bound.auto_id,
        "fieldset": {"legend": legend},
        "items": items,
        "small": is_small,
        "inline": given.pop("inline", getattr(bound.field, "inline", False)),
        **given,
    }


def _list(bound: BoundField, given: Params) -> Params:
    items = [
        {"value": item["value"], "text": item["text"], "selected": item["checked"]}
        for item in _items(bound, given)
    ]
    return {
        "id": bound.auto_id,
        **_common(bound, given),
        "label": _label(bound, given),
        "items": items,
        **given,
    }


def _tick(bound: BoundField, given: Params) -> Params:
    item: Params = {
        "value": "yes",
        "text": str(given.pop("label", bound.label)),
        "checked": bool(bound.value()),
    }
    hint = given.pop("hint", bound.help_text)
    if hint:
        item["hint"] = {"text": str(hint)}
    if "conditional" in given:
        item["conditional"] = {"html": given.pop("conditional")}
    is_small = given.pop("small", True)
    common = {**_common(bound, {"hint": ""}), "idPrefix": bound.auto_id}
    return {**common, "items": [item], "small": is_small, **given}


def _boxes(bound: BoundField, given: Params) -> Params:
    parts = bound.field.widget.parts
    value = bound.value() or {}
    items = [
        {
            "name": f"{bound.html_name}-{part}",
            "id": f"{bound.auto_id}-{part}",
            "label": str(_LABELS[part]),
            "width": _WIDTHS[part],
            "value": value.get(part, ""),
            "inputmode": "numeric" if part in DAY_PARTS else "text",
            "autocomplete": "off",
            **({"classes": "nhsuk-input--error"} if bound.errors else {}),
        }
        for part in parts
        if part in _LABELS
    ]
    made = {
        "id": bound.auto_id,
        **_common(bound, given),
        "fieldset": {"legend": _label(bound, given)},
        "items": items,
    }
    return {**made, "which": _which(bound, value), **given}


def _which(bound: BoundField, value: Params) -> Params | None:
    """The question *which one?*, when the time that was typed happened twice."""
    was_repeated = any(error.code == "time_repeated" for error in bound.errors.as_data())
    if not was_repeated and not value.get("which"):
        return None
    items = [
        {"value": code, "text": str(text), "checked": value.get("which") == code}
        for code, text in _WHICH.items()
    ]
    return {
        "idPrefix": f"{bound.auto_id}-which",
        "name": f"{bound.html_name}-which",
        "small": True,
        "fieldset": {"legend": {"text": str(_WHICH_QUESTION), "size": "s"}},
        "items": items,
    }


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _attribute(field: forms.Field, name: str) -> str:
    return str(getattr(field, name, "") or field.widget.attrs.get(name, ""))


_BY_KIND: Final = {
    "day": _boxes,
    "hidden": _hidden,
    "list": _list,
    "moment": _boxes,
    "one": _group,
    "secret": _secret,
    "some": _group,
    "text": _text,
    "tick": _tick,
    "words": _words,
}
