"""Forms about accounts: made, given roles, given a password."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from joinedup.foundation import place
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Role
from joinedup.office.queries import AccountPage
from joinedup.web import fields
from joinedup.web.forms import Form

_USERNAME = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._@+-]*\Z",
    _("Use letters, digits and . _ @ + - only, and begin with a letter or digit"),
)
_EMAIL = EmailValidator(_("Enter an email address in full, like name@example.nhs.uk"))
_PASSWORD_HINT = _(
    "At least 12 characters. Tell it to them yourself, and ask them to change it at once."
)


class MakeAccount(Form):
    """Who somebody is, and what they first sign in by."""

    display_name = fields.Text(
        _("Name"),
        hint=_("As colleagues and referrers know them"),
        missing=_("Enter their name"),
        max_length=150,
        width=30,
    )
    username = fields.Text(
        _("User name"),
        hint=_("What they sign in with. It cannot be changed later."),
        missing=_("Enter a user name"),
        max_length=60,
        width=20,
        validators=[_USERNAME],
    )
    profession = fields.Text(
        _("Profession (optional)"),
        hint=_("Like community nurse, GP or ward clerk"),
        max_length=60,
        width=20,
    )
    email = fields.Text(
        _("Email (optional)"), inputmode="email", max_length=254, width=30, validators=[_EMAIL]
    )
    direct_number = fields.Phone(_("Direct number (optional)"), max_length=30)
    password = fields.Secret(
        _("First password"), missing=_("Enter a first password"), autocomplete="new-password"
    )

    refusal_fields: ClassVar[dict[str, str]] = {
        "username_taken": "username",
        "email_taken": "email",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _PASSWORD_HINT

    def clean(self) -> dict[str, Any]:
        """The password must be long, unknown to thieves, and nothing like the person's name."""
        cleaned = super().clean()
        if "password" in cleaned:
            said = (cleaned.get(name, "") for name in ("username", "display_name", "email"))
            _check_password(self, *said)
        return cleaned


class MakePartnerAccount(Form):
    """Which partner's system is to act here."""

    partner_code = fields.OneOf(_("Partner"), (), missing=_("Choose a partner"))

    refusal_fields: ClassVar[dict[str, str]] = {"username_taken": "partner_code"}

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner_code"].choices = partners


class GiveRole(Form):
    """What somebody may act as, at which organisation, and in which team."""

    role = fields.OneOf(_("Role"), (), missing=_("Choose a role"))
    organisation_code = fields.OneOf(
        _("Organisation"), (), as_list=True, missing=_("Choose an organisation")
    )
    team_code = fields.OneOf(
        _("Team"),
        (),
        as_list=True,
        hint=_("Staff of a practice are in the team of that practice without being put there"),
    )

    refusal_fields: ClassVar[dict[str, str]] = {
        "organisation_unknown": "organisation_code",
        "team_unknown": "team_code",
    }

    def __init__(self, *args: Any, is_system: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = place.current()
        of_staff = [role for role in Role if role is not Role.RESIDENT]
        roles = [role for role in of_staff if (role is Role.SYSTEM) == is_system]
        self.fields["role"].choices = [(r.value, _role_name(r)) for r in roles]
        self.fields["role"].hints = {r.value: here.roles[r].what for r in roles if r in here.roles}
        organisations = {code: one.name for code, one in here.organisations.items()}
        teams = {code: one.name for code, one in here.teams.items()}
        self.fields["organisation_code"].choices = [("", _("Choose one")), *_by_name(organisations)]
        self.fields["team_code"].choices = [("", _("No team")), *_by_name(teams)]

    def arguments(self) -> dict[str, Any]:
        """What was chosen; whoever works at a practice is in the team of the same code."""
        given = dict(self.cleaned_data)
        is_practice = given["organisation_code"] in place.current().practices
        if is_practice and not given["team_code"]:
            given["team_code"] = given["organisation_code"]
        return {**given, "role": Role(given["role"])}


class SetPassword(Form):
    """A new password for somebody who lost theirs."""

    password = fields.Secret(
        _("New password"), missing=_("Enter a new password"), autocomplete="new-password"
    )

    def __init__(self, *args: Any, of: AccountPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        self.fields["password"].help_text = _PASSWORD_HINT

    def clean(self) -> dict[str, Any]:
        """The password must be as good as one that they would set themselves."""
        cleaned = super().clean()
        if "password" in cleaned:
            _check_password(
                self, self.of.account.username, self.of.account.display_name, self.of.email
            )
        return cleaned


class Standing(Form):
    """The version of the account that the page showed; pressing the button is the answer."""

    seen = fields.Seen()


class Confirm(Form):
    """Nothing to fill in: pressing the button is the answer."""


def _role_name(role: Role) -> str:
    here = place.current().roles.get(role)
    return here.name if here else role.label


def _by_name(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda one: one[1])


def _check_password(form: forms.Form, username: str, display_name: str, email: str) -> None:
    whose = Account(username=username, display_name=display_name, email=email)
    try:
        validate_password(form.cleaned_data["password"], whose)
    except ValidationError as refused:
        form.add_error("password", refused)
