"""Naming who co-ordinates somebody's care, and ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries, services
from joinedup.people.forms.key_workers import NameKeyWorker as Naming
from joinedup.people.forms.relations import EndIt
from joinedup.people.queries import key_workers
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class NameKeyWorker(RoomView):
    """Name who co-ordinates somebody's care."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Who it is, and who else can be."""
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        named = page.key_worker
        form = Naming(
            initial={"instead_of": named.key_worker_id if named else None},
            workers=key_workers.candidates(request.actor.scope, page.card.person_id),
        )
        return answers.page(request, "people/key_worker.html", page=page, form=form)

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Name them from now; whoever was until now is no longer."""
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        workers = key_workers.candidates(request.actor.scope, page.card.person_id)
        form = Naming(request.POST, workers=workers)
        if form.carries_out(services.name_key_worker, page.card.person_id, by=request.actor):
            messages.success(request, _("Named. The record is open to them from now."))
            return answers.redirect("desk:person", page.card.person_id)
        return answers.page(request, "people/key_worker.html", page=page, form=form)


class EndKeyWorker(RoomView):
    """End that somebody co-ordinates a person's care."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, key_worker_id: UUID) -> HttpResponse:
        """The reason is asked."""
        card, row, name = key_workers.key_worker(request.actor.scope, key_worker_id)
        form = EndIt(initial={"seen": Version(row.version)})
        return answers.page(request, "people/end_key_worker.html", card=card, name=name, form=form)

    def post(self, request: Request, key_worker_id: UUID) -> HttpResponse:
        """End it, with nobody instead."""
        card, row, name = key_workers.key_worker(request.actor.scope, key_worker_id)
        form = EndIt(request.POST)
        if form.carries_out(services.end_key_worker, key_worker_id, by=request.actor):
            messages.success(request, _("Ended"))
            if row.account_id == request.actor.account_id:
                return answers.redirect("desk:home")
            return answers.redirect("desk:person", form.result)
        return answers.page(request, "people/end_key_worker.html", card=card, name=name, form=form)
