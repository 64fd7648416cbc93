"""The pages on which somebody lets another see their pages, and staff look after it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import letters
from joinedup.mycare.forms import delegating
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import delegates as words
from joinedup.mycare.queries import delegates as queries
from joinedup.mycare.queries.mine import mine
from joinedup.people import queries as people
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def delegates(request: Request) -> HttpResponse:
    """Everybody who acts for one."""
    me = mine(request.actor.scope)
    rows = queries.delegates_of(me.ids, at=request.actor.scope.now)
    return own_page(request, "mycare/delegates.html", rows=words.lines(rows))


def name(request: Request, form: Form) -> HttpResponse:
    """Somebody is named."""
    mine(request.actor.scope)
    return own_page(request, "mycare/name_delegate.html", form=form)


def code(request: Request, told: str, called: str) -> HttpResponse:
    """The code that one hands over; it is shown this once."""
    return own_page(
        request,
        "mycare/delegate_named.html",
        name=called,
        code=letters.spelt(told),
        lasts=letters.LASTS.days,
        address=request.build_absolute_uri(reverse("mycare:delegate_code")),
    )


def delegate(request: Request, delegation_id: UUID, form: Form | None = None) -> HttpResponse:
    """One who acts for one, and what may be done about it."""
    me = mine(request.actor.scope)
    row = queries.delegate_of(me.ids, delegation_id, at=request.actor.scope.now)
    known = {"seen": row.version, "parts": list(row.parts)}
    return own_page(
        request,
        "mycare/delegate.html",
        row=words.line(row),
        form=form or delegating.LimitDelegate(initial=known),
    )


def delegates_of(request: Request, person_id: PersonId, form: Form) -> HttpResponse:
    """Who acts for a person, and the form for one who does by a paper that staff have seen."""
    page = people.person_page(request.actor.scope, person_id)
    rows = queries.for_staff(request.actor.scope, person_id)
    return answers.page(
        request,
        "mycare/delegates_of.html",
        card=page.card,
        rows=words.lines(rows, to_staff=True),
        form=form,
    )


def code_of(request: Request, person_id: PersonId, told: str, called: str) -> HttpResponse:
    """The code of one whom staff recorded, to hand to them; it is shown this once."""
    page = people.person_page(request.actor.scope, person_id)
    return answers.page(
        request,
        "mycare/delegate_code_of.html",
        card=page.card,
        name=called,
        code=letters.spelt(told),
        lasts=letters.LASTS.days,
        address=request.build_absolute_uri(reverse("mycare:delegate_code")),
    )


def delegate_of(
    request: Request, person_id: PersonId, delegation_id: UUID, form: Form | None = None
) -> HttpResponse:
    """One who acts for a person, and what staff may do about it."""
    page = people.person_page(request.actor.scope, person_id)
    rows = queries.for_staff(request.actor.scope, person_id)
    row = queries.one_of(rows, delegation_id)
    return answers.page(
        request,
        "mycare/delegate_of.html",
        card=page.card,
        row=words.line(row, to_staff=True),
        form=form or delegating.ChangeDelegate(initial={"seen": row.version}),
    )
