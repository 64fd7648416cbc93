"""What somebody decides about who sees their record."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import own as pages
from joinedup.mycare.services import sharing as services
from joinedup.mycare.views.own import OwnView
from joinedup.web import answers
from joinedup.web.room_view import Request


class DecideSharing(OwnView):
    """Decide who sees one's own record, or which part is kept back."""

    def get(self, request: Request) -> HttpResponse:
        """What is asked, and what it would change."""
        return pages.decide(request, forms.DecideSharing())

    def post(self, request: Request) -> HttpResponse:
        """Keep it, from now."""
        form = forms.DecideSharing(request.POST)
        if form.carries_out(services.decide, by=request.actor):
            messages.success(request, _("We have kept what you decided. It holds from now."))
            return answers.redirect("mycare:sharing")
        return pages.decide(request, form)


class TakeBack(OwnView):
    """Take back a decision about one's own record."""

    def post(self, request: Request, decision_id: UUID) -> HttpResponse:
        """End it, from now."""
        form = forms.TakeBack(request.POST)
        if form.carries_out(services.take_back, decision_id, by=request.actor):
            messages.success(request, _("You have taken this back. It holds no more."))
            return answers.redirect("mycare:sharing")
        return pages.sharing(request, form)
