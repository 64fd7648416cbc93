"""What somebody says of how their care was."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.mycare.pages import voicing as pages
from joinedup.mycare.services import voicing as services
from joinedup.mycare.views.own import OwnView
from joinedup.web import answers
from joinedup.web.questionnaire import OfAPerson
from joinedup.web.room_view import Request


class TellHowItWas(OwnView):
    """Say how one's care was."""

    def get(self, request: Request) -> HttpResponse:
        """Nine things, each of which can be passed over; or that it was said."""
        return pages.how_it_was(request, OfAPerson())

    def post(self, request: Request) -> HttpResponse:
        """Keep it without a name."""
        form = OfAPerson(request.POST)
        if form.carries_out(services.tell_how_it_was, by=request.actor):
            messages.success(request, _("Thank you. We have kept it without your name."))
            return answers.redirect("mycare:home")
        return pages.how_it_was(request, form)
