"""What was agreed with somebody, as they read it; they agree to it, or want it changed."""

from django.http import HttpResponse

from joinedup.mycare.forms import agreed as forms
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.queries.mine import Mine, mine
from joinedup.plans import queries as plans
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def agreed(request: Request) -> HttpResponse:
    """Goals, who does what, when we look again; and what they said of it."""
    me, own = _own(request)
    return own_page(request, "mycare/agreed.html", me=me.person, own=own)


def agree(request: Request, form: Form | None = None) -> HttpResponse:
    """Whether they agree, asked once more."""
    me, own = _own(request)
    form = form or forms.Agree(initial=_of(own))
    return own_page(request, "mycare/agree.html", me=me.person, own=own, form=form)


def change(request: Request, form: Form | None = None) -> HttpResponse:
    """What they want to change, in their words."""
    me, own = _own(request)
    form = form or forms.WantChange(initial=_of(own))
    return own_page(request, "mycare/agreed_change.html", me=me.person, own=own, form=form)


def sheet(request: Request) -> HttpResponse:
    """One sheet for the fridge, in usual or large print."""
    me, own = _own(request)
    is_large = request.GET.get("size") == "large"
    return own_page(request, "mycare/agreed_print.html", me=me.person, own=own, is_large=is_large)


def _own(request: Request) -> tuple[Mine, plans.Own]:
    me = mine(request.actor.scope)
    return me, plans.own(request.actor.scope, me.person_id, me.ids)


def _of(own: plans.Own) -> dict[str, object]:
    return {"agreement": own.row.agreement_id, "seen": own.row.version} if own.row else {}
