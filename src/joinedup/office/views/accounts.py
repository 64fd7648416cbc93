"""Accounts: found, made, given roles, closed and opened, and what each signs in by."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.foundation import accounts, place
from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import AccountId
from joinedup.office import queries, services
from joinedup.office.forms import accounts as forms
from joinedup.office.pages import accounts as pages
from joinedup.office.presenters import accounts as presenter
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView

A_PAGE: Final = 25
MOST_FOUND: Final = 100
"""Whoever finds more types more: what was typed is in no address to page on by."""


class FindAccounts(RoomView):
    """Find accounts by role, and by whether they are open."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request) -> HttpResponse:
        """The accounts that the address asks for."""
        asked = presenter.asked(request.GET)
        return _listed(request, replace(asked, text=""), limit=A_PAGE)


class FindAccountsByName(RoomView):
    """Find accounts by name. What is typed is sent on unseen: no name is in an address."""

    permission = Permission.ACCOUNT_MANAGE

    def post(self, request: Request) -> HttpResponse:
        """Whoever answers what was typed; where nothing was, the list from its beginning."""
        asked = replace(presenter.asked(request.POST), after=None)
        return _listed(request, asked, limit=MOST_FOUND if asked.text else A_PAGE)


class MakeAccount(RoomView):
    """Let somebody sign in here."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request) -> HttpResponse:
        """Ask who."""
        return answers.page(request, "office/make_account.html", form=forms.MakeAccount())

    def post(self, request: Request) -> HttpResponse:
        """Make the account, and go on to its roles."""
        form = forms.MakeAccount(request.POST)
        if form.carries_out(accounts.make_account, by=request.actor):
            messages.success(request, _("The account is made. Give it a role."))
            return answers.redirect("office:see_account", form.result)
        return answers.page(request, "office/make_account.html", form=form)


class MakePartnerAccount(RoomView):
    """Let the system of a partner send messages here."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request) -> HttpResponse:
        """Ask which partner."""
        return self._page(request, forms.MakePartnerAccount(partners=self._partners(request)))

    def post(self, request: Request) -> HttpResponse:
        """Make the account with its one role, and go on to its token."""
        form = forms.MakePartnerAccount(request.POST, partners=self._partners(request))
        if form.carries_out(services.make_partner_account, by=request.actor):
            messages.success(request, _("The account is made. Make a token for it."))
            return answers.redirect("office:see_account", form.result)
        return self._page(request, form)

    def _partners(self, request: Request) -> list[tuple[str, str]]:
        has_one = queries.partners_with_account(request.actor.scope)
        partners = place.current().partners.values()
        return [(one.code, one.name) for one in partners if one.code not in has_one]

    def _page(self, request: Request, form: forms.MakePartnerAccount) -> HttpResponse:
        return answers.page(request, "office/make_partner_account.html", form=form)


class SeeAccount(RoomView):
    """See one account: what it may be, what it signs in by, what was done to it."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """The account, with a form for one more role."""
        return pages.account(request, AccountId(account_id))


class GiveRole(RoomView):
    """Give an account a role."""

    permission = Permission.ACCOUNT_MANAGE

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """Give it, or say on the account's page what was wrong."""
        thing = AccountId(account_id)
        found = queries.account_page(request.actor.scope, thing)
        form = forms.GiveRole(request.POST, is_system=found.account.is_system)
        if form.carries_out(accounts.give_role, thing, by=request.actor):
            messages.success(request, _("The role is given"))
            return answers.redirect("office:see_account", account_id)
        return pages.account(request, thing, form)


