"""Noting that somebody is an unpaid carer, ending it, and the carers register."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import carers as forms
from joinedup.people.forms.relations import EndIt
from joinedup.people.queries import carers as queries
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class IdentifyCarer(RoomView):
    """Note on somebody's own record that they are an unpaid carer."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What is noted, to be noted anew."""
        card, row = queries.carer_page(request.actor.scope, PersonId(person_id))
        form = forms.IdentifyCarer.showing(row)
        return answers.page(request, "people/carer.html", card=card, row=row, form=form)

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Note it."""
        card, row = queries.carer_page(request.actor.scope, PersonId(person_id))
        form = forms.IdentifyCarer(request.POST)
        if form.carries_out(services.identify_carer, card.person_id, by=request.actor):
            messages.success(request, _("Noted on the carer's own record"))
            return answers.redirect("people:carer", card.person_id)
        return answers.page(request, "people/carer.html", card=card, row=row, form=form)


class EndCarer(RoomView):
    """Note that somebody cares for nobody now."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, carer_id: UUID) -> HttpResponse:
        """The reason is asked."""
        row = queries.carer(request.actor.scope, carer_id)
        form = EndIt(initial={"seen": row.version})
        return answers.page(request, "people/end_carer.html", row=row, form=form)

    def post(self, request: Request, carer_id: UUID) -> HttpResponse:
        """End it."""
        row = queries.carer(request.actor.scope, carer_id)
        form = EndIt(request.POST)
        if form.carries_out(services.end_carer, carer_id, by=request.actor):
            messages.success(request, _("Ended. They are on the register no longer."))
            return answers.redirect("people:carer", row.card.person_id)
        return answers.page(request, "people/end_carer.html", row=row, form=form)


class SeeRegister(RoomView):
    """See which unpaid carers agreed to be on the register."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request) -> HttpResponse:
        """A page of them, the newest first."""
        only, after = request.GET.get("only", ""), request.GET.get("after", "")
        page = queries.register(request.actor.scope, only=only, after=after)
        return answers.page(request, "people/carers.html", page=page, only=only, after=after)
