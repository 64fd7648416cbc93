"""The form about who somebody is at an identity provider."""

from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from joinedup.web import fields
from joinedup.web.forms import Form


class BindIdentity(Form):
    """At which provider, and by what the provider knows them."""

    provider = fields.OneOf(_("Provider"), (), missing=_("Choose a provider"))
    subject = fields.Text(
        _("Known there as"),
        hint=_("Exactly as the provider has it: the page on which they were refused shows it"),
        missing=_("Enter by what the provider knows them"),
        max_length=255,
        width=30,
    )

    refusal_fields: ClassVar[dict[str, str]] = {"identity_of_another": "subject"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = settings.JOINEDUP_PROVIDERS.items()
        self.fields["provider"].choices = [(code, of.name) for code, of in known]

    def arguments(self) -> dict[str, Any]:
        """The provider itself, and the subject."""
        given = self.cleaned_data
        return {**given, "provider": settings.JOINEDUP_PROVIDERS[given["provider"]]}
