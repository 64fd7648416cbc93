"""What somebody says of what was agreed with them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from joinedup.plans.domain.agreements import LONGEST
from joinedup.web import fields
from joinedup.web.forms import Form


class Agree(Form):
    """That they agree to what they read."""

    agreement = fields.HiddenId()
    seen = fields.Seen()

    def arguments(self) -> dict[str, Any]:
        """Which one, as it was read."""
        return {"agreement_id": self.cleaned_data["agreement"], "seen": self.cleaned_data["seen"]}


class WantChange(Form):
    """What they want to change."""

    agreement = fields.HiddenId()
    seen = fields.Seen()
    key = fields.Key()
    words = fields.Words(
        _("What do you want to change?"),
        missing=_("Write what you want to change"),
        max_length=LONGEST,
        rows=5,
    )

    def arguments(self) -> dict[str, Any]:
        """Which one, as it was read, and the words."""
        typed = self.cleaned_data
        return {
            "agreement_id": typed["agreement"],
            "seen": typed["seen"],
            "key": typed["key"],
            "words": typed["words"],
        }
