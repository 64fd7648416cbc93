"""Passkeys: adding, naming and removing one's own, and signing in by them."""

import logging
from typing import Any, Final
from uuid import UUID

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows import logout as signing_out
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from joinedup.foundation import instant, reading
from joinedup.foundation.models import Account
from joinedup.foundation.scope import scope_of, system
from joinedup.kernel.errors import Refused
from joinedup.office import queries, services
from joinedup.office.adapters import passkeys as adapter
from joinedup.office.domain.passkeys import Holder
from joinedup.office.forms import accounts as account_forms
from joinedup.office.forms import passkeys as forms
from joinedup.office.pages import passkeys as pages
from joinedup.office.pages.providers import require_fresh
from joinedup.office.views.providers import note_sign_in
from joinedup.web import answers, errors
from joinedup.web.room_view import (
    PUBLIC,
    SIGN_IN,
    SIGNED_IN,
    Request,
    RoomView,
)

log: Final = logging.getLogger("joinedup.sign_in")


class AddPasskey(RoomView):
    """Sign in by a passkey from now on."""

    permission = SIGNED_IN
    is_for_residents = True

    def get(self, request: Request) -> HttpResponse:
        """Ask for its name, once somebody has shown again that it is they."""
        require_fresh(request)
        return self._page(request, forms.AddPasskey())

    def post(self, request: Request) -> HttpResponse:
        """Keep it, or say what was wrong and ask anew."""
        require_fresh(request)
        form = forms.AddPasskey(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        try:
            challenge = _taken(request, "add")
            answer = request.POST.get("answer", "")
            made = adapter.added(pages.here(request), answer, challenge=challenge)
        except Refused as refusal:
            _write_refusal(request, refusal, _account(request))
            form.refused(refusal)
            return self._page(request, form)
        given = {"key": made.key, "counter": made.counter}
        if not form.carries_out(services.add_passkey, by=request.actor, **given):
            return self._page(request, form)
        messages.success(request, _("The passkey is added. Keep your recovery codes on paper."))
        return answers.redirect("mfa_index")

    def _page(self, request: Request, form: forms.AddPasskey) -> HttpResponse:
        whose = _account(request)
        holder = Holder(request.actor.account_id, whose.username, whose.display_name)
        held = [one.key for one in queries.passkeys_kept(whose.id)]
        asked = adapter.ask_to_add(pages.here(request), holder, held=held)
        options = pages.keep(request, "add", asked)
        return answers.page(request, "office/add_passkey.html", form=form, asked=options)


class RenamePasskey(RoomView):
    """Call a passkey something else."""

    permission = SIGNED_IN
    is_for_residents = True

    def get(self, request: Request, passkey_id: UUID) -> HttpResponse:
        """Ask what."""
        found = queries.passkey(request.actor.scope, passkey_id)
        return self._page(request, found, forms.RenamePasskey(initial={"name": found.name}))

    def post(self, request: Request, passkey_id: UUID) -> HttpResponse:
        """Keep the new name."""
        found = queries.passkey(request.actor.scope, passkey_id)
        form = forms.RenamePasskey(request.POST)
        if form.carries_out(services.rename_passkey, passkey_id, by=request.actor):
            messages.success(request, _("The passkey has its new name"))
            return answers.redirect("mfa_index")
        return self._page(request, found, form)

    def _page(
        self, request: Request, found: queries.PasskeyRow, form: forms.RenamePasskey
    ) -> HttpResponse:
        return answers.page(request, "office/rename_passkey.html", form=form, passkey=found)


class RemovePasskey(RoomView):
    """Let a passkey open nothing any more."""

    permission = SIGNED_IN
    is_for_residents = True

    def get(self, request: Request, passkey_id: UUID) -> HttpResponse:
        """Ask whether to, once somebody has shown again that it is they."""
        require_fresh(request)
        return self._page(request, passkey_id, account_forms.Confirm())

    def post(self, request: Request, passkey_id: UUID) -> HttpResponse:
        """Remove it."""
        require_fresh(request)
        form = account_forms.Confirm(request.POST)
        if form.carries_out(services.remove_passkey, passkey_id, by=request.actor):
            messages.success(request, _("The passkey is removed"))
            return answers.redirect("mfa_index")
        return self._page(request, passkey_id, form)

    def _page(self, request: Request, passkey_id: UUID, form: Any) -> HttpResponse:
        found = queries.passkey(request.actor.scope, passkey_id)
        return answers.page(request, "office/remove_passkey.html", form=form, passkey=found)


class SignInByPasskey(RoomView):
    """Sign in by a passkey alone: who has it also unlocked the device that keeps it."""

    permission = PUBLIC
    rate = SIGN_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask the browser for any passkey of this site."""
        return answers.page(
            request,
            "office/sign_in_by_passkey.html",
            asked=ask_to_show(request, "sign_in"),
            next=answers.safe_next(request, ""),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let whoever it belongs to in."""
        try:
            account, passkey_id = _proved(request, "sign_in")
        except Refused as refusal:
            return pages.refused(request, refusal, again=reverse("office:sign_in_by_passkey"))
        if request.user.is_authenticated:
            # Whoever was signed in here before leaves nothing to whoever comes now.
            signing_out.logout(request, show_message=False)
        _note(request, account, passkey_id, passwordless=True)
        wanted = answers.safe_next(request, reverse(settings.LOGIN_REDIRECT_URL))
        said: HttpResponse = perform_login(request, Login(user=account, redirect_url=wanted))
        return said


@method_decorator(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"),
    name="dispatch",
)
class PasskeyAsSecondStep(RoomView):
    """Complete signing in by a passkey, after the password."""

    permission = PUBLIC
    rate = SIGN_IN

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let them in if it is theirs."""
        stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001
        try:
            account, passkey_id = _proved(request, "second_step", of=stage.login.user)
        except Refused as refusal:
            return pages.refused(request, refusal, again=reverse("mfa_authenticate"))
        _note(request, account, passkey_id)
        said: HttpResponse = stage.exit()
        note_sign_in(request)
        return said


class ConfirmByPasskey(RoomView):
    """A passkey again, before something that matters."""

    permission = SIGNED_IN
    is_for_residents = True

    def get(self, request: Request) -> HttpResponse:
        """Ask for one of theirs; for their password where they have none."""
        asked = ask_to_show(request, "confirm", of=request.actor.account_id)
        if not asked:
            return answers.redirect("account_reauthenticate")
        wanted = answers.safe_next(request, "")
        return answers.page(request, "office/confirm_by_passkey.html", asked=asked, next=wanted)

    def post(self, request: Request) -> HttpResponse:
        """Go on to what was asked for."""
        try:
            account, passkey_id = _proved(request, "confirm", of=_account(request))
        except Refused as refusal:
            return pages.refused(request, refusal, again=reverse("account_reauthenticate"))
        _note(request, account, passkey_id, reauthenticated=True)
        said: HttpResponse | None = resume_request(request)
        return said or answers.redirect("office:account")


def ask_to_show(request: HttpRequest, what_for: str, *, of: UUID | None = None) -> str:
    """Ask for a passkey of an account, or for any; empty where the account has none."""
    kept = queries.passkeys_kept(of) if of else []
    if of and not kept:
        return ""
    asked = adapter.ask_to_show(pages.here(request), held=[one.key for one in kept])
    return pages.keep(request, what_for, asked)


def _proved(request: HttpRequest, what_for: str, of: Account | None = None) -> tuple[Account, UUID]:
    """Whose passkey was shown, and which; whatever is refused is written down."""
    account = of
    try:
        challenge = _taken(request, what_for)
        answer = adapter.read(request.POST.get("answer", ""))
        account = of or queries.account_of_passkey(answer.account_id)
        if account is None or answer.account_id not in {None, account.id}:
            raise Refused("passkey_unknown")
        kept = queries.passkeys_kept(account.id)
        found = [one for one in kept if adapter.credential_of(one.key) == answer.credential]
        if not found:
            raise Refused("passkey_unknown")
        here = pages.here(request)
        counter = adapter.shown(here, answer, key=found[0].key, challenge=challenge)
        services.use_passkey(account.id, found[0].id, counter=counter, at=instant.now())
    except Refused as refusal:
        _write_refusal(request, refusal, account)
        raise
    return account, found[0].id


def _taken(request: HttpRequest, what_for: str) -> str:
    """The challenge of this browser, which counts once wherever and however often it comes."""
    challenge = pages.challenge(request, what_for)
    try:
        services.use_once("passkey", challenge, at=instant.now())
    except Refused as refusal:
        raise Refused("passkey_not_asked") from refusal
    return challenge


def _note(request: HttpRequest, account: Account, passkey_id: UUID, **how: bool) -> None:
    # In the library's own words, by which it knows what a session has shown.
    said = {"id": str(passkey_id), "type": Authenticator.Type.WEBAUTHN.value, **how}
    record_authentication(request, account, "mfa", **said)


def _write_refusal(request: HttpRequest, refusal: Refused, account: Account | None) -> None:
    # Never who: the codes say what was wrong, and the log of reading whose account it was.
    log.warning("sign-in passkey refused=%s", refusal.refusal_code)
    reading.write(
        scope_of(account) if account else system("sign_in").scope,
        route=errors.route_of(request),
        outcome=reading.SIGN_IN_FAILED,
        detail=refusal.refusal_code,
    )


def _account(request: Request) -> Account:
    if not isinstance(request.user, Account):
        raise TypeError("nobody is signed in")
    return request.user