class EndRole(RoomView):
    """End a role that an account holds."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, membership_id: UUID) -> HttpResponse:
        """Ask whether to."""
        return self._page(request, membership_id, forms.Confirm())

    def post(self, request: Request, membership_id: UUID) -> HttpResponse:
        """End it."""
        held = queries.role_held(request.actor.scope, membership_id)
        form = forms.Confirm(request.POST)
        if form.carries_out(accounts.end_role, membership_id, by=request.actor):
            messages.success(request, _("The role has ended"))
            return answers.redirect("office:see_account", held.account_id)
        return self._page(request, membership_id, form)

    def _page(self, request: Request, membership_id: UUID, form: Any) -> HttpResponse:
        scope = request.actor.scope
        held = queries.role_held(scope, membership_id)
        page = queries.account_page(scope, held.account_id)
        return answers.page(
            request,
            "office/end_role.html",
            form=form,
            held=presenter.held(held),
            account=page.account,
        )


class SetPassword(RoomView):
    """Give somebody who lost their password a new one."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """Ask for it."""
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        return self._page(request, page, forms.SetPassword(of=page))

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """Set it, which ends every session of theirs."""
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        form = forms.SetPassword(request.POST, of=page)
        if form.carries_out(accounts.set_password, AccountId(account_id), by=request.actor):
            messages.success(request, _("The password is set"))
            return answers.redirect("office:see_account", account_id)
        return self._page(request, page, form)

    def _page(
        self, request: Request, page: queries.AccountPage, form: forms.SetPassword
    ) -> HttpResponse:
        return answers.page(request, "office/set_password.html", form=form, account=page.account)


class Stand(RoomView):
    """Ask whether to, then do one thing to an account as it was seen."""

    permission = Permission.ACCOUNT_MANAGE
    service: ClassVar[Callable[..., None]]
    template: ClassVar[str]
    done: ClassVar[str | Promise]

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """Ask whether to."""
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        return self._page(request, page, forms.Standing(initial={"seen": page.version}))

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """Do it."""
        form = forms.Standing(request.POST)
        if form.carries_out(type(self).service, AccountId(account_id), by=request.actor):
            messages.success(request, str(self.done))
            return answers.redirect("office:see_account", account_id)
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        return self._page(request, page, form)

    def _page(
        self, request: Request, page: queries.AccountPage, form: forms.Standing
    ) -> HttpResponse:
        return answers.page(request, self.template, form=form, account=page.account)


class CloseAccount(Stand):
    """Stop an account from acting; what it did stays."""

    service = staticmethod(accounts.deactivate)
    template = "office/close_account.html"
    done = gettext_lazy("The account is closed")


class OpenAccount(Stand):
    """Let an account that was closed act again."""

    service = staticmethod(accounts.reactivate)
    template = "office/open_account.html"
    done = gettext_lazy("The account is open again")


class IssueToken(RoomView):
    """Make the token that a partner's system signs in by."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """Ask whether to."""
        return pages.token(request, AccountId(account_id), forms.Confirm())

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """Make it and tell it, this once."""
        form = forms.Confirm(request.POST)
        if form.carries_out(accounts.issue_token, AccountId(account_id), by=request.actor):
            return pages.token(request, AccountId(account_id), form, told=form.result)
        return pages.token(request, AccountId(account_id), form)


class RevokeToken(RoomView):
    """Stop a partner's system from signing in."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """Ask whether to."""
        return self._page(request, account_id, forms.Confirm())

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """End the token."""
        form = forms.Confirm(request.POST)
        if form.carries_out(accounts.revoke_token, AccountId(account_id), by=request.actor):
            messages.success(request, _("The token has ended"))
            return answers.redirect("office:see_account", account_id)
        return self._page(request, account_id, form)

    def _page(self, request: Request, account_id: UUID, form: forms.Confirm) -> HttpResponse:
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        return answers.page(request, "office/revoke_token.html", form=form, account=page.account)


def _listed(request: Request, asked: presenter.Filters, *, limit: int) -> HttpResponse:
    listed = queries.accounts(
        request.actor.scope,
        text=asked.text,
        role=asked.role,
        is_active=asked.is_active,
        is_dormant=asked.is_dormant,
        after=asked.after,
        limit=limit,
    )
    page = presenter.page(listed, asked)
    return answers.page(request, "office/accounts.html", page=page)
