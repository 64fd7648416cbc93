"""Who somebody is at an identity provider: entered for them, and ended."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId
from joinedup.office import queries, services
from joinedup.office.forms.accounts import Confirm
from joinedup.office.forms.identities import BindIdentity as BindForm
from joinedup.office.pages import identities as pages
from joinedup.web import answers
from joinedup.web.room_view import SIGNED_IN, Request, RoomView


class BindIdentity(RoomView):
    """Let an account be signed in to by who its holder is elsewhere."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """Ask who they are, and where."""
        return self._page(request, account_id, BindForm())

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """Bind it, or say what was wrong."""
        form = BindForm(request.POST)
        if form.carries_out(services.bind_identity, AccountId(account_id), by=request.actor):
            messages.success(request, _("They can sign in so from now on"))
            return answers.redirect("office:see_account", account_id)
        return self._page(request, account_id, form)

    def _page(self, request: Request, account_id: UUID, form: BindForm) -> HttpResponse:
        if not settings.JOINEDUP_PROVIDERS:
            raise NotFound()
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        return answers.page(request, "office/bind_identity.html", form=form, account=page.account)


class EndIdentity(RoomView):
    """Let an account be signed in to no longer by who somebody is elsewhere."""

    permission = SIGNED_IN

    def get(self, request: Request, identity_id: UUID) -> HttpResponse:
        """Ask whether to."""
        return self._page(request, identity_id, Confirm())

    def post(self, request: Request, identity_id: UUID) -> HttpResponse:
        """End it."""
        found = queries.identity(request.actor.scope, identity_id)
        form = Confirm(request.POST)
        if form.carries_out(services.end_identity, identity_id, by=request.actor):
            messages.success(request, _("It opens the account no longer"))
            return answers.redirect(*self._account(request, found))
        return self._page(request, identity_id, form)

    def _page(self, request: Request, identity_id: UUID, form: Any) -> HttpResponse:
        found = queries.identity(request.actor.scope, identity_id)
        return answers.page(
            request,
            "office/end_identity.html",
            form=form,
            identity=pages.listed([found])[0],
            back=answers.address(*self._account(request, found)),
        )

    def _account(self, request: Request, found: queries.IdentityRow) -> tuple[Any, ...]:
        if found.account_id == request.actor.account_id:
            return ("office:account",)
        return ("office:see_account", found.account_id)
