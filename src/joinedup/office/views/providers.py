"""Signing in at an identity provider: going there, coming back, and being signed out there."""

import logging
from typing import Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import logout as signing_out
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import instant, reading
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Scope, actor_of, scope_of, system
from joinedup.kernel.errors import NotFound, Refused, Unavailable
from joinedup.kernel.ids import AccountId
from joinedup.office import queries, services
from joinedup.office.adapters import provider
from joinedup.office.adapters.provider import Shown
from joinedup.office.domain import launching, sealing
from joinedup.office.domain.providers import Provider
from joinedup.office.pages import providers as pages
from joinedup.office.pages.providers import Going
from joinedup.office.queries import arriving
from joinedup.web import answers, errors
from joinedup.web.room_view import (
    PUBLIC,
    SELECTED_MEMBERSHIP,
    SIGN_IN,
    SIGNED_IN,
    Request,
    RoomView,
)

log: Final = logging.getLogger("joinedup.sign_in")


class GoToProvider(RoomView):
    """Send somebody to a provider, to show there who they are."""

    permission = PUBLIC
    rate = SIGN_IN

    def get(self, request: HttpRequest, provider_code: str) -> HttpResponse:
        """Go there; what is needed to know them again on their way back stays in their session."""
        of = provider_of(provider_code)
        if of.launches:
            raise NotFound()
        wanted = answers.safe_next(request, "")
        is_anew = request.GET.get("because") in {"switch", "idle", "out"}
        return sent(request, of, wanted, is_anew=is_anew)


class BindMine(RoomView):
    """Let somebody choose to sign in from now on by who they are at a provider."""

    permission = SIGNED_IN

    def get(self, request: Request, provider_code: str) -> HttpResponse:
        """Say what comes of it, once they have shown again that it is they who sit here.

        The form of a password may send nobody to another site: they go on from here by a link.
        """
        of = provider_of(provider_code)
        pages.require_fresh(request)
        return answers.page(request, "office/bind_mine.html", provider=of.name, code=of.code)


class GoAndBindMine(RoomView):
    """Send somebody to a provider, to be signed in from now on by who they are there."""

    permission = SIGNED_IN

    def get(self, request: Request, provider_code: str) -> HttpResponse:
        """Go there, if they have just shown that it is they who sit here."""
        of = provider_of(provider_code)
        pages.require_fresh(request)
        wanted = reverse("office:account")
        return sent(request, of, wanted, is_anew=True, binds=str(request.actor.account_id))


class ComeBack(RoomView):
    """Somebody comes back from a provider."""

    permission = PUBLIC
    rate = SIGN_IN

    def get(self, request: HttpRequest, provider_code: str) -> HttpResponse:
        """Let them in, or say why not, and write either down."""
        of = provider_of(provider_code)
        going = pages.going_of(request, of)
        try:
            if going is None:
                raise Refused("sign_in_not_begun")
            code = _code(request, of, going)
            shown = provider.who(
                of,
                code=code,
                back=_back(request, of),
                asked=going.asked,
                verifier=going.verifier,
                now=instant.now(),
            )
            return _let_in(request, of, going, shown)
        except Refused as refusal:
            _write_refusal(request, of, refusal.refusal_code)
            return pages.refused(request, of, refusal, going)
        except Unavailable as away:
            return _away(request, of, away, going.next if going else "")


