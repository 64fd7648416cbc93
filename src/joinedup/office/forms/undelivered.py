"""Forms about hand-offs that have not arrived."""

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.web import fields
from joinedup.web.forms import Form


class GiveUp(Form):
    """Why something is tried no more."""

    because = fields.Words(
        _("Why"),
        hint=_("And how they were told instead, if they were. Name nobody who is cared for."),
        missing=_("Say why it is given up"),
        max_length=500,
    )


class ReleaseHeld(Form):
    """Which of the held hand-offs to let go: those of one channel, or all."""

    channel = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
