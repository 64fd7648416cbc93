"""Raising a safeguarding concern, and answering for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.safeguarding import forms, pages, queries, services
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView

WORKS = (Permission.CONCERN_LEAD, Permission.CONCERN_ANSWER)


class RaiseConcern(RoomView):
    """Raise a safeguarding concern about somebody, or a child who lives with them."""

    permission = Permission.CONCERN_RAISE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What is asked."""
        person = PersonId(person_id)
        return pages.ask(request, person, pages.blank(request, person))

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Read it back first; then raise it."""
        person, form = PersonId(person_id), forms.RaiseConcern(request.POST)
        if "send" in request.POST:
            if form.carries_out(services.raise_concern, person, by=request.actor):
                return answers.redirect("safeguarding:receipt", form.result)
            return pages.ask(request, person, form)
        if not form.is_valid():
            return pages.ask(request, person, form)
        if "change" in request.POST:
            return pages.ask(request, person, forms.RaiseConcern(initial=form.cleaned_data))
        return pages.check(request, person, form)


class SeeReceipt(RoomView):
    """See what became of a concern that one raised, and say who took it on the telephone."""

    permission = Permission.CONCERN_RAISE

    def get(self, request: Request, concern_id: UUID) -> HttpResponse:
        """Where it went, and who there has it."""
        return pages.receipt(request, concern_id)

    def post(self, request: Request, concern_id: UUID) -> HttpResponse:
        """Keep who took it."""
        form = forms.Acknowledge(request.POST)
        if form.carries_out(services.acknowledge_concern, concern_id, by=request.actor):
            messages.success(request, _("Kept: they have it"))
            return answers.redirect("safeguarding:receipt", concern_id)
        return pages.receipt(request, concern_id, form)


class ListMine(RoomView):
    """See the concerns that one raised."""

    permission = Permission.CONCERN_RAISE

    def get(self, request: Request) -> HttpResponse:
        """Newest first, each with who has it."""
        return pages.mine(request)


class ListConcerns(RoomView):
    """See the concerns that one works on."""

    permission = WORKS

    def get(self, request: Request) -> HttpResponse:
        """Newest first: those open, or those closed."""
        return pages.concerns(request)


class SeeConcern(RoomView):
    """See one concern whole, by need to know."""

    permission = (*WORKS, Permission.CONCERN_RAISE)

    def get(self, request: Request, concern_id: UUID) -> HttpResponse:
        """Everything that was said, and how it stands."""
        return pages.concern(request, concern_id)


class AcknowledgeConcern(RoomView):
    """Say that the front door has a concern."""

    permission = WORKS

    def post(self, request: Request, concern_id: UUID) -> HttpResponse:
        """Keep who has it, and their reference."""
        form = forms.Acknowledge(request.POST)
        if form.carries_out(services.acknowledge_concern, concern_id, by=request.actor):
            messages.success(request, _("Acknowledged"))
            return answers.redirect("safeguarding:concern", concern_id)
        return pages.concern(request, concern_id, taking=form)


class SendAgain(RoomView):
    """Send a concern to the front door once more."""

    permission = WORKS

    def post(self, request: Request, concern_id: UUID) -> HttpResponse:
        """Send it."""
        form = forms.SendAgain(request.POST)
        if form.carries_out(services.send_again, concern_id, by=request.actor):
            messages.success(request, _("On its way again"))
            return answers.redirect("safeguarding:concern", concern_id)
        return pages.concern(request, concern_id, again=form)


class CloseConcern(RoomView):
    """Say what the council decided about a concern."""

    permission = WORKS

    def post(self, request: Request, concern_id: UUID) -> HttpResponse:
        """Close it, with the reason."""
        whose = queries.concern(request.actor.scope, concern_id).row.whose
        form = forms.Close(request.POST, whose=whose)
        if form.carries_out(services.close_concern, concern_id, by=request.actor):
            messages.success(request, _("Closed"))
            return answers.redirect("safeguarding:concern", concern_id)
        return pages.concern(request, concern_id, closing=form)
