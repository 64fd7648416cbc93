"""Acting for another on their pages: coming to it by a code, and reading what was given."""

from typing import Final
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.errors import Refused
from joinedup.mycare.domain.letters import CodeNotTaken
from joinedup.mycare.forms import delegating
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import acting as pages
from joinedup.mycare.pages import arriving as arriving_pages
from joinedup.mycare.queries import delegates as queries
from joinedup.mycare.services import arriving
from joinedup.mycare.services import delegates as services
from joinedup.mycare.views import proving
from joinedup.mycare.views.own import OwnView
from joinedup.office.queries import arriving as providers
from joinedup.web import answers, errors
from joinedup.web.room_view import PUBLIC, RoomView

PROVED: Final = "proved_as_delegate"


class SeeActing(OwnView):
    """See for whom one acts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Each of them, to choose whose pages to open."""
        return pages.acting(request)


class SeeTheirs(OwnView):
    """See the pages of another as whoever acts for them."""

    def get(self, request: HttpRequest, acting_id: UUID) -> HttpResponse:
        """What was given of them."""
        return pages.theirs(request, acting_id)


class SeeTheirPart(OwnView):
    """See one part of another's record as whoever acts for them."""

    def get(self, request: HttpRequest, acting_id: UUID, part: str) -> HttpResponse:
        """What it holds, where it was given."""
        return pages.part(request, acting_id, part)


class GiveDelegateCode(RoomView):
    """Give the code that lets one act for another, and the date of birth of that one."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is asked."""
        return self._page(request, delegating.GiveDelegateCode())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Go on where both are right; else say the same whichever is wrong."""
        form = delegating.GiveDelegateCode(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        if not ratelimit.consume(request, action="letter", dry_run=True):
            return errors.too_many(request)
        now = instant.now()
        tried = queries.tried(form.cleaned_data["code"], form.cleaned_data["born_on"], at=now)
        if not tried.is_right or tried.code_id is None:
            _count_wrong(request, tried.code_id)
            form.refused(CodeNotTaken())
            return self._page(request, form)
        try:
            return self._gone_on(request, tried.code_id)
        except Refused as refusal:
            form.refused(refusal)
            return self._page(request, form)

    def _gone_on(self, request: HttpRequest, delegation_id: UUID) -> HttpResponse:
        now, by, me = instant.now(), system("sign_in"), _signed_in(request)
        if me is not None:
            services.take_up(delegation_id, account_id=me.account_id, at=now, by=by)
            messages.success(request, _("You can act for them now."))
            return answers.redirect("mycare:acting")
        shown = providers.kept(request.session, at=now)
        if shown is not None and not shown.number:
            arriving.bind_delegate(delegation_id, shown, at=now, by=by)
            return answers.redirect("office:come_in")
        proving.keep(request, PROVED, delegation_id)
        return answers.redirect("mycare:delegate_choose")

    def _page(self, request: HttpRequest, form: delegating.GiveDelegateCode) -> HttpResponse:
        return pages.code(request, form, is_known=_signed_in(request) is not None)


class ChooseDelegateSignIn(RoomView):
    """Choose a user name and a password to act for another, after the code."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is asked; from the start again where the code was given too long ago."""
        if proving.kept(request, PROVED) is None:
            return answers.redirect("mycare:delegate_code")
        return arriving_pages.choose(request, forms.ChooseSignIn(), is_known=False)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the account, and have them sign in by it."""
        delegation_id = proving.kept(request, PROVED)
        if delegation_id is None:
            return answers.redirect("mycare:delegate_code")
        form = forms.ChooseSignIn(request.POST)
        if not form.carries_out(services.take_up, delegation_id, by=system("sign_in")):
            return arriving_pages.choose(request, form, is_known=False)
        del request.session[PROVED]
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?because=letter", status=303)


def _signed_in(request: HttpRequest) -> Actor | None:
    """Whoever is signed in to pages of their own; staff act for nobody by their staff account."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None and actor.scope.may(Permission.OWN_CARE) else None


def _count_wrong(request: HttpRequest, delegation_id: UUID | None) -> None:
    ratelimit.consume(request, action="letter")
    if delegation_id is not None:
        services.note_wrong(delegation_id)
    proving.write_failure(request, CodeNotTaken.code, by=system("sign_in"))
