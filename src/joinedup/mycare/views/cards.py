"""A card of one's own, and opening the card of somebody else with their number."""

from typing import Final
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import instant, reading
from joinedup.foundation.scope import system
from joinedup.kernel.errors import NotFound
from joinedup.mycare.domain.cards import CardNotOpened
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import cards as pages
from joinedup.mycare.queries import cards as queries
from joinedup.mycare.services import cards as services
from joinedup.mycare.views import proving
from joinedup.mycare.views.own import OwnView
from joinedup.web import answers, errors
from joinedup.web.room_view import PUBLIC, Request, RoomView

OPENED: Final = "opened_card"


class MakeCard(OwnView):
    """Make a card to show to whoever treats one elsewhere."""

    def get(self, request: Request) -> HttpResponse:
        """The card that one has, who opened it, and what is asked for a new one."""
        return pages.card(request)

    def post(self, request: Request) -> HttpResponse:
        """Make it, and show its code and its number, this once."""
        form = forms.MakeCard(request.POST)
        if form.carries_out(services.make_card, by=request.actor):
            return pages.made(request, form.result)
        return pages.card(request, form)


class EndCard(OwnView):
    """End one's card: nobody opens it from now on."""

    def post(self, request: Request) -> HttpResponse:
        """End it."""
        form = forms.EndCard(request.POST)
        if form.carries_out(services.end_card, by=request.actor):
            messages.success(request, _("Your card does not work any more"))
            return answers.redirect("mycare:card")
        return pages.card(request, ending=form)


class OpenCard(RoomView):
    """Open the card of somebody whom one treats, with the number that they tell."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is asked."""
        return pages.ask(request, forms.OpenCard())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Go on where both are right; else say the same whichever is wrong."""
        form = forms.OpenCard(request.POST)
        if not form.is_valid():
            return pages.ask(request, form)
        if not ratelimit.consume(request, action="letter", dry_run=True):
            return errors.too_many(request)
        if not form.carries_out(services.open_card, by=system("card")):
            ratelimit.consume(request, action="letter")
            proving.write_failure(request, CardNotOpened.code, by=system("card"))
            return pages.ask(request, form)
        request.session.cycle_key()
        request.session[OPENED] = str(form.result)
        return answers.redirect("mycare:opened_card")


class ReadCard(RoomView):
    """Read what a card shows, for an hour after it was opened."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """What its holder chose; once it is over, the code and the number are asked again."""
        kept: str | None = request.session.get(OPENED)
        try:
            if kept is None:
                raise NotFound()
            scope, shown = queries.opened(UUID(kept), at=instant.now())
        except NotFound:
            return answers.redirect("mycare:open_card")
        reading.write(scope, route=errors.route_of(request), detail=f"card {shown.card_id}")
        return pages.opened(request, shown)
