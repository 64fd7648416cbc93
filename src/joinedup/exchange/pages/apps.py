"""Pages about apps: which to open about a person, and whether one is let read of them."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override

from joinedup.exchange.domain.authorising import GIVEN
from joinedup.foundation import smart
from joinedup.foundation.models import App
from joinedup.kernel.app_scopes import AppScopes
from joinedup.people.queries.cards import Card
from joinedup.web import answers
from joinedup.web.room_view import Request

_KINDS = {
    "Patient": _("Who they are: name, birth, numbers, address and telephone"),
    "AllergyIntolerance": _("Their allergies"),
    "CarePlan": _("Care plans in their record"),
    "Condition": _("Their conditions"),
    "Encounter": _("Contacts they had with services"),
    "Observation": _("Measurements and observations"),
    "ServiceRequest": _("Their referrals, as asked"),
    "Task": _("Where their referrals stand"),
}


def to_open(request: Request, card: Card, apps: list[App]) -> HttpResponse:
    """The apps that can be opened about somebody."""
    made = answers.page(request, "exchange/open_in_app.html", card=card, apps=apps)
    return _leading_to(request, made, [one.launch_url for one in apps])


def to_let(
    request: Request, app: App, card: Card, scopes: AppScopes, given: Mapping[str, str]
) -> HttpResponse:
    """Whether an app is let read of somebody: what, for how long, and who answers for it."""
    made = answers.page(
        request,
        "exchange/let_app_read.html",
        app=app,
        card=card,
        reads=[_KINDS[kind] for kind in _KINDS if kind in scopes.may],
        given=[(name, given.get(name, "")) for name in GIVEN],
        minutes=int(smart.TOKEN_LIVES.total_seconds() // 60),
    )
    return _leading_to(request, made, [given["redirect_uri"]])


def not_known(request: Request) -> HttpResponse:
    """An app that is not registered here, or came with an address that it was not registered by."""
    return answers.page(request, "exchange/app_not_known.html", status=400)


def _leading_to(request: HttpRequest, made: HttpResponse, addresses: Iterable[str]) -> HttpResponse:
    """A page whose forms may lead on to other sites: the browser follows none otherwise."""
    origins = sorted({smart.origin_of(one) for one in addresses})
    held = settings.SECURE_CSP
    policy = {**held, "form-action": [*held["form-action"], *origins]}
    return csp_override(policy)(lambda _request: made)(request)
