"""Pages about safeguarding concerns: to raise one, what is told of it, and to work on it."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.foundation import accounts, place
from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.safeguarding import forms, presenters, queries
from joinedup.safeguarding.domain.concern import ADULT_FROM, Whose
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def blank(request: Request, person_id: PersonId) -> forms.RaiseConcern:
    """The form with whoever asks for it as who raises it; about a child where they are one."""
    whose = people.emergency_page(request.actor.scope, person_id).card
    card = accounts.business_card(request.actor.account_id)
    who = {
        "raiser_name": card.name,
        "raiser_role": card.profession,
        "raiser_number": card.direct_number,
    }
    if whose.age is not None and whose.age < ADULT_FROM:
        child = {"whose": Whose.CHILD.value, "child_name": whose.name, "child_age": whose.age}
        return forms.RaiseConcern(initial={**who, **child})
    return forms.RaiseConcern(initial=who)


def ask(request: Request, person_id: PersonId, form: forms.RaiseConcern) -> HttpResponse:
    """The concern is asked for, about somebody who is open to the viewer, if only so far."""
    page = people.emergency_page(request.actor.scope, person_id)
    return answers.page(
        request,
        "safeguarding/raise.html",
        card=page.card,
        form=form,
        doors=list(place.current().safeguarding.values()),
    )


def check(request: Request, person_id: PersonId, form: forms.RaiseConcern) -> HttpResponse:
    """Everything that was answered, to be read once more; 999 first where anybody is in danger."""
    page = people.emergency_page(request.actor.scope, person_id)
    told = form.told()
    kept = [
        (name, one) for name in form.fields for one in request.POST.getlist(name) if one.strip()
    ]
    return answers.page(
        request,
        "safeguarding/check.html",
        card=page.card,
        sections=presenters.sections(told),
        kept=kept,
        is_danger=told.is_danger,
        door=place.current().safeguarding[told.whose.value],
    )


def receipt(request: Request, concern_id: UUID, form: Form | None = None) -> HttpResponse:
    """What became of a concern that the viewer raised."""
    one = queries.receipt(request.actor.scope, concern_id)
    return answers.page(
        request,
        "safeguarding/receipt.html",
        one=one,
        stands=presenters.stands(one),
        tone=presenters.tone(one.state),
        form=form or forms.Acknowledge(initial={"seen": one.version}),
    )


def mine(request: Request) -> HttpResponse:
    """What the viewer raised, newest first."""
    after = request.GET.get("after", "")
    return answers.page(
        request,
        "safeguarding/mine.html",
        page=queries.raised_by_viewer(request.actor.scope, after=after),
        after=after,
        tone=presenters.tone,
        stands=presenters.stands,
    )


def concerns(request: Request) -> HttpResponse:
    """Those that are open, or those that were closed, for who needs to know."""
    after, is_closed = request.GET.get("after", ""), request.GET.get("closed") == "yes"
    return answers.page(
        request,
        "safeguarding/concerns.html",
        page=queries.concerns(request.actor.scope, is_closed=is_closed, after=after),
        after=after,
        is_closed=is_closed,
        tone=presenters.tone,
    )


def concern(
    request: Request,
    concern_id: UUID,
    *,
    taking: Form | None = None,
    closing: Form | None = None,
    again: Form | None = None,
) -> HttpResponse:
    """One concern whole, and what may be said of it next."""
    scope = request.actor.scope
    one = queries.concern(scope, concern_id)
    seen = one.receipt.version
    # Whoever works at the front door says it of themselves.
    own = accounts.business_card(scope.account_id).name
    name = own if scope.may(Permission.CONCERN_ANSWER) else ""
    return answers.page(
        request,
        "safeguarding/concern.html",
        one=one,
        row=one.row,
        tone=presenters.tone(one.row.state),
        stands=presenters.stands(one.receipt),
        sections=presenters.sections(one.told),
        is_danger=one.told.is_danger,
        taking=taking or forms.Acknowledge(initial={"seen": seen, "name": name}),
        closing=closing or forms.Close(whose=one.row.whose, initial={"seen": seen}),
        again=again or forms.SendAgain(initial={"seen": seen}),
    )
