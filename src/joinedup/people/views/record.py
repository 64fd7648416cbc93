"""Writing in somebody's record, and striking out what was wrong."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import record as forms
from joinedup.people.pages import record as pages
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class WriteEntry(RoomView):
    """Write in somebody's record."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Empty boxes, under who it is about."""
        return pages.write(request, PersonId(person_id), forms.WriteEntry())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Keep it; the same form sent twice is one entry."""
        form = forms.WriteEntry(request.POST)
        if form.carries_out(services.write_entry, PersonId(person_id), by=request.actor):
            messages.success(request, _("Written in their record"))
            return answers.redirect("desk:person", person_id)
        return pages.write(request, PersonId(person_id), form)


class MoveEntry(RoomView):
    """Move what was filed with the wrong person to the right one."""

    permission = Permission.PERSON_MERGE

    def get(self, request: Request, entry_id: UUID) -> HttpResponse:
        """What is moved, to whom, and how that is known."""
        return pages.move(request, entry_id, None)

    def post(self, request: Request, entry_id: UUID) -> HttpResponse:
        """Move it; both records say so."""
        form = forms.MoveEntry(request.POST)
        if form.carries_out(services.move_entry, entry_id, by=request.actor):
            messages.success(request, _("Moved. Here it stays, struck out, with your reason."))
            return answers.redirect("desk:entry", form.result)
        return pages.move(request, entry_id, form)


class StrikeEntry(RoomView):
    """Strike out what was written here by mistake."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, entry_id: UUID) -> HttpResponse:
        """What is struck out, and why."""
        return pages.strike(request, entry_id, None)

    def post(self, request: Request, entry_id: UUID) -> HttpResponse:
        """Strike it out; it stays, with the reason."""
        form = forms.StrikeEntry(request.POST)
        if form.carries_out(services.strike_entry, entry_id, by=request.actor):
            messages.success(request, _("Struck out"))
            return answers.redirect("desk:entry", form.result)
        return pages.strike(request, entry_id, form)
