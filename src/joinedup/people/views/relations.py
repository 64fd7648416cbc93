"""Noting who stands by somebody, and what whoever goes there must know."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import index as finding
from joinedup.people.forms import relations as forms
from joinedup.people.pages import relations as pages
from joinedup.people.queries import relations as queries
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class Relate(RoomView):
    """Note somebody who stands by a person."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Empty boxes, and one to find them in the index."""
        return pages.relate(request, PersonId(person_id), forms.Relate())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Note them; or begin with somebody who was found in the index."""
        if "key" not in request.POST:
            form = forms.Relate(initial={"other": request.POST.get("other", "")})
            return pages.relate(request, PersonId(person_id), form)
        form = forms.Relate(request.POST)
        if form.carries_out(services.relate, PersonId(person_id), by=request.actor):
            messages.success(request, _("Noted"))
            return answers.redirect("desk:person", person_id)
        return pages.relate(request, PersonId(person_id), form)


class FindRelated(RoomView):
    """Find in the index who stands by a person."""

    permission = Permission.RECORD_ADD
    is_search = True

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Who answers what was typed."""
        search = finding.FindPeople(request.POST)
        return pages.relate(request, PersonId(person_id), forms.Relate(), search=search)


class ChangeRelationship(RoomView):
    """Change what is known of somebody who stands by a person."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, relationship_id: UUID) -> HttpResponse:
        """What is held."""
        card, row = queries.relationship(request.actor.scope, relationship_id)
        return pages.change_relationship(request, card, row, forms.ChangeRelationship.showing(row))

    def post(self, request: Request, relationship_id: UUID) -> HttpResponse:
        """Change it; what it was is kept."""
        card, row = queries.relationship(request.actor.scope, relationship_id)
        form = forms.ChangeRelationship(request.POST, row=row)
        if form.carries_out(services.change_relationship, relationship_id, by=request.actor):
            messages.success(request, _("Changed"))
            return answers.redirect("desk:person", card.person_id)
        return pages.change_relationship(request, card, row, form)


class EndRelationship(RoomView):
    """End that somebody stands by a person."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, relationship_id: UUID) -> HttpResponse:
        """The reason is asked."""
        card, row = queries.relationship(request.actor.scope, relationship_id)
        form = forms.EndIt(initial={"seen": row.version})
        return pages.end_relationship(request, card, row, form)

    def post(self, request: Request, relationship_id: UUID) -> HttpResponse:
        """End it."""
        card, row = queries.relationship(request.actor.scope, relationship_id)
        form = forms.EndIt(request.POST)
        if form.carries_out(services.end_relationship, relationship_id, by=request.actor):
            messages.success(request, _("Ended"))
            return answers.redirect("desk:person", card.person_id)
        return pages.end_relationship(request, card, row, form)


class RaiseAlert(RoomView):
    """Tell whoever goes to somebody what they must know."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Empty boxes."""
        return pages.raise_alert(request, PersonId(person_id), forms.RaiseAlert())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Raise it."""
        form = forms.RaiseAlert(request.POST)
        if form.carries_out(services.raise_alert, PersonId(person_id), by=request.actor):
            messages.success(request, _("Whoever goes there sees it from now on"))
            return answers.redirect("desk:person", person_id)
        return pages.raise_alert(request, PersonId(person_id), form)


class ChangeAlert(RoomView):
    """Look at an alert again."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, alert_id: UUID) -> HttpResponse:
        """What is held."""
        card, row = queries.alert(request.actor.scope, alert_id)
        return pages.change_alert(request, card, row, forms.ChangeAlert.showing(row))

    def post(self, request: Request, alert_id: UUID) -> HttpResponse:
        """Keep it on, as it is or otherwise."""
        card, row = queries.alert(request.actor.scope, alert_id)
        form = forms.ChangeAlert(request.POST)
        if form.carries_out(services.change_alert, alert_id, by=request.actor):
            messages.success(request, _("Looked at again"))
            return answers.redirect("desk:person", card.person_id)
        return pages.change_alert(request, card, row, form)


class EndAlert(RoomView):
    """End an alert that holds no more."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, alert_id: UUID) -> HttpResponse:
        """The reason is asked."""
        card, row = queries.alert(request.actor.scope, alert_id)
        return pages.end_alert(request, card, row, forms.EndIt(initial={"seen": row.version}))

    def post(self, request: Request, alert_id: UUID) -> HttpResponse:
        """End it."""
        card, row = queries.alert(request.actor.scope, alert_id)
        form = forms.EndIt(request.POST)
        if form.carries_out(services.end_alert, alert_id, by=request.actor):
            messages.success(request, _("Ended. It is shown as ended for 30 days."))
            return answers.redirect("desk:person", card.person_id)
        return pages.end_alert(request, card, row, form)


class ListAlerts(RoomView):
    """See which alerts are to be looked at again."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request) -> HttpResponse:
        """A page of them, the longest overdue first."""
        return pages.alerts(request, request.GET.get("after", ""))
