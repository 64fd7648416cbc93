"""Forms about API clients: made, given a secret, ended."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.foundation import clients
from joinedup.foundation.permissions import ClientScope
from joinedup.kernel import local_time
from joinedup.web import fields, filters, moments
from joinedup.web.forms import Form


class _Rate(forms.IntegerField):
    """A whole number of requests a minute."""

    width = 5
    autocomplete = "off"
    inputmode = "numeric"


def when_over(last_day: date | None) -> datetime | None:
    """The instant at which a last day is over, on the clocks of the place; None where none is."""
    if last_day is None:
        return None
    after = datetime.combine(last_day + timedelta(days=1), time())
    return local_time.earliest(after, filters.zone())


class MakeClient(Form):
    """Which system it is, who answers for it, what it may do, how fast and until when."""

    name = fields.Text(
        _("Name"),
        hint=_("Which of their systems it is, like “Practice system, live”"),
        missing=_("Enter a name"),
        max_length=100,
        width=30,
    )
    owner = fields.Text(
        _("Who answers for it"),
        hint=_("A name or a desk, and how to reach them"),
        missing=_("Say who answers for it"),
        max_length=150,
        width=30,
    )
    scopes = fields.SomeOf(
        _("What it may do"),
        [(one.value, one.label) for one in ClientScope],
        missing=_("Choose at least one thing that the client may do."),
    )
    a_minute = _Rate(
        label=_("Requests a minute, at most"),
        initial=clients.USUAL_RATE,
        min_value=1,
        max_value=clients.MOST_A_MINUTE,
        error_messages=fields.messages(
            _("Say how many requests a minute"),
            invalid=_("Enter a whole number"),
            min_value=_("Enter 1 or more"),
            max_value=_("Enter %(limit_value)s or less"),
        ),
    )
    until = moments.Day(_("Last day"), hint=_("Leave empty if no day is set"))

    refusal_fields: ClassVar[dict[str, str]] = {
        "client_without_scope": "scopes",
        "client_ends_before": "until",
        "client_rate": "a_minute",
    }

    def arguments(self) -> dict[str, Any]:
        """What was typed; it ends when its last day is over."""
        given = {**self.cleaned_data, "until": when_over(self.cleaned_data["until"])}
        scopes = frozenset(ClientScope(one) for one in given["scopes"])
        return {**given, "scopes": scopes}


class MakeSecret(Form):
    """How long the secret that it has goes on working beside the new one."""

    seen = fields.Seen()
    hours = fields.OneOf(
        _("The secret that it has"),
        (
            ("0", _("Stops working at once")),
            ("24", _("Works for one more day")),
            ("168", _("Works for one more week")),
            ("720", _("Works for 30 more days")),
        ),
        missing=_("Say until when the secret that it has goes on working"),
        initial="168",
    )

    def arguments(self) -> dict[str, Any]:
        """For how long both work."""
        given = self.cleaned_data
        return {"seen": given["seen"], "overlap": timedelta(hours=int(given["hours"]))}
