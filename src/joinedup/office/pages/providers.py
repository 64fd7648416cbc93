"""The way to an identity provider and back, as a session keeps it, and the pages when it fails."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import instant, place
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import Refused, Unavailable
from joinedup.office.domain.providers import Provider
from joinedup.office.domain.tokens import Asked
from joinedup.web import answers, filters, words

LASTS: Final = timedelta(minutes=15)
"""How long somebody may take to show who they are."""
_AT_ONCE: Final = 5
_KEPT: Final = "going_to_provider"


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody on their way to a provider and back."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str
    at: str
    is_anew: bool
    binds: str
    """The account that is to be signed in to so from now on; empty for a sign-in."""

    @property
    def asked(self) -> Asked:
        """What their way back is held against."""
        return Asked(self.nonce, datetime.fromisoformat(self.at), self.is_anew)


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider as the page of sign-in offers it."""

    name: str
    href: str


def begin(of: Provider, wanted: str, *, is_anew: bool, binds: str) -> Going:
    """A way to a provider that nobody can guess."""
    return Going(
        provider=of.code,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        next=wanted,
        at=instant.now().isoformat(),
        is_anew=is_anew,
        binds=binds,
    )


def keep(request: HttpRequest, going: Going) -> None:
    """Keep somebody's way in their session; of more than a few the oldest is forgotten."""
    others = request.session.get(_KEPT, [])[1 - _AT_ONCE :]
    request.session[_KEPT] = [*others, asdict(going)]


def going_of(request: HttpRequest, of: Provider) -> Going | None:
    """The way on which somebody comes back, which their session keeps no longer; nothing where
    it was not begun in this browser, at this provider, and lately."""
    state = request.GET.get("state", "")
    kept = request.session.get(_KEPT, [])
    found = [one for one in kept if secrets.compare_digest(one["state"].encode(), state.encode())]
    if not found:
        return None
    request.session[_KEPT] = [one for one in kept if one not in found]
    going = Going(**found[0])
    is_late = instant.now() - going.asked.at > LASTS
    return None if is_late or going.provider != of.code else going


def offers(wanted: str, because: str) -> list[Offer]:
    """Where else somebody may sign in."""
    said = {name: one for name, one in (("next", wanted), ("because", because)) if one}
    return [
        Offer(of.name, f"{reverse('office:go_to_provider', args=[code])}{_asking(said)}")
        for code, of in settings.JOINEDUP_PROVIDERS.items()
        if of.rules.is_for_staff and not of.launches
    ]


def mine() -> list[Offer]:
    """By which providers somebody may choose to sign in from now on."""
    return [
        Offer(of.name, reverse("office:bind_mine", args=[code]))
        for code, of in settings.JOINEDUP_PROVIDERS.items()
        if of.rules.is_for_staff and not of.launches
    ]


def provider_name(issuer: str) -> str:
    """What the site calls the provider of an issuer; the issuer where it has it no longer."""
    known = settings.JOINEDUP_PROVIDERS.values()
    return next((of.name for of in known if of.issuer == issuer), issuer)


def require_fresh(request: HttpRequest) -> None:
    """Have somebody show once more who they are, unless they did so a moment ago."""
    raise_if_reauthentication_required(request, app="mfa")


def refused(
    request: HttpRequest, of: Provider, refusal: Refused, going: Going | None
) -> HttpResponse:
    """Why somebody was not let in, what to do, and whom to ring."""
    values = {"provider": of.name, **refusal.values}
    return answers.page(
        request,
        "office/not_signed_in.html",
        status=HTTPStatus.FORBIDDEN,
        title=_("You are not signed in"),
        said=words.of_refusal(refusal.refusal_code, values),
        code=refusal.refusal_code,
        known_as=_known_as(of, refusal),
        **_ways(of, going.next if going else ""),
    )


def away(request: HttpRequest, of: Provider, error: Unavailable, wanted: str) -> HttpResponse:
    """That a provider does not answer, and how to go on to where somebody was going."""
    code = str(error)
    answer = answers.page(
        request,
        "office/not_signed_in.html",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("%(provider)s does not answer") % {"provider": of.name},
        said=words.of_unavailable(code) % {"provider": of.name},
        code=code,
        known_as=[],
        **_ways(of, wanted),
    )
    answer["Retry-After"] = "30"
    return answer


def left(request: HttpRequest, name: str, address: str) -> HttpResponse:
    """Signed out here; the way on to be signed out at the provider too, or that it is to be done.

    A form may lead to no other site, so the browser goes on by itself from this page.
    """
    return answers.page(request, "office/signed_out_here.html", provider=name, address=address)


def whom_to_ring() -> str:
    """Who helps somebody who cannot sign in, and their number."""
    here = place.current()
    name = here.role_name(Role.PLACE_ADMINISTRATOR)
    number = here.role_number(Role.PLACE_ADMINISTRATOR)
    if not number:
        name, number = here.front_door.name, here.front_door.telephone
    return _("%(name)s on %(number)s") % {"name": name, "number": filters.phone(number)}


def _known_as(of: Provider, refusal: Refused) -> list[tuple[str, str]]:
    if refusal.refusal_code != "identity_unknown":
        return []
    name, subject = str(refusal.values["name"]), str(refusal.values["subject"])
    rows = [(_("Name"), name)] if name else []
    return [(_("Provider"), of.name), *rows, (_("Known there as"), subject)]


def _ways(of: Provider, wanted: str) -> dict[str, str]:
    said = {"next": wanted} if wanted else {}
    again = f"{reverse('office:go_to_provider', args=[of.code])}{_asking(said)}"
    return {
        # What another system began is begun there again.
        "again_href": "" if of.launches else again,
        "again_there": of.name if of.launches else "",
        "other_href": f"{reverse(settings.LOGIN_URL)}{_asking(said)}",
        "ring": whom_to_ring(),
    }


def _asking(said: dict[str, str]) -> str:
    return f"?{urlencode(said)}" if said else ""
