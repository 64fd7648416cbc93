"""Restricting a whole record to those who are named for it, and opening it again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import restricting as forms
from joinedup.people.pages import restricting as pages
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request, RoomView


class RestrictRecord(RoomView):
    """Open a whole record to those who are named, and to nobody else."""

    permission = Permission.RECORD_RESTRICT

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """How it stands: the reason and names are asked, or who is named and how it is lifted."""
        return pages.record(request, PersonId(person_id))

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Restrict it from now."""
        done = _("From now on those who are named open this record")
        form = forms.RestrictRecord(request.POST)
        return _changed(request, person_id, form, services.restrict_record, done)


class NameForRecord(RoomView):
    """Name more of those who may open a restricted record."""

    permission = Permission.RECORD_RESTRICT

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Name them."""
        form = forms.NameForRecord(request.POST)
        return _changed(request, person_id, form, services.name_for_record, _("Named"))


class NameNoLonger(RoomView):
    """Name somebody no longer for a restricted record."""

    permission = Permission.RECORD_RESTRICT

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """End it; the last who is named stays."""
        form, done = forms.NameNoLonger(request.POST), _("They open this record no more")
        return _changed(request, person_id, form, services.name_no_longer, done)


class OpenRecordAgain(RoomView):
    """Open a whole record again to those with a part in the person's care."""

    permission = Permission.RECORD_RESTRICT

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Lift the restriction from now."""
        done = _("The record is open again to those who care for them")
        form = forms.OpenRecordAgain(request.POST)
        return _changed(request, person_id, form, services.open_record_again, done)


def _changed(
    request: Request, person_id: UUID, form: Form, service: Callable[..., None], done: str
) -> HttpResponse:
    """How the record stands after a change of it, or with why it was refused."""
    if form.carries_out(service, PersonId(person_id), by=request.actor):
        messages.success(request, done)
        return answers.redirect("people:restrict_record", person_id)
    return pages.record(request, PersonId(person_id), form)
