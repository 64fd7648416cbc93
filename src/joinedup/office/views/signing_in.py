"""Signing in and out, who somebody is at the moment, and their second step."""

from typing import Any, cast

from allauth.account import views as library
from allauth.account.internal.flows import logout as signing_out
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from joinedup.foundation import accounts, instant, reading
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import scope_of, system
from joinedup.kernel.errors import Unavailable
from joinedup.office import queries
from joinedup.office.forms import signing_in as forms
from joinedup.office.pages import identities as identity_pages
from joinedup.office.pages import providers
from joinedup.office.views.passkeys import ask_to_show
from joinedup.office.views.providers import leave, note_sign_in
from joinedup.web import answers, errors
from joinedup.web.middleware import idle_seconds, seconds_left
from joinedup.web.room_view import (
    PUBLIC,
    SELECTED_MEMBERSHIP,
    SIGNED_IN,
    Request,
    RoomView,
)


class Refusing(RoomView):
    """A page of the library's whose form, when refused, answers 422 like every form of ours."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what was wrong."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        answer.status_code = 422
        return answer


class SignIn(Refusing, library.LoginView):
    """User name or email, password, and in a demonstration who there is to try."""

    permission = PUBLIC
    template_name = "office/sign_in.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Write the attempt down, without the password, and show the form again."""
        _write_failure(self.request, form, queries.account_named(str(form.data.get("login", ""))))
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and why somebody is here again."""
        given: dict[str, Any] = super().get_context_data(**kwargs)
        is_demo = settings.JOINEDUP_DEMO
        return {
            **given,
            "next": self.request.GET.get("next") or self.request.POST.get("next") or "",
            "because": self.request.GET.get("because", ""),
            "offers": providers.offers(
                answers.safe_next(self.request, ""), self.request.GET.get("because", "")
            ),
            "demo_sign_ins": queries.demo_sign_ins() if is_demo else [],
            "demo_password": settings.JOINEDUP_DEMO_PASSWORD if is_demo else "",
        }


class SignOut(RoomView, library.LogoutView):
    """End the session, and the one at the provider through which it began."""

    permission = PUBLIC
    template_name = "office/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out here, whether the provider answers or not."""
        told = self.request.session.get(queries.TOLD)
        if told is None:
            answer: HttpResponse = super().post(*args, **kwargs)
            return answer
        try:
            address = leave(self.request)
        except Unavailable:
            address = ""
        signing_out.logout(self.request, show_message=False)
        of = settings.JOINEDUP_PROVIDERS.get(told["provider"])
        return providers.left(self.request, of.name if of else told["provider"], address)


class AccountInactive(RoomView, library.AccountInactiveView):
    """An account that has been closed."""

    permission = PUBLIC
    template_name = "office/account_inactive.html"


class ChangePassword(Refusing, library.PasswordChangeView):
    """A new password for whoever is signed in."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/change_password.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the new password, stay signed in here and nowhere else, and say so."""
        request = cast("Request", self.request)
        password = form.cleaned_data["password1"]
        by = request.actor
        accounts.set_password(by.account_id, password, at=instant.now(), by=by)
        account = _account(request)
        account.refresh_from_db()
        update_session_auth_hash(request, account)
        messages.success(request, _("Your password has been changed"))
        return answers.redirect("office:account")


class ConfirmPassword(Refusing, library.ReauthenticateView):
    """The password again, before something that matters."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/confirm_password.html"


class SecondStep(RoomView, mfa.AuthenticateView):
    """The code that completes signing in."""

    permission = PUBLIC
    template_name = "office/second_step.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Write the attempt down, without the code, and show the form again."""
        _write_failure(self.request, form, self.stage.login.user)
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Write down a sign-in through a provider that asked for a second step here."""
        answer: HttpResponse = super().form_valid(form)
        note_sign_in(self.request)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form of a code, and a passkey to show instead, where they have one."""
        given: dict[str, Any] = super().get_context_data(**kwargs)
        asked = ask_to_show(self.request, "second_step", of=self.stage.login.user.pk)
        return {**given, "asked": asked}


class ConfirmSecondStep(Refusing, mfa.ReauthenticateView):
    """A code again, before something that matters."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/confirm_second_step.html"


class SecondStepHome(RoomView, mfa.IndexView):
    """Whether a second step is on, and what can be done about it."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/second_step_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether codes are asked for, and one's passkeys."""
        given: dict[str, Any] = super().get_context_data(**kwargs)
        has_codes = Authenticator.Type.TOTP in given["authenticators"]
        listed = queries.passkeys(cast("Request", self.request).actor.scope)
        return {**given, "has_codes": has_codes, "passkeys": listed}


