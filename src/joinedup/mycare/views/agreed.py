"""What was agreed with whoever the care is about, and what they say of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.mycare.forms import agreed as forms
from joinedup.mycare.pages import agreed as pages
from joinedup.mycare.services import agreed as services
from joinedup.mycare.views.own import OwnView
from joinedup.web import answers
from joinedup.web.room_view import Request


class SeeAgreed(OwnView):
    """See what was agreed with oneself."""

    def get(self, request: Request) -> HttpResponse:
        """Goals, who does what, and when we look again."""
        return pages.agreed(request)


class PrintAgreed(OwnView):
    """Print what was agreed, for the fridge."""

    def get(self, request: Request) -> HttpResponse:
        """One sheet."""
        return pages.sheet(request)


class Agree(OwnView):
    """Agree to what was offered."""

    def get(self, request: Request) -> HttpResponse:
        """Asked once more."""
        return pages.agree(request)

    def post(self, request: Request) -> HttpResponse:
        """Keep that they agree."""
        form = forms.Agree(request.POST)
        if form.carries_out(services.agree, by=request.actor):
            messages.success(request, _("Thank you. You said that you agree."))
            return answers.redirect("mycare:agreed")
        return pages.agree(request, form)


class WantChange(OwnView):
    """Want something changed in what was agreed."""

    def get(self, request: Request) -> HttpResponse:
        """What it is, in their words."""
        return pages.change(request)

    def post(self, request: Request) -> HttpResponse:
        """Send it to whoever looks after their care."""
        form = forms.WantChange(request.POST)
        if form.carries_out(services.want_change, by=request.actor):
            messages.success(
                request, _("We have what you want to change. We will answer you here.")
            )
            return answers.redirect("mycare:agreed")
        return pages.change(request, form)
