"""The forms of passkeys: what they are called, and what the browser answers."""

from django.utils.translation import gettext_lazy as _

from joinedup.office.domain.passkeys import NAME_LENGTH
from joinedup.web.fields import Text
from joinedup.web.forms import Form


def _name() -> Text:
    return Text(
        _("What you call it"),
        hint=_("The device or key that it is on, such as “Work phone”"),
        missing=_("Enter what you call it"),
        max_length=NAME_LENGTH,
        width=20,
    )


class AddPasskey(Form):
    """A name for a new passkey; the script of the page puts the browser's answer beside it."""

    name = _name()


class RenamePasskey(Form):
    """Another name for a passkey."""

    name = _name()
