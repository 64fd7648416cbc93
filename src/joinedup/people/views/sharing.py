"""Seeing and recording what a person decided of sharing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import sharing as forms
from joinedup.people.pages import sharing as pages
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeSharing(RoomView):
    """See who may see somebody's record now, and what they decided of it."""

    permission = (Permission.SHARING_DECIDE, Permission.RECORD_SEE)

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Everything that was decided."""
        return pages.sharing(request, PersonId(person_id))


class DecideSharing(RoomView):
    """Record what somebody decided of sharing."""

    permission = Permission.SHARING_DECIDE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What is asked."""
        return pages.decide(request, PersonId(person_id), forms.DecideSharing())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Keep it: it holds from now."""
        form = forms.DecideSharing(request.POST)
        if form.carries_out(services.decide_sharing, PersonId(person_id), by=request.actor):
            messages.success(request, _("Recorded. It holds from now."))
            return answers.redirect("people:sharing", person_id)
        return pages.decide(request, PersonId(person_id), form)


class EndSharing(RoomView):
    """Take back what was decided of sharing."""

    permission = Permission.SHARING_DECIDE

    def get(self, request: Request, decision_id: UUID) -> HttpResponse:
        """Who takes it back is asked."""
        return pages.end(request, decision_id)

    def post(self, request: Request, decision_id: UUID) -> HttpResponse:
        """End it from now."""
        form = forms.EndSharing(request.POST)
        if form.carries_out(services.end_sharing, decision_id, by=request.actor):
            messages.success(request, _("Taken back. It holds no more."))
            return answers.redirect("people:sharing", form.result)
        return pages.end(request, decision_id, form)
