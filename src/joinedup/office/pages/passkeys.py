"""What a browser is asked for about passkeys, as a session keeps it, and the page of a refusal."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import instant, place
from joinedup.kernel.errors import Refused
from joinedup.office import queries
from joinedup.office.adapters import passkeys as adapter
from joinedup.office.adapters.passkeys import Asked, Here, Holder
from joinedup.office.pages import providers
from joinedup.web import answers, words
from joinedup.web.room_view import Request

LASTS: Final = timedelta(minutes=15)
"""How long a browser may take to answer."""
_KEPT: Final = "passkey_asked"
_VALUES: Final = {"provider": "your passkey"}


def here(request: HttpRequest) -> Here:
    """This site by the name under which it is asked, which is one of those that it answers to."""
    origin = f"{request.scheme}://{request.get_host()}"
    return Here(urlsplit(origin).hostname or "", origin, place.current().name)


def ask_to_add(request: Request, *, username: str, name: str) -> str:
    """Ask for a new passkey; the page gives the browser what this says."""
    holder = Holder(request.actor.account_id, username, name)
    kept = queries.passkeys_kept(request.actor.account_id)
    asked = adapter.ask_to_add(here(request), holder, held=[one.key for one in kept])
    return _keep(request, "add", asked)


def ask_to_show(request: HttpRequest, what_for: str, *, of: UUID | None = None) -> str:
    """Ask for a passkey of an account, or for any; empty where the account has none."""
    kept = queries.passkeys_kept(of) if of else []
    if of and not kept:
        return ""
    asked = adapter.ask_to_show(here(request), held=[one.key for one in kept])
    return _keep(request, what_for, asked)


def challenge(request: HttpRequest, what_for: str) -> str:
    """What was asked of this browser for that, which it is asked no longer; refused where not."""
    asked = request.session.pop(_KEPT, None)
    if asked is None or asked["for"] != what_for:
        raise Refused("passkey_not_asked")
    if instant.now() - datetime.fromisoformat(asked["at"]) > LASTS:
        raise Refused("passkey_not_asked")
    return str(asked["challenge"])


def refused(request: HttpRequest, refusal: Refused, *, again: str) -> HttpResponse:
    """Why a passkey let nobody in, what to do, and whom to ring."""
    return answers.page(
        request,
        "office/not_signed_in.html",
        status=HTTPStatus.FORBIDDEN,
        title=_("You are not signed in"),
        said=words.of_refusal(refusal.refusal_code, {**_VALUES, **refusal.values}),
        code=refusal.refusal_code,
        known_as=[],
        again_there="",
        again_href=again,
        other_href=reverse("account_login"),
        ring=providers.whom_to_ring(),
    )


def _keep(request: HttpRequest, what_for: str, asked: Asked) -> str:
    request.session[_KEPT] = {
        "for": what_for,
        "challenge": asked.challenge,
        "at": instant.now().isoformat(),
    }
    return asked.options
