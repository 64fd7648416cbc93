"""Days and local times as people type them, and the two nights when the clocks change."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joinedup.kernel import local_time
from joinedup.web import filters
from joinedup.web.fields import asked, messages
from joinedup.web.sentences.kinds import Sentence

type Parts = dict[str, str]

EARLIEST_YEAR: Final = 1880
LATEST_YEAR: Final = 2200
DAY_PARTS: Final = ("day", "month", "year")
MOMENT_PARTS: Final = (*DAY_PARTS, "time", "which")
FIRST, SECOND = "first", "second"
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_TIME: Final = re.compile(
    r"([0-9]{1,2})(?:[:.\s]?([0-9]{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE
)


class Boxes(forms.Widget):
    """Several boxes named `<field>-<part>`, read together."""

    template_name = ""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__()
        self.parts = parts

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Parts:
        """What was typed in each box."""
        del files
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in self.parts}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form came without these boxes."""
        del files
        return not any(f"{name}-{part}" in data for part in self.parts)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first box."""
        del index
        return f"{id_}-{self.parts[0]}"


class InBoxes(forms.Field):
    """A field of several boxes; compulsory when it has words for being `missing`."""

    parts: ClassVar[tuple[str, ...]]

    def __init__(
        self,
        label: Sentence,
        *,
        hint: Sentence = "",
        missing: Sentence | None = None,
        **django: Any,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=missing is not None,
            widget=Boxes(self.parts),
            error_messages=messages(missing),
            **django,
        )


class Day(InBoxes):
    """A date in three boxes; the month may be a number or a name."""

    parts = DAY_PARTS

    def prepare_value(self, value: Any) -> Parts:
        """The boxes for a date."""
        return _boxes_of_day(value) if isinstance(value, date) else dict(value or {})

    def clean(self, value: Any) -> date | None:
        """The date, or None when the boxes are empty and may be."""
        parts = dict(value or {})
        if not any(parts.values()):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return parsed_day(parts)


class Moment(InBoxes):
    """A local date and time; cleans to UTC, asking which one when the clocks went back."""

    parts = MOMENT_PARTS

    def prepare_value(self, value: Any) -> Parts:
        """The boxes for an instant, on the clocks of the place."""
        if not isinstance(value, datetime):
            return dict(value or {})
        shown = filters.local(value)
        return {**_boxes_of_day(shown), "time": f"{shown:%H:%M}", "which": ""}

    def clean(self, value: Any) -> datetime | None:
        """The instant in UTC, or None when the boxes are empty and may be."""
        parts = dict(value or {})
        if not any(parts.get(part) for part in (*DAY_PARTS, "time")):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        typed = datetime.combine(parsed_day(parts), parsed_time(parts.get("time", "")))
        fold = {FIRST: 0, SECOND: 1}.get(parts.get("which", ""))
        return asked(lambda: local_time.to_utc(typed, filters.zone(), fold=fold))


def parsed_day(parts: Mapping[str, str]) -> date:
    """A date from its three boxes."""
    empty = [name for name in DAY_PARTS if not parts.get(name)]
    if empty:
        said = _("The date must include a %(part)s.")
        raise ValidationError(said, code="part_missing", params={"part": empty[0]})
    try:
        found = date(int(parts["year"]), _month(parts["month"]), int(parts["day"]))
    except (ValueError, OverflowError) as error:
        raise ValidationError(_("Enter a real date, like 27 3 2026."), code="no_day") from error
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise ValidationError(_("Enter the year with four digits, like 1941."), code="no_year")
    return found


def parsed_time(typed: str) -> time:
    """A time of day as typed: 14:02, 1402, 2.02pm, 9."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        raise ValidationError(_("Enter a time like 14:02."), code="no_time")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValidationError(_("Enter a time like 14:02."), code="no_time")
    return time(hour, minute)


def _month(typed: str) -> int:
    name = typed.strip().lower()[:3]
    return _MONTHS.index(name) + 1 if name in _MONTHS else int(typed)


def _boxes_of_day(on: date) -> Parts:
    return {"day": str(on.day), "month": str(on.month), "year": str(on.year)}
