"""What was agreed with a person: read, written, looked at again and answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.plans import forms, pages, services
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class ListWaiting(RoomView):
    """See which agreements wait for oneself: to be looked at again, or for an answer."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request) -> HttpResponse:
        """The longest waiting first."""
        return pages.waiting(request)


class SeeAgreements(RoomView):
    """See what was agreed with a person."""

    permission = Permission.RECORD_SEE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What stands, and the earlier ones."""
        return pages.agreements(request, person_id)


class PrintAgreement(RoomView):
    """Print what was agreed, for the fridge."""

    permission = Permission.RECORD_SEE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """One sheet, in usual or large print."""
        return pages.sheet(request, person_id)


class WriteAgreement(RoomView):
    """Write what was agreed with a person."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Begun with the words of what stands."""
        return pages.write(request, person_id)

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Keep it; what stood before stays readable."""
        form = forms.WriteAgreement(request.POST)
        if form.carries_out(services.write_agreement, PersonId(person_id), by=request.actor):
            messages.success(request, _("Written. They read it on their own pages."))
            return answers.redirect("plans:agreements", person_id)
        return pages.write(request, person_id, form)


class ReviewAgreement(RoomView):
    """Look again at what was agreed."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, agreement_id: UUID) -> HttpResponse:
        """What was agreed, and what was kept of it."""
        return pages.review(request, agreement_id)

    def post(self, request: Request, agreement_id: UUID) -> HttpResponse:
        """Keep the review; where it has to change, the new one is written next."""
        form = forms.ReviewAgreement(request.POST)
        if form.carries_out(services.review_agreement, agreement_id, by=request.actor):
            messages.success(request, _("Looked at again"))
            changes = form.cleaned_data["found"] == "changed"
            return answers.redirect("plans:write" if changes else "plans:agreements", form.result)
        return pages.review(request, agreement_id, form)


class AnswerReply(RoomView):
    """Answer what the person wants changed."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, reply_id: UUID) -> HttpResponse:
        """What they want, and the answer."""
        return pages.reply(request, reply_id)

    def post(self, request: Request, reply_id: UUID) -> HttpResponse:
        """Keep the answer, which they read."""
        form = forms.AnswerReply(request.POST)
        if form.carries_out(services.answer_reply, reply_id, by=request.actor):
            messages.success(request, _("Answered"))
            return answers.redirect("plans:agreements", form.result)
        return pages.reply(request, reply_id, form)