class ComeIn(RoomView):
    """Somebody who showed who they are comes in to their own care."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """Sign them in, once; from the start again where they were too slow."""
        found = arriving.taken(request.session, at=instant.now())
        if found is None:
            return answers.redirect("mycare:start")
        of, said = found
        try:
            shown = Shown(name="", claimed=(), patient={}, **said)
            return _enter(request, of, shown, reverse("mycare:home"))
        except Refused as refusal:
            _write_refusal(request, of, refusal.refusal_code)
            return pages.refused(request, of, refusal, None)


class SignedOutThere(RoomView):
    """A provider says that somebody was signed out there (OpenID Connect back-channel logout)."""

    permission = PUBLIC
    is_for_programs = True

    def post(self, request: HttpRequest, provider_code: str) -> HttpResponse:
        """End their sessions here, once."""
        of, now, by = provider_of(provider_code), instant.now(), system("sign_in")
        try:
            told = provider.signed_out(of, request.POST.get("logout_token", ""), now=now)
            services.use_once("signed out", f"{of.issuer} {told.once}", at=now)
            services.sign_out_from_there(of, told, at=now, by=by)
        except Refused as refusal:
            _write_refusal(request, of, refusal.refusal_code)
            said = {"error": "invalid_request", "error_description": refusal.refusal_code}
            return answers.json(said, status=400)
        except Unavailable as away:
            log.error("sign-in provider=%s unavailable=%s", of.code, away)
            return answers.json({"error": "temporarily_unavailable"}, status=503)
        return answers.json({})


def provider_of(code: str) -> Provider:
    """A provider of this site by its code; raises `NotFound`."""
    found: Provider | None = settings.JOINEDUP_PROVIDERS.get(code)
    if found is None:
        raise NotFound()
    return found


def note_sign_in(request: HttpRequest) -> None:
    """Record a sign-in through a provider, once it is complete: after the second step, if any."""
    kept = request.session.get(queries.TOLD)
    account = request.user
    if not isinstance(account, Account) or kept is None or not kept.get("identity"):
        return
    services.sign_in(
        kept["identity"],
        provider=provider_of(kept["provider"]),
        strength=kept["strength"],
        at=instant.now(),
        by=actor_of(account),
    )
    request.session[queries.TOLD] = {**kept, "identity": ""}


def leave(request: HttpRequest) -> str:
    """Record that somebody signs out who came through a provider; the address that ends it there.

    Nothing where they came another way, or where the provider offers none; raises `Unavailable`
    where it does not answer.
    """
    kept = request.session.get(queries.TOLD)
    account = request.user
    if not isinstance(account, Account) or kept is None:
        return ""
    of = settings.JOINEDUP_PROVIDERS.get(kept["provider"])
    services.sign_out(
        AccountId(account.id),
        provider=kept["provider"],
        because="oneself",
        at=instant.now(),
        by=actor_of(account),
    )
    if of is None:
        return ""
    return provider.way_out(
        of,
        id_token=sealing.opened(kept["id_token"], by=settings.SECRET_KEY),
        back=request.build_absolute_uri(reverse(settings.LOGIN_URL)),
        now=instant.now(),
    )


def sent(
    request: HttpRequest,
    of: Provider,
    wanted: str,
    *,
    is_anew: bool,
    binds: str = "",
    launch: str = "",
) -> HttpResponse:
    """Send somebody there; or say that it does not answer."""
    is_anew = is_anew or of.rules.prompt == "login"
    going = pages.begin(of, wanted, is_anew=is_anew, binds=binds)
    try:
        address = provider.way_in(
            of,
            back=_back(request, of),
            state=going.state,
            asked=going.asked,
            verifier=going.verifier,
            launch=launch,
            now=instant.now(),
        )
    except Unavailable as away:
        return _away(request, of, away, wanted)
    pages.keep(request, going)
    return HttpResponseRedirect(address)


def _code(request: HttpRequest, of: Provider, going: Going) -> str:
    """The code that somebody brings back, if it and their way there count for the first time."""
    now, given = instant.now(), request.GET
    services.use_once("state", going.state, at=now)
    # RFC 9207: a provider that says its name with the code must say its own.
    if given.get("iss", of.issuer) != of.issuer:
        raise Refused("token_issuer")
    if "error" in given:
        is_denied = given["error"] == "access_denied"
        raise Refused("sign_in_denied" if is_denied else "sign_in_failed_there", provider=of.name)
    code = given.get("code", "")
    if not code:
        raise Refused("sign_in_failed_there", provider=of.name)
    services.use_once("code", f"{of.issuer} {code}", at=now)
    return code


def _let_in(request: HttpRequest, of: Provider, going: Going, shown: Shown) -> HttpResponse:
    if going.binds:
        return _bound(request, of, going, shown)
    if not of.rules.is_for_staff:
        # Whose care it is, the room of their own pages finds out; they come back by `ComeIn`.
        said = {name: getattr(shown, name) for name in arriving.SAID}
        arriving.keep(request.session, of, said, at=instant.now())
        return answers.redirect("mycare:arrive")
    return _enter(request, of, shown, going.next)


def _enter(request: HttpRequest, of: Provider, shown: Shown, wanted: str) -> HttpResponse:
    found = queries.account_of_identity(of, shown.subject)
    if found is None:
        raise Refused("identity_unknown", provider=of.name, name=shown.name, subject=shown.subject)
    identity_id, account = found
    if not account.is_active:
        _write_refusal(request, of, "account_not_active", scope_of(account))
        return answers.redirect("account_inactive")
    works_as = queries.works_as(account, of, shown.claimed)
    was_here = request.user.is_authenticated and request.user.pk == account.pk
    chosen = request.session.get(SELECTED_MEMBERSHIP) if was_here else None
    if request.user.is_authenticated:
        # Whoever was signed in here before leaves nothing to whoever comes now.
        signing_out.logout(request, show_message=False)
    request.session[queries.TOLD] = {
        "provider": of.code,
        "session": shown.session,
        "sub": shown.sub,
        "strength": shown.strength,
        "identity": str(identity_id),
        "id_token": sealing.sealed(shown.id_token, by=settings.SECRET_KEY),
    }
    request.session.pop(SELECTED_MEMBERSHIP, None)
    if works_as is not None:
        request.session[SELECTED_MEMBERSHIP] = str(works_as)
    elif chosen is not None and of.launches:
        # Opened from another window of theirs, they go on in the role in which they work.
        request.session[SELECTED_MEMBERSHIP] = chosen
    if of.launches:
        request.session[queries.LAUNCHED] = str(
            services.keep_launched(
                launching.person_told(shown.patient),
                account_id=account.id,
                system=of.code,
                was_here=was_here,
                at=instant.now(),
                by=actor_of(account),
            )
        )
    return _signed_in(request, of, account, wanted or reverse(settings.LOGIN_REDIRECT_URL))


def _signed_in(request: HttpRequest, of: Provider, account: Account, wanted: str) -> HttpResponse:
    if not of.demanded:
        # Nothing says that more than a password was shown there: a second step set here is asked.
        answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=wanted))
        note_sign_in(request)
        return answer
    get_adapter().login(request, account)
    record_authentication(request, account, method="provider", provider=of.code)
    note_sign_in(request)
    return HttpResponseRedirect(wanted)


def _bound(request: HttpRequest, of: Provider, going: Going, shown: Shown) -> HttpResponse:
    account = request.user
    if not isinstance(account, Account) or str(account.id) != going.binds:
        raise Refused("sign_in_not_begun")
    services.bind_identity(
        AccountId(account.id),
        provider=of,
        subject=shown.subject,
        at=instant.now(),
        by=actor_of(account),
    )
    said = _("From now on you can sign in with %(provider)s") % {"provider": of.name}
    messages.success(request, said)
    return answers.redirect("office:account")


def _away(request: HttpRequest, of: Provider, away: Unavailable, wanted: str) -> HttpResponse:
    log.error("sign-in provider=%s unavailable=%s", of.code, away)
    return pages.away(request, of, away, wanted)


def _write_refusal(
    request: HttpRequest, of: Provider, code: str, scope: Scope | None = None
) -> None:
    # Never who: the codes say what was wrong, and the log of reading whose account it was.
    log.warning("sign-in provider=%s refused=%s", of.code, code)
    reading.write(
        scope or system("sign_in").scope,
        route=errors.route_of(request),
        outcome=reading.SIGN_IN_FAILED,
        detail=f"{of.code} {code}",
    )


def _back(request: HttpRequest, of: Provider) -> str:
    return request.build_absolute_uri(reverse("office:come_back", args=[of.code]))
