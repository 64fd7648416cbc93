"""Who may open a restricted record, and why it is one."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.foundation.place import ReasonKind
from joinedup.people.forms import choices
from joinedup.web import fields
from joinedup.web.forms import Form

_LONGEST = 1000


class _Naming(Form):
    """Those who go on with somebody's care."""

    seen = fields.Seen()
    usernames = fields.Words(
        _("Who goes on with their care?"),
        hint=_("User names, one on each line: as they sign in by"),
        missing=_("Name at least one who goes on with their care"),
        rows=3,
        max_length=_LONGEST,
    )

    refusal_fields: ClassVar = {
        "account_unknown": "usernames",
        "cannot_open_anybody": "usernames",
        "nobody_is_named": "usernames",
        "restriction_reason_unknown": "reason",
    }

    def arguments(self) -> dict[str, Any]:
        """The names one by one."""
        return {**self.cleaned_data, "usernames": self.cleaned_data["usernames"].splitlines()}


class RestrictRecord(_Naming):
    """Why the whole record is open to fewer people, and to whom."""

    reason = fields.OneOf(
        _("Why?"),
        lambda: choices.reasons(ReasonKind.RESTRICT),
        missing=_("Choose the reason"),
    )

    field_order: ClassVar = ["seen", "reason", "usernames"]


class NameForRecord(_Naming):
    """More of those who may open it."""


class OpenRecordAgain(Form):
    """Why it is open again."""

    seen = fields.Seen()
    reason = fields.OneOf(
        _("Why?"),
        lambda: choices.reasons(ReasonKind.LIFT_RESTRICTION),
        missing=_("Choose the reason"),
    )

    refusal_fields: ClassVar = {"restriction_reason_unknown": "reason"}


class NameNoLonger(Form):
    """One who is named, and is so no longer."""

    seen = fields.Seen()
    account_id = fields.HiddenId()
