"""One account as a page, and the token of a partner's system."""

from django.conf import settings
from django.http import HttpResponse

from joinedup.kernel.ids import AccountId
from joinedup.office import queries
from joinedup.office.forms import accounts as forms
from joinedup.office.pages import identities
from joinedup.office.presenters import accounts as presenter
from joinedup.office.presenters import clients
from joinedup.web import answers
from joinedup.web.room_view import Request


def account(
    request: Request, account_id: AccountId, form: forms.GiveRole | None = None
) -> HttpResponse:
    """The account: its roles, what it signs in by, and what was done to it."""
    page = queries.account_page(request.actor.scope, account_id)
    return answers.page(
        request,
        "office/see_account.html",
        page=page,
        account=page.account,
        roles=[presenter.held(one) for one in page.account.roles],
        history=presenter.history(page),
        sign_ins=presenter.sign_ins(page),
        form=form or forms.GiveRole(is_system=page.account.is_system),
        identities=identities.listed(queries.identities_of(request.actor.scope, account_id)),
        has_providers=bool(settings.JOINEDUP_PROVIDERS),
        clients=_clients(request, page),
        is_oneself=request.actor.account_id == account_id,
    )


def _clients(request: Request, page: queries.AccountPage) -> list[clients.Listed]:
    if not page.account.is_system:
        return []
    found = queries.clients(request.actor.scope, account_id=page.account.id, limit=100)
    return [clients.listed(one) for one in found.rows]


def token(
    request: Request, account_id: AccountId, form: forms.Confirm, *, told: str = ""
) -> HttpResponse:
    """Ask whether to make a token; once made, tell it."""
    page = queries.account_page(request.actor.scope, account_id)
    template = "office/token_told.html" if told else "office/issue_token.html"
    return answers.page(
        request, template, form=form, account=page.account, has_token=page.has_token, token=told
    )
