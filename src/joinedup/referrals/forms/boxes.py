"""Boxes of the referral that are judged as they are filled in, and not when it is sent."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joinedup.foundation import instant, place
from joinedup.kernel.errors import Refused
from joinedup.people.domain import postcodes
from joinedup.web.fields import Text
from joinedup.web.forms import Form

OLDEST_MEASURED: Final = timedelta(days=366)
"""What was measured longer ago is history, to be told in words."""


class PostcodeText(Text):
    """A whole postcode, or nothing."""

    def __init__(self, label: Any) -> None:
        super().__init__(label, max_length=10, width=10)

    def clean(self, value: Any) -> str:
        """The postcode as it is written; a part of one is refused where it was typed."""
        given: str = super().clean(value)
        if not given.strip():
            return ""
        try:
            return postcodes.normalised(given)
        except Refused as refusal:
            said = _("Enter the whole postcode, like HP19 8AB, or leave it empty")
            raise ValidationError(said, code=refusal.refusal_code) from refusal


def check_when(form: Form, given: Mapping[str, Any]) -> None:
    """What was measured or signed is of today or before."""
    now, signed_on = instant.now(), given.get("respect_signed_on")
    measured_at = given.get("observed_at")
    if measured_at is not None and measured_at > now:
        form.add_error("observed_at", _("The time of the measurements must be now or earlier"))
    elif measured_at is not None and now - measured_at > OLDEST_MEASURED:
        said = _("This is over a year ago: check the year, or tell it in words")
        form.add_error("observed_at", said)
    if signed_on is not None and signed_on > place.today():
        form.add_error("respect_signed_on", _("The day of signing must be today or earlier"))