class SetUpSecondStep(Refusing, totp.ActivateTOTPView):
    """A picture to take with a phone, and the first code that it shows."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/set_up_second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and the picture."""
        given: dict[str, Any] = super().get_context_data(**kwargs)
        # Drawn by the library from our own name and a secret it made: nothing typed is in it.
        return {**given, "picture": mark_safe(given["totp_svg"])}


class StopSecondStep(Refusing, totp.DeactivateTOTPView):
    """Sign in by password alone again."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/stop_second_step.html"


class RecoveryCodes(RoomView, recovery_codes.ViewRecoveryCodesView):
    """Codes for the day the phone is lost."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/recovery_codes.html"


class NewRecoveryCodes(Refusing, recovery_codes.GenerateRecoveryCodesView):
    """A fresh set; the old ones stop working."""

    permission = SIGNED_IN
    is_for_residents = True
    template_name = "office/new_recovery_codes.html"


class MyAccount(RoomView):
    """Who somebody is here, and what they may change about it."""

    permission = SIGNED_IN
    is_for_residents = True

    def get(self, request: Request) -> HttpResponse:
        """Show the account of whoever is signed in."""
        scope = request.actor.scope
        if scope.may(Permission.OWN_CARE):
            return answers.redirect("mycare:account")
        held = queries.roles_held(scope, _account(request))
        known = queries.identities_of(scope, request.actor.account_id)
        return answers.page(
            request,
            "office/account.html",
            account=request.user,
            roles=held,
            identities=identity_pages.listed(known),
            offers=providers.mine(),
        )


class ChooseRole(RoomView):
    """Act in another of one's roles."""

    permission = SIGNED_IN

    def get(self, request: Request) -> HttpResponse:
        """Show the roles that the account holds."""
        return self._page(request, forms.ChooseRole(answers=self._answers(request)))

    def post(self, request: Request) -> HttpResponse:
        """Act in the chosen role from now on."""
        form = forms.ChooseRole(request.POST, answers=self._answers(request))
        if not form.is_valid():
            return self._page(request, form)
        request.session[SELECTED_MEMBERSHIP] = str(form.chosen)
        # The rights of the session change with it, so its name does too.
        request.session.cycle_key()
        return answers.redirect("home")

    def _answers(self, request: Request) -> list[tuple[str, str]]:
        held = queries.roles_held(request.actor.scope, _account(request))
        return [(str(one.id), f"{one.role}, {one.organisation}") for one in held]

    def _page(self, request: Request, form: forms.ChooseRole) -> HttpResponse:
        return answers.page(request, "office/choose_role.html", form=form)


class SwitchUser(RoomView):
    """Leave the keyboard to a colleague: signed out, the cursor in the box for the next name."""

    permission = PUBLIC

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign out and wait for the next person."""
        signing_out.logout(request, show_message=False)
        answer = answers.redirect(settings.LOGIN_URL)
        answer["Location"] += "?because=switch"
        return answer


class Session(RoomView):
    """How long the session goes on if nobody uses it: asked by the page, and no use of it."""

    permission = SIGNED_IN
    is_for_residents = True
    is_poll = True

    def get(self, request: Request) -> HttpResponse:
        """Say who is signed in and for how long; a page left open needs a fresh form token too."""
        return answers.json(
            {
                "left": seconds_left(request),
                "account": str(request.actor.account_id),
                "token": get_token(request),
            }
        )


class StaySignedIn(RoomView):
    """Somebody is here."""

    permission = SIGNED_IN
    is_for_residents = True

    def post(self, request: Request) -> HttpResponse:
        """Begin the wait anew."""
        return answers.json({"left": idle_seconds(request)})


def _write_failure(request: HttpRequest, form: Any, tried: Account | None) -> None:
    scope = scope_of(tried) if tried else system("sign_in").scope
    wrong = [error for errors_ in form.errors.as_data().values() for error in errors_]
    reading.write(
        scope,
        route=errors.route_of(request),
        outcome=reading.SIGN_IN_FAILED,
        detail=" ".join(sorted({error.code or "invalid" for error in wrong})),
    )


def _account(request: Request) -> Account:
    if not isinstance(request.user, Account):
        raise TypeError("nobody is signed in")
    return request.user
