"""Where somebody is signed in: seen, and ended by themselves or by an administrator."""

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import AccountId
from joinedup.office import queries, services
from joinedup.office.forms import accounts as forms
from joinedup.office.pages import sessions as pages
from joinedup.web import answers
from joinedup.web.room_view import SIGNED_IN, Request, RoomView
from joinedup.web.sentences.kinds import Sentence


class SeeSessions(RoomView):
    """See where one is signed in."""

    permission = SIGNED_IN
    is_for_residents = True

    def get(self, request: Request) -> HttpResponse:
        """Each browser: since when, last used, which kind, how."""
        return answers.page(request, "office/sessions.html", sessions=pages.mine(request))


class EndOthers(RoomView):
    """End every session of one's own but this, once somebody has shown again that it is they."""

    permission = SIGNED_IN
    is_for_residents = True
    said: ClassVar[Sentence] = _lazy("You are signed out everywhere else")

    def get(self, request: Request) -> HttpResponse:
        """Whoever comes here by address sees where they are signed in."""
        del request
        return answers.redirect("office:sessions")

    def post(self, request: Request) -> HttpResponse:
        """End what was asked for; or ask who it is first, and then once more what to end."""
        if is_reauthentication_required(request, app="mfa"):
            messages.info(request, _("Confirm that it is you. Then end it."))
            again = urlencode({"next": reverse("office:sessions")})
            return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{again}")
        here, only, by = request.session.session_key or "", self.only(request), request.actor
        services.end_sessions(by.account_id, only=only, but=here, at=instant.now(), by=by)
        messages.success(request, str(self.said))
        return answers.redirect("office:sessions")

    def only(self, request: Request) -> str:
        """The name of the one session to end; none where it is all of them."""
        del request
        return ""


class EndSession(EndOthers):
    """End one session of one's own; one that is over already is as good."""

    said = _lazy("You are signed out there")

    def only(self, request: Request) -> str:
        """The one that the button names, and none that it does not."""
        return request.POST.get("session", "") or "-"


class EndSessionsOf(RoomView):
    """Sign somebody out everywhere."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, account_id: UUID) -> HttpResponse:
        """Ask whether to."""
        return self._page(request, account_id, forms.Confirm())

    def post(self, request: Request, account_id: UUID) -> HttpResponse:
        """Do it."""
        queries.account_page(request.actor.scope, AccountId(account_id))
        form = forms.Confirm(request.POST)
        if form.carries_out(services.end_sessions, AccountId(account_id), by=request.actor):
            messages.success(request, _("They are signed out everywhere"))
            return answers.redirect("office:see_account", account_id)
        return self._page(request, account_id, form)

    def _page(self, request: Request, account_id: UUID, form: Any) -> HttpResponse:
        page = queries.account_page(request.actor.scope, AccountId(account_id))
        return answers.page(request, "office/end_sessions_of.html", form=form, account=page.account)
