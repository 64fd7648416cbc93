"""What somebody does about those who act for them."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.mycare.forms import delegating
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import delegates as pages
from joinedup.mycare.services import delegates as services
from joinedup.mycare.views.own import OwnView
from joinedup.web import answers
from joinedup.web.room_view import Request
from joinedup.web.sentences.kinds import Sentence


class SeeDelegates(OwnView):
    """See who acts for one."""

    def get(self, request: Request) -> HttpResponse:
        """Each of them, and how it stands."""
        return pages.delegates(request)


class NameDelegate(OwnView):
    """Name somebody who may see one's pages."""

    def get(self, request: Request) -> HttpResponse:
        """What is asked."""
        return pages.name(request, delegating.NameDelegate())

    def post(self, request: Request) -> HttpResponse:
        """Keep it, and show the code to hand over, this once."""
        form = delegating.NameDelegate(request.POST)
        if form.carries_out(services.name_delegate, by=request.actor):
            return pages.code(request, form.result, form.given["name"])
        return pages.name(request, form)


class SeeDelegate(OwnView):
    """See one who acts for one, and say anew what they may see."""

    def get(self, request: Request, delegation_id: UUID) -> HttpResponse:
        """How it stands."""
        return pages.delegate(request, delegation_id)

    def post(self, request: Request, delegation_id: UUID) -> HttpResponse:
        """Keep what they may see, from now."""
        form = delegating.LimitDelegate(request.POST)
        if form.carries_out(services.limit, delegation_id, by=request.actor):
            messages.success(request, _("We have kept what they can see. It holds from now."))
            return answers.redirect("mycare:delegates")
        return pages.delegate(request, delegation_id, form)


class _Press(OwnView):
    """One press about one who acts for one."""

    service: ClassVar[Callable[..., Any]]
    said: ClassVar[Sentence]

    def post(self, request: Request, delegation_id: UUID) -> HttpResponse:
        """Do it, from now."""
        form = forms.TakeBack(request.POST)
        if form.carries_out(type(self).service, delegation_id, by=request.actor):
            messages.success(request, str(self.said))
            return answers.redirect("mycare:delegates")
        return pages.delegate(request, delegation_id)


class SuspendDelegate(_Press):
    """Put one who acts for one on hold."""

    service = services.suspend
    said = _lazy("They see nothing now. You can let them see it again at any time.")


class ResumeDelegate(_Press):
    """Let one who was on hold act again."""

    service = services.resume
    said = _lazy("They can see it again.")


class KeepDelegate(_Press):
    """Keep one who acts for one for another year."""

    service = services.review
    said = _lazy("You keep them for one more year.")


class EndDelegate(_Press):
    """End that somebody acts for one."""

    service = services.end
    said = _lazy("They do not act for you any more.")
