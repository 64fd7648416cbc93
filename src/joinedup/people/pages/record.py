"""Pages that the views of a record answer with."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.forms import record as forms
from joinedup.people.queries import record
from joinedup.web import answers
from joinedup.web.room_view import Request


def write(request: Request, person_id: PersonId, form: forms.WriteEntry) -> HttpResponse:
    """What is to be written of somebody."""
    page = queries.person_page(request.actor.scope, person_id)
    return answers.page(request, "people/write_entry.html", form=form, card=page.card)


def strike(request: Request, entry_id: UUID, form: forms.StrikeEntry | None) -> HttpResponse:
    """What is to be struck out, and of whom."""
    scope = request.actor.scope
    person_id, versions = record.entry_of(scope, entry_id)
    row = next(one for one in versions if one.entry_id == entry_id)
    card = queries.cards(scope, [person_id])[person_id]
    asked = form or forms.StrikeEntry(initial={"seen": row.version})
    return answers.page(request, "people/strike_entry.html", form=asked, card=card, row=row)
