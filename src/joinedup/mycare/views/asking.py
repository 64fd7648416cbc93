"""What somebody asks about their own record, and what staff answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import asking as pages
from joinedup.mycare.services import asking as services
from joinedup.mycare.views.own import OwnView
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeAsked(OwnView):
    """See what one asked, and the answers."""

    def get(self, request: Request) -> HttpResponse:
        """The latest first."""
        return pages.asked(request)


class AskCorrection(OwnView):
    """Ask for something in one's record to be put right."""

    def get(self, request: Request) -> HttpResponse:
        """What is asked."""
        return pages.correction(request, forms.AskCorrection())

    def post(self, request: Request) -> HttpResponse:
        """Send it to those who can put it right."""
        form = forms.AskCorrection(request.POST)
        if form.carries_out(services.ask, by=request.actor):
            messages.success(request, _("We have your question"))
            return answers.redirect("mycare:asked")
        return pages.correction(request, form)


class AskName(OwnView):
    """Ask who it was that looked."""

    def get(self, request: Request, reading_id: UUID) -> HttpResponse:
        """The look, and what is asked."""
        return pages.name(request, reading_id, forms.AskName())

    def post(self, request: Request, reading_id: UUID) -> HttpResponse:
        """Send it to whoever reviews looks."""
        form = forms.AskName(request.POST)
        if form.carries_out(services.ask, reading_id=reading_id, by=request.actor):
            messages.success(request, _("We have your question"))
            return answers.redirect("mycare:asked")
        return pages.name(request, reading_id, form)


class ListRequests(RoomView):
    """See what people asked about their own records, and what waits for an answer."""

    permission = (Permission.PERSON_CORRECT, Permission.READING_REVIEW)

    def get(self, request: Request) -> HttpResponse:
        """Those that wait, oldest first; or those that were answered."""
        return pages.requests(request)


class AnswerRequest(RoomView):
    """Answer what somebody asked about their own record."""

    permission = (Permission.PERSON_CORRECT, Permission.READING_REVIEW)

    def get(self, request: Request, asking_id: UUID) -> HttpResponse:
        """What was asked, and the answer that they read."""
        return pages.request_page(request, asking_id)

    def post(self, request: Request, asking_id: UUID) -> HttpResponse:
        """Keep the answer."""
        form = forms.Answer(request.POST)
        if form.carries_out(services.answer, asking_id, by=request.actor):
            messages.success(request, _("Answered"))
            return answers.redirect("mycare:requests")
        return pages.request_page(request, asking_id, form)
