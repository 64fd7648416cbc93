"""The pages of what somebody asks about their own record, and of those who answer."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.kernel.errors import NotFound
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import looking
from joinedup.mycare.queries import asking as queries
from joinedup.mycare.queries import looks
from joinedup.mycare.queries.mine import mine
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def asked(request: Request) -> HttpResponse:
    """What somebody asked, and the answers."""
    me = mine(request.actor.scope)
    rows = [looking.asked(one) for one in queries.asked_by(me)]
    return own_page(request, "mycare/asked.html", rows=rows)


def correction(request: Request, form: Form) -> HttpResponse:
    """Something is asked to be put right."""
    mine(request.actor.scope)
    return own_page(request, "mycare/correction.html", form=form)


def name(request: Request, reading_id: UUID, form: Form) -> HttpResponse:
    """It is asked who looked; only about a look that the person was told of."""
    me = mine(request.actor.scope)
    look = looks.look(me, reading_id)
    if look is None:
        raise NotFound()
    named = looks.names(me, [look]).get(look.account_id, "")
    row = looking.row(look, is_hidden=me.person.is_location_restricted, name=named)
    return own_page(request, "mycare/ask_name.html", form=form, look=row)


def requests(request: Request) -> HttpResponse:
    """What waits for an answer of the viewer, or was answered."""
    after, is_answered = request.GET.get("after", ""), request.GET.get("answered") == "yes"
    return answers.page(
        request,
        "mycare/requests.html",
        page=queries.requests(request.actor.scope, is_answered=is_answered, after=after),
        after=after,
        is_answered=is_answered,
    )


def request_page(request: Request, asking_id: UUID, form: Form | None = None) -> HttpResponse:
    """One request, and its answer or the form for one."""
    row = queries.request(request.actor.scope, asking_id)
    return answers.page(
        request,
        "mycare/request.html",
        row=row,
        form=form or forms.Answer(initial={"seen": row.asked.version}),
    )
