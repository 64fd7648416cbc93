"""Choosing who sees an entry or a document, and whether the person reads it online."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.people import services
from joinedup.people.domain.items import ItemKind
from joinedup.people.forms import items as forms
from joinedup.people.pages import items as pages
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class ChooseWhoSeesEntry(RoomView):
    """Choose who sees an entry of a record."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, entry_id: UUID) -> HttpResponse:
        """Who sees it now, and what may be chosen."""
        return pages.who_sees(request, entry_id, ItemKind.ENTRY, None)

    def post(self, request: Request, entry_id: UUID) -> HttpResponse:
        """Choose it; whoever may not see it any more is told that there is something."""
        return _choose(request, entry_id, ItemKind.ENTRY)


class ChooseWhoSeesDocument(RoomView):
    """Choose who sees a document."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """Who sees it now, and what may be chosen."""
        return pages.who_sees(request, document_id, ItemKind.DOCUMENT, None)

    def post(self, request: Request, document_id: UUID) -> HttpResponse:
        """Choose it."""
        return _choose(request, document_id, ItemKind.DOCUMENT)


class MarkOwnViewOfEntry(RoomView):
    """Mark whether the person reads an entry online."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, entry_id: UUID) -> HttpResponse:
        """Whether they read it now, and why not."""
        return pages.own_view(request, entry_id, ItemKind.ENTRY, None)

    def post(self, request: Request, entry_id: UUID) -> HttpResponse:
        """Mark it."""
        return _mark(request, entry_id, ItemKind.ENTRY)


class MarkOwnViewOfDocument(RoomView):
    """Mark whether the person reads a document online."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """Whether they read it now, and why not."""
        return pages.own_view(request, document_id, ItemKind.DOCUMENT, None)

    def post(self, request: Request, document_id: UUID) -> HttpResponse:
        """Mark it."""
        return _mark(request, document_id, ItemKind.DOCUMENT)


def _choose(request: Request, item_id: UUID, kind: ItemKind) -> HttpResponse:
    offered = pages.audiences(request.actor.scope, item_id, kind)
    form = forms.ChooseAudience(request.POST, answers=offered)
    if form.carries_out(services.choose_audience, item_id, by=request.actor, kind=kind):
        messages.success(request, _("Chosen who sees it"))
        return answers.redirect(_PAGE_OF[kind], item_id)
    return pages.who_sees(request, item_id, kind, form)


def _mark(request: Request, item_id: UUID, kind: ItemKind) -> HttpResponse:
    form = forms.MarkOwnView(request.POST)
    if form.carries_out(services.mark_own_view, item_id, by=request.actor, kind=kind):
        messages.success(request, _("Marked"))
        return answers.redirect(_PAGE_OF[kind], item_id)
    return pages.own_view(request, item_id, kind, form)


_PAGE_OF = {ItemKind.ENTRY: "desk:entry", ItemKind.DOCUMENT: "people:document"}
