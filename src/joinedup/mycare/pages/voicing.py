"""The page on which somebody says how their care was."""

from django.http import HttpResponse

from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.queries.mine import mine
from joinedup.voice import queries
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def how_it_was(request: Request, form: Form) -> HttpResponse:
    """What is asked; that it was answered lately, where it was."""
    me = mine(request.actor.scope)
    has_answered = queries.has_answered(me.ids, at=request.actor.scope.now)
    return own_page(
        request,
        "mycare/how_it_was.html",
        form=form,
        has_answered=has_answered and not form.is_bound,
    )
