"""Pages that several views of this room answer with."""

from django.http import HttpResponse

from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.forms import index as forms
from joinedup.people.presenters import index as presenters
from joinedup.people.queries import Found, Held, PersonPage, Standing
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request

MOST_SHOWN = 20


def find(request: Request, form: forms.FindPeople) -> HttpResponse:
    """One box, and below it whoever answers what was typed."""
    return answers.page(request, "people/find.html", form=form, **_found(request, form))


def register(request: Request, form: forms.RegisterPerson) -> HttpResponse:
    """The details of somebody new."""
    return answers.page(request, "people/register.html", form=form)


def registered(request: Request, person_id: PersonId) -> HttpResponse:
    """Somebody who is in the index now, and what can be done next."""
    scope = request.actor.scope
    card = queries.cards(scope, [person_id]).get(person_id)
    if card is None:
        raise NotFound()
    may_refer = scope.may(Permission.REFERRAL_MAKE)
    return answers.page(request, "people/registered.html", card=card, may_refer=may_refer)


def unidentified(request: Request, after: str) -> HttpResponse:
    """People not yet identified, a page at a time."""
    page = queries.unidentified(request.actor.scope, after=after)
    return answers.page(request, "people/unidentified.html", page=page, after=after)


def identify(request: Request, person_id: PersonId, form: forms.FindPeople) -> HttpResponse:
    """Somebody described, and a box to find who they are."""
    page = queries.person_page(request.actor.scope, person_id)
    found = _found(request, form)
    return answers.page(request, "people/identify.html", form=form, page=page, **found)


def compare(
    request: Request, page: PersonPage, as_person: PersonId, form: forms.Identify
) -> HttpResponse:
    """Two entries side by side, to say that they are one person."""
    known = queries.cards(request.actor.scope, [as_person]).get(as_person)
    if known is None:
        raise NotFound()
    rows = presenters.compared(page.card, known)
    return answers.page(
        request, "people/compare.html", form=form, card=page.card, known=known, rows=rows
    )


def change(request: Request, page: PersonPage, form: Form, template: str) -> HttpResponse:
    """A form about somebody whom the viewer may open, under who it is about."""
    return answers.page(request, template, form=form, page=page, card=page.card)


def correct(request: Request, held: Held, form: forms.CorrectDetails) -> HttpResponse:
    """The details that are held, to be put right."""
    former = presenters.former_rows(held.former, forms.LABELS)
    return answers.page(request, "people/correct.html", form=form, card=held.card, former=former)


def restriction(request: Request, standing: Standing, form: Form, template: str) -> HttpResponse:
    """A form about who may know where somebody is, for whoever may decide it."""
    return answers.page(request, template, form=form, card=standing.card)


def _found(request: Request, form: forms.FindPeople) -> dict[str, object]:
    scope = request.actor.scope
    may = {
        "may_register": scope.may(Permission.PERSON_REGISTER),
        "may_refer": scope.may(Permission.REFERRAL_MAKE),
        "may_identify": scope.may(Permission.PERSON_IDENTIFY),
        "may_merge": scope.may(Permission.PERSON_MERGE),
        "may_record": scope.may(Permission.RECORD_ADD),
        "may_restrict": scope.may(Permission.PERSON_RESTRICT),
        "may_restrict_record": scope.may(Permission.RECORD_RESTRICT),
        "may_review": scope.may(Permission.READING_REVIEW),
    }
    if not form.is_bound or not form.is_valid():
        return {"query": None, "found": (), "is_cut": False, **may}
    text = form.cleaned_data["text"]
    found: list[Found] = queries.find(scope, text, limit=MOST_SHOWN)
    query = queries.asked(text)
    return {
        "query": query,
        "read_as": presenters.read_as(query),
        "problems": presenters.problems(query),
        "found": presenters.found_rows(found),
        "is_cut": len(found) == MOST_SHOWN,
        **may,
    }
