"""Pages that the views of a record answer with."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.forms import record as forms
from joinedup.people.queries import record
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def write(request: Request, person_id: PersonId, form: forms.WriteEntry) -> HttpResponse:
    """What is to be written of somebody."""
    page = queries.person_page(request.actor.scope, person_id)
    return answers.page(request, "people/write_entry.html", form=form, card=page.card)


def move(request: Request, entry_id: UUID, form: forms.MoveEntry | None) -> HttpResponse:
    """What is to be moved, and from whom."""
    return _of_entry(request, entry_id, form, forms.MoveEntry, "people/move_entry.html")


def strike(request: Request, entry_id: UUID, form: forms.StrikeEntry | None) -> HttpResponse:
    """What is to be struck out, and of whom."""
    return _of_entry(request, entry_id, form, forms.StrikeEntry, "people/strike_entry.html")


def _of_entry(
    request: Request, entry_id: UUID, form: Form | None, asked: type[Form], template: str
) -> HttpResponse:
    scope = request.actor.scope
    person_id, versions = record.entry_of(scope, entry_id)
    row = next(one for one in versions if one.entry_id == entry_id)
    card = queries.cards(scope, [person_id])[person_id]
    form = form or asked(initial={"seen": row.version})
    return answers.page(request, template, form=form, card=card, row=row)
