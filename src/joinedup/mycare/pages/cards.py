"""The pages of a card: made and ended by its holder, opened by whoever treats them elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from joinedup.mycare.domain.cards import CardLasts, CardPart, NewCard
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import cards as words
from joinedup.mycare.queries import cards as queries
from joinedup.mycare.queries.cards import ShownCard
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def card(request: Request, form: Form | None = None, *, ending: Form | None = None) -> HttpResponse:
    """The card that somebody has, who opened it, and a new one."""
    held = queries.own_card(request.actor.scope)
    everything = {"parts": list(CardPart), "lasts": CardLasts.ONE_WEEK}
    return own_page(
        request,
        "mycare/card.html",
        card=held,
        form=form or forms.MakeCard(initial=everything),
        ending=ending or forms.EndCard(initial={"card_id": held.card_id if held else None}),
    )


def made(request: Request, card: NewCard) -> HttpResponse:
    """The card, to print, and beside it the number: both are shown this once."""
    return own_page(
        request,
        "mycare/card_made.html",
        card=card,
        address=request.build_absolute_uri(reverse("mycare:open_card")),
    )


def ask(request: HttpRequest, form: Form) -> HttpResponse:
    """The code and the number are asked, and who asks."""
    return own_page(request, "mycare/open_card.html", form=form)


def opened(request: HttpRequest, shown: ShownCard) -> HttpResponse:
    """What the card shows."""
    return own_page(request, "mycare/opened_card.html", card=words.drawn(shown))
