"""Looks at records that wait for somebody's judgement."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import glass as forms
from joinedup.people.pages import glass as own_record
from joinedup.people.pages import looks as pages
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class ListLooks(RoomView):
    """See which looks wait for somebody's judgement."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request) -> HttpResponse:
        """The longest waiting first; or those that were judged."""
        return pages.waiting(request)


class ReviewLook(RoomView):
    """Judge why somebody looked."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request, look_id: UUID) -> HttpResponse:
        """Who looked at whom, how often and on what ground."""
        return pages.review(request, look_id)

    def post(self, request: Request, look_id: UUID) -> HttpResponse:
        """Keep what was found."""
        form = forms.ReviewLook(request.POST)
        if not form.carries_out(services.review_look, look_id, by=request.actor):
            return pages.review(request, look_id, form)
        messages.success(request, _("What was found is kept."))
        return answers.redirect("people:looks")


class SayWellKnown(RoomView):
    """Ask that every look at somebody is judged."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Back to the page where the button is."""
        del request
        return answers.redirect("people:own_record", person_id)

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """From now."""
        done = _("Every look at them is judged from now.")
        return _changed(request, person_id, services.say_well_known, done)


class SayWellKnownNoLonger(RoomView):
    """Ask no more that every look at somebody is judged."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Back to the page where the button is."""
        del request
        return answers.redirect("people:own_record", person_id)

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """From now."""
        done = _("Looks at them are judged as those at anybody.")
        return _changed(request, person_id, services.say_well_known_no_longer, done)


def _changed(
    request: Request, person_id: UUID, service: Callable[..., Any], done: str
) -> HttpResponse:
    form = forms.Nothing(request.POST)
    if not form.carries_out(service, PersonId(person_id), by=request.actor):
        asked = forms.SayOwnRecord()
        return own_record.own_record(request, PersonId(person_id), asked, refused=form)
    messages.success(request, done)
    return answers.redirect("people:own_record", person_id)
