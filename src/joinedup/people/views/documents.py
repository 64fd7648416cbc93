"""Reading and recording what somebody wants, and who decides for them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.forms import documents as forms
from joinedup.people.pages import documents as pages
from joinedup.people.queries import documents as queries
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class ListDocuments(RoomView):
    """See every document of somebody, those in force first."""

    permission = Permission.RECORD_SEE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """All of them, and which may be recorded."""
        return pages.documents(request, PersonId(person_id))


class RecordDocument(RoomView):
    """Record a document of one kind."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID, document_kind: str) -> HttpResponse:
        """What its paper says is asked."""
        kind = _kind(document_kind)
        form = forms.RecordDocument.empty(kind, **pages.by_whoever_asks(request))
        return pages.record_document(request, PersonId(person_id), form)

    def post(self, request: Request, person_id: UUID, document_kind: str) -> HttpResponse:
        """Record it."""
        form = forms.RecordDocument(request.POST, kind=_kind(document_kind))
        if form.carries_out(services.record_document, PersonId(person_id), by=request.actor):
            messages.success(request, _("Recorded"))
            return answers.redirect("people:document", form.result)
        return pages.record_document(request, PersonId(person_id), form)


class SeeDocument(RoomView):
    """See one document, and what happened to it."""

    permission = Permission.RECORD_SEE

    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """Everything that it says."""
        card, row, is_all_open = queries.document(request.actor.scope, document_id)
        return pages.document(request, card, row, is_all_open=is_all_open)


class SeeOriginal(RoomView):
    """Note that somebody saw the original of a document."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """Who saw it is asked."""
        card, row = queries.document_to_change(request.actor.scope, document_id)
        initial = {**pages.by_whoever_asks(request), "seen": row.version}
        form = forms.SeeOriginal(initial=initial)
        return pages.note_document(request, card, row, form, _("Original seen"))

    def post(self, request: Request, document_id: UUID) -> HttpResponse:
        """Note it."""
        card, row = queries.document_to_change(request.actor.scope, document_id)
        form = forms.SeeOriginal(request.POST)
        if form.carries_out(services.see_original, document_id, by=request.actor):
            messages.success(request, _("Noted"))
            return answers.redirect("people:document", document_id)
        return pages.note_document(request, card, row, form, _("Original seen"))


class ReviewDocument(RoomView):
    """Say that a document was found still right."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """Who looked at it again is asked."""
        card, row = queries.document_to_change(request.actor.scope, document_id)
        initial = {**pages.by_whoever_asks(request), "seen": row.version}
        form = forms.ReviewDocument(initial=initial)
        return pages.note_document(request, card, row, form, _("Reviewed: still right"))

    def post(self, request: Request, document_id: UUID) -> HttpResponse:
        """Note it."""
        card, row = queries.document_to_change(request.actor.scope, document_id)
        form = forms.ReviewDocument(request.POST)
        if form.carries_out(services.review_document, document_id, by=request.actor):
            messages.success(request, _("Looked at again"))
            return answers.redirect("people:document", document_id)
        return pages.note_document(request, card, row, form, _("Reviewed: still right"))


class EndDocument(RoomView):
    """Say that a document is in force no more."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """What happened to it, and why, is asked."""
        card, row = queries.document_to_change(request.actor.scope, document_id)
        form = forms.EndDocument(initial={"seen": row.version})
        return pages.end_document(request, card, row, form)

    def post(self, request: Request, document_id: UUID) -> HttpResponse:
        """End it."""
        card, row = queries.document_to_change(request.actor.scope, document_id)
        form = forms.EndDocument(request.POST)
        if form.carries_out(services.end_document, document_id, by=request.actor):
            messages.success(request, _("Ended. It is shown as not in force."))
            return answers.redirect("people:document", document_id)
        return pages.end_document(request, card, row, form)


def _kind(code: str) -> DocumentKind:
    if code not in set(DocumentKind):
        raise NotFound()
    return DocumentKind(code)
