"""SMART apps that may be opened here: listed, registered, seen, ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import smart
from joinedup.foundation.permissions import Permission
from joinedup.office import queries
from joinedup.office.forms import apps as forms
from joinedup.office.forms.accounts import Standing
from joinedup.office.presenters import apps as presenter
from joinedup.office.presenters import clients
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class FindApps(RoomView):
    """See every app of the place."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request) -> HttpResponse:
        """A page of them, by name."""
        after = clients.after(request.GET.get("after", ""))
        found = queries.apps(request.actor.scope, after=after)
        page = presenter.page(found, is_first=after is None)
        return answers.page(request, "office/apps.html", page=page)


class RegisterApp(RoomView):
    """Let one more app be opened here."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request) -> HttpResponse:
        """Ask which, where it is, and what it may read."""
        return self._page(request, forms.RegisterApp())

    def post(self, request: Request) -> HttpResponse:
        """Register it, and show the id that its maker needs."""
        form = forms.RegisterApp(request.POST)
        if form.carries_out(smart.register_app, by=request.actor):
            messages.success(request, _("The app is registered. Its maker needs its client id."))
            return answers.redirect("office:see_app", form.result)
        return self._page(request, form)

    def _page(self, request: Request, form: Any) -> HttpResponse:
        return answers.page(request, "office/register_app.html", form=form)


class SeeApp(RoomView):
    """See one app: where it is, what it may read, until when, and what was done to it."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, app_id: UUID) -> HttpResponse:
        """The app."""
        found = queries.app_page(request.actor.scope, app_id)
        fhir = request.build_absolute_uri("/fhir")
        page = presenter.app(found, fhir=fhir)
        return answers.page(request, "office/see_app.html", page=page)


class EndApp(RoomView):
    """Let an app be opened no longer."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, app_id: UUID) -> HttpResponse:
        """Ask whether to."""
        found = queries.app_page(request.actor.scope, app_id).app
        return self._page(request, found, Standing(initial={"seen": found.version}))

    def post(self, request: Request, app_id: UUID) -> HttpResponse:
        """End it at once."""
        form = Standing(request.POST)
        if form.carries_out(smart.end_app, app_id, by=request.actor):
            messages.success(request, _("The app has ended"))
            return answers.redirect("office:see_app", app_id)
        return self._page(request, queries.app_page(request.actor.scope, app_id).app, form)

    def _page(self, request: Request, found: queries.AppRow, form: Any) -> HttpResponse:
        return answers.page(request, "office/end_app.html", form=form, app=found)
