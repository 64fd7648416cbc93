"""Pages on what somebody wants and who decides for them: all of it, one document, and its forms."""

from typing import Any

from django.http import HttpResponse

from joinedup.foundation import accounts, place
from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.forms import documents as forms
from joinedup.people.presenters import documents as presenter
from joinedup.people.queries import Card
from joinedup.people.queries import documents as reading
from joinedup.people.queries.documents import DocumentRow
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def documents(request: Request, person_id: PersonId) -> HttpResponse:
    """Every document of somebody: what is in force, what is not; and which may be recorded."""
    scope = request.actor.scope
    page = queries.person_page(scope, person_id)
    return answers.page(
        request,
        "people/documents.html",
        card=page.card,
        documents=reading.documents_of(scope, page.card, page.ids),
        kinds=list(DocumentKind),
    )


def record_document(
    request: Request, person_id: PersonId, form: forms.RecordDocument
) -> HttpResponse:
    """A document of one kind, to be recorded as its paper says."""
    scope = request.actor.scope
    page = queries.person_page(scope, person_id)
    held = reading.documents_of(scope, page.card, page.ids)
    return answers.page(
        request,
        "people/record_document.html",
        card=page.card,
        form=form,
        kind=form.kind,
        in_force=[one for one in held.in_force if one.paper.kind is form.kind],
    )


def document(request: Request, card: Card, row: DocumentRow, *, is_all_open: bool) -> HttpResponse:
    """One document, with everything that it says and what happened to it.

    To whoever reads it in an emergency alone nothing is offered that would be refused.
    """
    return answers.page(
        request,
        "people/document.html",
        card=card,
        row=row,
        row_facts=presenter.facts(row),
        history=presenter.history(row),
        is_all_open=is_all_open,
        may_record=is_all_open and request.actor.scope.may(Permission.RECORD_ADD),
    )


def note_document(
    request: Request, card: Card, row: DocumentRow, form: Form, title: str
) -> HttpResponse:
    """Something to be noted of one document, which stays as it is."""
    template = "people/note_document.html"
    return answers.page(request, template, card=card, row=row, form=form, title=title)


def end_document(request: Request, card: Card, row: DocumentRow, form: Form) -> HttpResponse:
    """One document, and what to know before it is ended."""
    return answers.page(request, "people/end_document.html", card=card, row=row, form=form)


def by_whoever_asks(request: Request) -> dict[str, Any]:
    """The name and role of whoever looks at the page, and today: most write of what they did."""
    card = accounts.business_card(request.actor.account_id)
    return {"name": card.name, "role": card.profession, "on": place.today()}
