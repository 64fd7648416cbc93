"""The forms of sign-in: the library's rules, our words and boxes."""

from typing import Any
from uuid import UUID

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from joinedup.foundation.models import Account
from joinedup.web.fields import OneOf, Secret, Text
from joinedup.web.forms import Form


def display_name(account: Account) -> str:
    """What the library calls somebody."""
    return account.display_name


class SignIn(Form, LoginForm):
    """User name or email, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = Text(
            _("User name or email address"),
            missing=_("Enter your user name or email address"),
            autocomplete="username",
            width=20,
        )
        self.fields["password"] = Secret(
            _("Password"), missing=_("Enter your password"), autocomplete="current-password"
        )


class ChangePassword(Form, ChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fresh = "new-password"
        self.fields["oldpassword"] = Secret(
            _("Present password"),
            missing=_("Enter your present password"),
            autocomplete="current-password",
        )
        self.fields["password1"] = Secret(
            _("New password"), missing=_("Enter a new password"), autocomplete=fresh
        )
        self.fields["password1"].help_text = _("At least 12 characters. Three words are easy.")
        self.fields["password2"] = Secret(
            _("New password again"), missing=_("Enter the new password again"), autocomplete=fresh
        )

    def clean_password1(self) -> str:
        """The new password, if it is long enough and no well-known one."""
        given: str = self.cleaned_data["password1"]
        validate_password(given, self.user)
        return given


class ConfirmPassword(Form, PasswordAgainForm):
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = Secret(
            _("Password"), missing=_("Enter your password"), autocomplete="current-password"
        )


class SecondStep(Form, AuthenticateForm):
    """The code of the second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code()


class ConfirmSecondStep(Form, CodeAgainForm):
    """A code again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code()


class SetUpSecondStep(Form, ActivateTOTPForm):
    """The first code that a phone shows, to prove that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code()


class StopSecondStep(Form, DeactivateTOTPForm):
    """Nothing to fill in: pressing the button is the answer."""


class NewRecoveryCodes(Form, GenerateRecoveryCodesForm):
    """Nothing to fill in: pressing the button is the answer."""


class ChooseRole(Form):
    """Which of several roles to act in."""

    role = OneOf(_("Act as"), (), missing=_("Choose a role"))

    def __init__(self, *args: Any, answers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = answers

    @property
    def chosen(self) -> UUID:
        """The membership that was chosen."""
        return UUID(self.cleaned_data["role"])


def _code() -> Text:
    return Text(
        _("Code"),
        hint=_("Six digits from the app on your phone, or one of your recovery codes"),
        missing=_("Enter the code"),
        autocomplete="one-time-code",
        inputmode="numeric",
        width=10,
        max_length=20,
    )
