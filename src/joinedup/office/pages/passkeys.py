"""What a browser is asked for about passkeys, as a session keeps it, and the page of a refusal."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import instant, place
from joinedup.kernel.errors import Refused
from joinedup.office.domain.passkeys import Asked, Here
from joinedup.office.pages import providers
from joinedup.web import answers, words

LASTS: Final = timedelta(minutes=15)
"""How long a browser may take to answer."""
_KEPT: Final = "passkey_asked"
_VALUES: Final = {"provider": "your passkey"}


def here(request: HttpRequest) -> Here:
    """This site by the name under which it is asked, which is one of those that it answers to."""
    origin = f"{request.scheme}://{request.get_host()}"
    return Here(urlsplit(origin).hostname or "", origin, place.current().name)


def keep(request: HttpRequest, what_for: str, asked: Asked) -> str:
    """Keep in the session what a browser is asked for; the page gives it what this says."""
    request.session[_KEPT] = {
        "for": what_for,
        "challenge": asked.challenge,
        "at": instant.now().isoformat(),
    }
    return asked.options


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
