"""API clients of partners' systems: found, made, given a secret, ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import clients
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId
from joinedup.office import queries
from joinedup.office.forms import clients as forms
from joinedup.office.forms.accounts import Standing
from joinedup.office.presenters import clients as presenter
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class FindClients(RoomView):
    """See every API client of the place."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request) -> HttpResponse:
        """A page of them, by name."""
        after = presenter.after(request.GET.get("after", ""))
        found = queries.clients(request.actor.scope, after=after)
        page = presenter.page(found, is_first=after is None)
        return answers.page(request, "office/clients.html", page=page)


class MakeClient(RoomView):
    """Let one more system of a partner ask here."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """Ask which, and what it may do."""
        return self._page(request, account_id, forms.MakeClient())

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """Make it, and go on to its secret."""
        form = forms.MakeClient(request.POST)
        if form.carries_out(clients.make_client, account_id, by=request.actor):
            messages.success(request, _("The client is made. Make a secret for it."))
            return answers.redirect("office:see_client", form.result)
        return self._page(request, account_id, form)

    def _page(self, request: Request, account_id: UUID, form: Any) -> HttpResponse:
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        if not page.account.is_system:
            raise NotFound()
        return answers.page(request, "office/make_client.html", form=form, account=page.account)


class SeeClient(RoomView):
    """See one API client: what it may do, until when, and what was done to it."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, client_id: UUID) -> HttpResponse:
        """The client."""
        found = queries.client_page(request.actor.scope, client_id)
        page = presenter.client(found)
        return answers.page(request, "office/see_client.html", page=page)


class MakeSecret(RoomView):
    """Make the secret that a client signs in by."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, client_id: UUID) -> HttpResponse:
        """Ask until when the one that it has goes on working."""
        found = queries.client_page(request.actor.scope, client_id).client
        form = forms.MakeSecret(initial={"seen": found.version})
        return self._page(request, found, form)

    def post(self, request: Request, client_id: UUID) -> HttpResponse:
        """Make it and tell it, this once."""
        form = forms.MakeSecret(request.POST)
        is_done = form.carries_out(clients.make_secret, client_id, by=request.actor)
        found = queries.client_page(request.actor.scope, client_id).client
        if is_done:
            return answers.page(request, "office/secret_told.html", client=found, token=form.result)
        return self._page(request, found, form)

    def _page(self, request: Request, found: queries.ClientRow, form: Any) -> HttpResponse:
        return answers.page(request, "office/make_secret.html", form=form, client=found)


class EndClient(RoomView):
    """Let a client ask no longer."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, client_id: UUID) -> HttpResponse:
        """Ask whether to."""
        found = queries.client_page(request.actor.scope, client_id).client
        return self._page(request, found, Standing(initial={"seen": found.version}))

    def post(self, request: Request, client_id: UUID) -> HttpResponse:
        """End it at once."""
        form = Standing(request.POST)
        if form.carries_out(clients.end_client, client_id, by=request.actor):
            messages.success(request, _("The client has ended"))
            return answers.redirect("office:see_client", client_id)
        found = queries.client_page(request.actor.scope, client_id).client
        return self._page(request, found, form)

    def _page(self, request: Request, found: queries.ClientRow, form: Any) -> HttpResponse:
        return answers.page(request, "office/end_client.html", form=form, client=found)
