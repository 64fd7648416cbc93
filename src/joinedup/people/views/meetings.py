"""Meetings about people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import queries, services
from joinedup.people.forms import meetings as forms
from joinedup.people.queries import meetings
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class ListMeetings(RoomView):
    """See the meetings that one attends."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request) -> HttpResponse:
        """Those to come, and those of the last month."""
        scope = request.actor.scope
        return answers.page(
            request,
            "people/meetings.html",
            rows=meetings.meetings(scope),
            may_call=scope.may(Permission.RECORD_ADD),
        )


class CallMeeting(RoomView):
    """Call a meeting about people."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request) -> HttpResponse:
        """Empty boxes."""
        return answers.page(request, "people/call_meeting.html", form=forms.CallMeeting())

    def post(self, request: Request) -> HttpResponse:
        """Call it; people are put on its agenda from their pages."""
        form = forms.CallMeeting(request.POST)
        if form.carries_out(services.call_meeting, by=request.actor):
            messages.success(request, _("Called. Put people on its agenda from their pages."))
            return answers.redirect("people:meeting", form.result)
        return answers.page(request, "people/call_meeting.html", form=form)


class SeeMeeting(RoomView):
    """See a meeting that one attends, and cancel it as its chair."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request, meeting_id: UUID) -> HttpResponse:
        """Who attends, and whom it is about."""
        page = meetings.meeting(request.actor.scope, meeting_id)
        form = forms.CancelMeeting(initial={"seen": page.row.version})
        return _shown(request, page, form)


class CancelMeeting(RoomView):
    """Cancel a meeting, as its chair."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, meeting_id: UUID) -> HttpResponse:
        """The button is on its page."""
        del request
        return answers.redirect("people:meeting", meeting_id)

    def post(self, request: Request, meeting_id: UUID) -> HttpResponse:
        """Cancel it; whoever is on its agenda is closed at once."""
        form = forms.CancelMeeting(request.POST)
        if form.carries_out(services.cancel_meeting, meeting_id, by=request.actor):
            messages.success(request, _("Cancelled"))
            return answers.redirect("people:meetings")
        return _shown(request, meetings.meeting(request.actor.scope, meeting_id), form)


class PutOnAgenda(RoomView):
    """Put a person on the agenda of a meeting."""

    permission = Permission.RECORD_ADD

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Of which, and why."""
        offered = meetings.meetings(request.actor.scope, only_open=True)
        return _asked(request, person_id, forms.PutOnAgenda(meetings=offered))

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Put them there."""
        offered = meetings.meetings(request.actor.scope, only_open=True)
        form = forms.PutOnAgenda(request.POST, meetings=offered)
        if form.carries_out(services.put_on_agenda, PersonId(person_id), by=request.actor):
            messages.success(request, _("On the agenda"))
            return answers.redirect("people:meeting", form.given["meeting_id"])
        return _asked(request, person_id, form)


class TakeOffAgenda(RoomView):
    """Take a person off the agenda of a meeting."""

    permission = Permission.RECORD_ADD

    def post(self, request: Request, item_id: UUID) -> HttpResponse:
        """Take them off; closed at once to those who attend."""
        form = forms.TakeOff(request.POST)
        if form.carries_out(services.take_off_agenda, item_id, by=request.actor):
            messages.success(request, _("Taken off the agenda"))
            return answers.redirect("people:meeting", form.result)
        messages.info(request, _("It was not changed: see the page of the meeting."))
        return answers.redirect("people:meetings")


def _shown(request: Request, page: meetings.MeetingPage, form: forms.CancelMeeting) -> HttpResponse:
    may_change = request.actor.scope.may(Permission.RECORD_ADD)
    return answers.page(request, "people/meeting.html", page=page, form=form, may_change=may_change)


def _asked(request: Request, person_id: UUID, form: forms.PutOnAgenda) -> HttpResponse:
    card = queries.person_page(request.actor.scope, PersonId(person_id)).card
    return answers.page(request, "people/put_on_agenda.html", card=card, form=form)
