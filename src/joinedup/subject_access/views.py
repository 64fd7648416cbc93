"""Answering requests for a copy of all that is held of somebody."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.foundation.permissions import Permission
from joinedup.kernel.purposes import Purpose
from joinedup.subject_access import forms, pages, queries, services
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request, RoomView
from joinedup.web.sentences.kinds import Sentence


class AccessView(RoomView):
    """A page for whoever answers requests for a copy; a use that the law demands."""

    permission = Permission.SUBJECT_ACCESS
    purpose = Purpose.LEGAL_DUTY


class ListRequests(AccessView):
    """See requests for a copy, the soonest due first."""

    def get(self, request: Request) -> HttpResponse:
        """Those that are open, each with the days that are left."""
        return pages.listed(request)


class OpenRequest(AccessView):
    """Open a request for a copy."""

    def get(self, request: Request) -> HttpResponse:
        """What is asked."""
        return pages.ask(request, forms.OpenRequest())

    def post(self, request: Request) -> HttpResponse:
        """Open it; the worker gathers what is held."""
        form = forms.OpenRequest(request.POST)
        if form.carries_out(services.open_request, by=request.actor):
            return answers.redirect("subject_access:request", form.result)
        return pages.ask(request, form)


class SeeRequest(AccessView):
    """See a request: where it stands, and what is to be judged."""

    def get(self, request: Request, request_id: UUID) -> HttpResponse:
        """The whole of it."""
        return pages.one(request, request_id)


class Step(AccessView):
    """Do the next thing with a request."""

    form: ClassVar[type[Form]] = forms.Step
    service: ClassVar[Callable[..., Any]]
    said: ClassVar[Sentence]

    def post(self, request: Request, request_id: UUID) -> HttpResponse:
        """Do it, and go back to the request."""
        form = self.form(request.POST)
        if form.carries_out(type(self).service, request_id, by=request.actor):
            messages.success(request, str(self.said))
            return answers.redirect("subject_access:request", request_id)
        return pages.one(request, request_id, form)


class JudgeRow(AccessView):
    """Judge one row of what is to be given."""

    def post(self, request: Request, request_id: UUID, row_id: UUID) -> HttpResponse:
        """Keep what was judged."""
        form = forms.Judge(request.POST)
        if form.carries_out(services.judge, row_id, by=request.actor):
            messages.success(request, _("Kept"))
            return answers.redirect("subject_access:request", request_id)
        return pages.one(request, request_id, form, row_id=row_id)


class JudgeAll(Step):
    """Leave what is about others out of every row that waits for that alone."""

    service = services.judge_as_suggested
    said = _lazy("What is about others is left out of those rows")


class LeaveOut(Step):
    """Leave more names out."""

    form = forms.LeaveOut
    service = services.leave_out
    said = _lazy("It is gathered anew, which may take a minute")


class Extend(Step):
    """Take two more months."""

    form = forms.Extend
    service = services.extend
    said = _lazy("Two more months are taken: tell whoever asked, and why")


class Release(Step):
    """Let the copy be made."""

    form = forms.Release
    service = services.release
    said = _lazy("Released: the copy is made now, which may take a minute")


class MakeAgain(Step):
    """Have a copy that was taken made anew."""

    service = services.make_again
    said = _lazy("Review it again, and release it: a new copy is made")


class Close(Step):
    """Close a request."""

    form = forms.Close
    service = services.close_request
    said = _lazy("The request is closed")


class TakeCopy(AccessView):
    """Take the copy, once."""

    def post(self, request: Request, request_id: UUID) -> HttpResponse:
        """The file; it is kept here no longer."""
        form = forms.Step(request.POST)
        if not form.carries_out(services.take, request_id, by=request.actor):
            return pages.one(request, request_id, form)
        queries.request(request.actor.scope, request_id)
        answer = HttpResponse(form.result, content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="copy-{request_id}.zip"'
        answer["Cache-Control"] = "no-store"
        return answer
