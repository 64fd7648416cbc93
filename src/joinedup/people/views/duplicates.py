"""Saying of two entries whether they are one person, and parting them again."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import duplicates as forms
from joinedup.people.forms import index as finding
from joinedup.people.pages import duplicates as pages
from joinedup.people.presenters import duplicates as presenter
from joinedup.people.queries import duplicates as queries
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request, RoomView


class ListDuplicates(RoomView):
    """See which entries may be one person, the likeliest first."""

    permission = Permission.PERSON_MERGE

    def get(self, request: Request) -> HttpResponse:
        """A page of them, after the one named in the address."""
        return pages.listed(request, request.GET.get("after", ""))


class SeePair(RoomView):
    """See two entries side by side."""

    permission = Permission.PERSON_MERGE

    def get(self, request: Request, pair_id: UUID) -> HttpResponse:
        """The two, and what can be said of them."""
        return pages.pair(request, queries.compared_pair(request.actor.scope, pair_id))


class FindOtherRecord(RoomView):
    """Find another record that may be of the same person."""

    permission = Permission.PERSON_MERGE
    is_search = True

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """One box."""
        return pages.find_other(request, PersonId(person_id), finding.FindPeople())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Who answers what was typed; or the pair, once one of them is chosen."""
        if "other" not in request.POST:
            search = finding.FindPeople(request.POST)
            return pages.find_other(request, PersonId(person_id), search)
        form = forms.AskAbout(request.POST)
        if form.carries_out(services.ask_about, PersonId(person_id), by=request.actor):
            return answers.redirect("people:pair", form.result)
        return pages.find_other(request, PersonId(person_id), form)


class SayOnePerson(RoomView):
    """Say that two entries are one person."""

    permission = Permission.PERSON_MERGE

    def post(self, request: Request, pair_id: UUID) -> HttpResponse:
        """Join them."""
        compared = queries.compared_pair(request.actor.scope, pair_id)
        form = forms.OnePerson(request.POST, entries=presenter.entries(compared))
        if form.carries_out(services.join_people, pair_id, by=request.actor):
            messages.success(request, _("Joined. It can be undone on this page for 30 days."))
            return answers.redirect("desk:person", form.result)
        return pages.pair(request, compared, refused=form)


class _SayOfPair(RoomView):
    permission = Permission.PERSON_MERGE
    form_class: ClassVar[type[Form]]
    service: ClassVar[Callable[..., Any]]

    def post(self, request: Request, pair_id: UUID) -> HttpResponse:
        """Keep the answer, and show the list."""
        form = self.form_class(request.POST)
        if form.carries_out(type(self).service, pair_id, by=request.actor):
            messages.success(request, _("Kept, with your name"))
            return answers.redirect("people:duplicates")
        compared = queries.compared_pair(request.actor.scope, pair_id)
        return pages.pair(request, compared, refused=form)


class SayTwoPeople(_SayOfPair):
    """Say that two entries are two people."""

    form_class = forms.TwoPeople
    service = staticmethod(services.say_two_people)


class SayCannotTell(_SayOfPair):
    """Say that it cannot be told yet."""

    form_class = forms.CannotTell
    service = staticmethod(services.cannot_tell)


class PartPeople(RoomView):
    """Say that somebody joined to another is another person after all."""

    permission = Permission.PERSON_MERGE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Who was joined to whom, and the reason is asked."""
        return pages.part(request, person_id, None)

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Part them."""
        form = forms.PartPeople(request.POST)
        if form.carries_out(services.part_people, PersonId(person_id), by=request.actor):
            messages.success(request, _("They are two people again, each with what was theirs"))
            return answers.redirect("desk:person", form.result)
        return pages.part(request, person_id, form)
