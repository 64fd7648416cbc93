"""Opening a record in an emergency, closing it again, and reviewing that it was."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.forms import glass as forms
from joinedup.people.pages import glass as pages
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class BreakGlass(RoomView):
    """Open a record in an emergency, without a part in the person's care."""

    permission = Permission.GLASS_BREAK

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What it means, and why."""
        return pages.ask(request, PersonId(person_id), forms.BreakGlass())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Open it for three hours."""
        form = forms.BreakGlass(request.POST)
        if form.carries_out(services.break_glass, PersonId(person_id), by=request.actor):
            messages.success(request, _("The record is open to you. The privacy officer was told."))
            return answers.redirect("desk:person", form.result)
        return pages.ask(request, PersonId(person_id), form)


class CloseGlass(RoomView):
    """Close a record again that was opened in an emergency."""

    permission = Permission.GLASS_BREAK

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Close it; one that is closed already stays so."""
        form = forms.Nothing(request.POST)
        if form.carries_out(services.close_glass, PersonId(person_id), by=request.actor):
            messages.success(request, _("The record is closed to you again."))
        else:
            messages.info(request, _("It was closed already."))
        return answers.redirect("desk:home")


class ClaimCare(RoomView):
    """Say that one cares for somebody now, where nothing here says so yet."""

    permission = Permission.CARE_CLAIM

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What it means, and why."""
        return pages.ask_claim(request, PersonId(person_id), forms.ClaimCare())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Begin it for a day."""
        form = forms.ClaimCare(request.POST)
        if form.carries_out(services.claim_care, PersonId(person_id), by=request.actor):
            messages.success(
                request, _("It is open to you for a day. The privacy officer was told.")
            )
            return answers.redirect("desk:person", form.result)
        return pages.ask_claim(request, PersonId(person_id), form)


class EndClaim(RoomView):
    """Say that one cares for somebody no longer."""

    permission = Permission.CARE_CLAIM

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """End it; one that is over already stays so."""
        form = forms.Nothing(request.POST)
        if form.carries_out(services.end_claim, PersonId(person_id), by=request.actor):
            messages.success(request, _("The record is closed to you again."))
        else:
            messages.info(request, _("It was closed already."))
        return answers.redirect("desk:home")


class ListBroken(RoomView):
    """See which records were opened on one's own word and wait for review."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request) -> HttpResponse:
        """The longest waiting first; or those that were reviewed."""
        return pages.waiting(request)


class ReviewGlass(RoomView):
    """Review that a record was opened in an emergency."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request, glass_id: UUID) -> HttpResponse:
        """Who, whose, why, what they looked at, and what was found."""
        return pages.review(request, glass_id)

    def post(self, request: Request, glass_id: UUID) -> HttpResponse:
        """Say what was found."""
        form = forms.ReviewGlass(request.POST)
        if form.carries_out(services.review_glass, glass_id, by=request.actor):
            messages.success(request, _("Reviewed"))
            return answers.redirect("people:broken")
        return pages.review(request, glass_id, form)


class SayRead(RoomView):
    """Say that one has read that the record of somebody whom one is to visit was opened."""

    permission = Permission.LINE_ACCEPT

    def post(self, request: Request, glass_id: UUID) -> HttpResponse:
        """Keep it, and show it no more."""
        form = forms.Nothing(request.POST)
        if not form.carries_out(services.read_of_glass, glass_id, by=request.actor):
            messages.info(request, _("It was not kept: try again."))
        return answers.redirect("desk:home")


class SayOwnRecord(RoomView):
    """Say that somebody in the index works here."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Their user name is asked."""
        return pages.own_record(request, PersonId(person_id), forms.SayOwnRecord())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Keep it from now."""
        form = forms.SayOwnRecord(request.POST)
        if form.carries_out(services.say_own_record, PersonId(person_id), by=request.actor):
            messages.success(
                request, _("They never open this record, nor their family's, as staff.")
            )
            return answers.redirect("people:own_record", person_id)
        return pages.own_record(request, PersonId(person_id), form)


class TakeBackOwnRecord(RoomView):
    """Say that somebody in the index does not work here, or no longer."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Back to the page where the button is."""
        del request
        return answers.redirect("people:own_record", person_id)

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """End it from now; what was said stays in the log."""
        form = forms.TakeBackOwnRecord(request.POST)
        service = services.take_back_own_record
        if not form.carries_out(service, PersonId(person_id), by=request.actor):
            return pages.own_record(
                request, PersonId(person_id), forms.SayOwnRecord(), refused=form
            )
        messages.success(request, _("It is said of them no more."))
        return answers.redirect("people:own_record", person_id)
