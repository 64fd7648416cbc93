"""Forms about SMART apps: registered, ended."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.foundation import smart
from joinedup.kernel.app_scopes import KINDS
from joinedup.office.forms.clients import when_over
from joinedup.web import fields, moments
from joinedup.web.forms import Form


class RegisterApp(Form):
    """Which app it is, who answers for it, where it is, what it may read and until when."""

    name = fields.Text(
        _("Name"),
        hint=_("As whoever opens it knows it"),
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
    launch_url = fields.Text(
        _("Where it is opened"),
        hint=_("Its launch address, as its maker gives it: https://…"),
        missing=_("Enter the address where it is opened"),
        max_length=smart.LONGEST_ADDRESS,
    )
    redirect_uris = fields.Words(
        _("Where it may be answered"),
        hint=_("Its redirect addresses, one a line, exactly as it sends them"),
        missing=_("Enter at least one address where it may be answered"),
        max_length=(smart.LONGEST_ADDRESS + 2) * smart.MOST_ADDRESSES,
        rows=4,
    )
    kinds = fields.SomeOf(
        _("What it may read, of the person whom it is opened about"),
        [(one, one) for one in KINDS],
        missing=_("Choose at least one thing that the app may read."),
    )
    until = moments.Day(_("Last day"), hint=_("Leave empty if no day is set"))

    refusal_fields: ClassVar[dict[str, str]] = {
        "app_without_kind": "kinds",
        "app_ends_before": "until",
        "app_addresses": "redirect_uris",
        "app_address_wrong": "redirect_uris",
    }

    def arguments(self) -> dict[str, Any]:
        """What was typed; it ends when its last day is over."""
        given = self.cleaned_data
        addresses = (one.strip() for one in given["redirect_uris"].splitlines())
        sent = smart.AppSent(
            name=given["name"],
            owner=given["owner"],
            launch_url=given["launch_url"],
            redirect_uris=tuple(one for one in addresses if one),
            kinds=tuple(given["kinds"]),
            until=when_over(given["until"]),
        )
        return {"sent": sent}
