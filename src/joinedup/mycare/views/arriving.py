"""Coming to one's own care, by a letter's code, and leaving it quickly."""

from typing import Final
from uuid import UUID

from allauth.account.internal.flows import logout as signing_out
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation.scope import system
from joinedup.mycare.domain.letters import CodeNotTaken
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import arriving as pages
from joinedup.mycare.queries import arriving as arrivals
from joinedup.mycare.queries import letters as queries
from joinedup.mycare.queries.arriving import Way
from joinedup.mycare.services import arriving, joining
from joinedup.mycare.services import letters as services
from joinedup.mycare.views import proving
from joinedup.office.queries import arriving as providers
from joinedup.web import answers, errors
from joinedup.web.room_view import PUBLIC, RoomView

PROVED: Final = "proved_by_letter"
ELSEWHERE: Final = "https://www.bbc.co.uk/weather"
"""Where somebody is taken who leaves quickly: a page that anybody may have open."""


class Start(RoomView):
    """The first page of all, for whoever is not signed in yet."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """The ways to sign in, and the number to ring instead."""
        return pages.start(request)


class Arrive(RoomView):
    """Come to one's own care from a provider that knows who one is."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """In, or to the code of a letter, or no further; nothing is said of any record."""
        now, by = instant.now(), system("sign_in")
        shown = providers.kept(request.session, at=now)
        if shown is None:
            return answers.redirect("mycare:start")
        way, person_id = arrivals.way_of(shown)
        if way is Way.LETTER:
            return answers.redirect("mycare:letter")
        if way is Way.BIND and person_id is not None:
            arriving.bind_by_number(person_id, shown, at=now, by=by)
        elif way is not Way.IN:
            proving.write_failure(request, "own_care_not_matched", by=by)
            return pages.not_matched(request, shown.provider.name)
        return answers.redirect("office:come_in")


class GiveCode(RoomView):
    """Give the code of a letter and a date of birth."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is asked."""
        return pages.letter(request, forms.GiveCode())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Go on where both are right; else say the same whichever is wrong."""
        form = forms.GiveCode(request.POST)
        if not form.is_valid():
            return pages.letter(request, form)
        if not ratelimit.consume(request, action="letter", dry_run=True):
            return errors.too_many(request)
        now = instant.now()
        tried = queries.tried(form.cleaned_data["code"], form.cleaned_data["born_on"], at=now)
        if not tried.is_right:
            _count_wrong(request, tried.code_id)
            form.refused(CodeNotTaken())
            return pages.letter(request, form)
        shown = providers.kept(request.session, at=now)
        if shown is not None and not shown.number and tried.code_id is not None:
            arriving.bind_by_letter(tried.code_id, shown, at=now, by=system("sign_in"))
            return answers.redirect("office:come_in")
        if tried.code_id is not None:
            proving.keep(request, PROVED, tried.code_id)
        return answers.redirect("mycare:choose")


class ChooseSignIn(RoomView):
    """Choose a user name and a password, after the code of a letter."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is asked; from the start again where the code was given too long ago."""
        code_id = proving.kept(request, PROVED)
        if code_id is None:
            return answers.redirect("mycare:letter")
        return pages.choose(request, forms.ChooseSignIn(), is_known=queries.is_known(code_id))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the account, and have them sign in by it."""
        code_id = proving.kept(request, PROVED)
        if code_id is None:
            return answers.redirect("mycare:letter")
        form = forms.ChooseSignIn(request.POST)
        if not form.carries_out(joining.join_by_letter, code_id, by=system("sign_in")):
            return pages.choose(request, form, is_known=queries.is_known(code_id))
        del request.session[PROVED]
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?because=letter", status=303)


class ExitPage(RoomView):
    """Leave at once, signed out, for a page that tells nobody where one was."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """Sign out and go elsewhere; a link does it, so that it works without a script."""
        signing_out.logout(request, show_message=False)
        answer = HttpResponseRedirect(ELSEWHERE, status=303)
        answer["Clear-Site-Data"] = '"cache"'
        answer["Referrer-Policy"] = "no-referrer"
        return answer


class About(RoomView):
    """What everybody may read about these pages."""

    permission = PUBLIC
    topic = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one of the pages of the footer."""
        return pages.about(request, self.topic)


def _count_wrong(request: HttpRequest, code_id: UUID | None) -> None:
    ratelimit.consume(request, action="letter")
    if code_id is not None:
        services.note_wrong(code_id)
    proving.write_failure(request, CodeNotTaken.code, by=system("sign_in"))
