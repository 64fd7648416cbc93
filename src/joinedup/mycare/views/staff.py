"""What staff do about somebody's own pages: give them a letter, or close it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.mycare.forms import delegating
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import delegates as delegate_pages
from joinedup.mycare.pages import staff as pages
from joinedup.mycare.services import delegates
from joinedup.mycare.services import letters as services
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class GiveLetter(RoomView):
    """Give somebody a letter with a code, to sign in to their own care."""

    permission = Permission.LETTER_ISSUE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Whether they read online already, and what is asked."""
        return pages.give_letter(request, PersonId(person_id), forms.GiveLetter())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Make the code and show the letter, this once."""
        person, form = PersonId(person_id), forms.GiveLetter(request.POST)
        if form.carries_out(services.issue_code, person, by=request.actor):
            return pages.printed_letter(request, person, form.result)
        return pages.give_letter(request, person, form)


class CloseLetter(RoomView):
    """Close a letter's code that was not used."""

    permission = Permission.LETTER_ISSUE

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Close it."""
        person, form = PersonId(person_id), forms.CloseLetter(request.POST)
        if form.carries_out(services.revoke_code, by=request.actor):
            messages.success(request, _("The letter's code is closed"))
            return answers.redirect("mycare:letter_of", person)
        return pages.give_letter(request, person, forms.GiveLetter(), closing=form)


class Delegates(RoomView):
    """See who acts for a person on their own pages, and record one."""

    permission = Permission.LETTER_ISSUE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Each of them, and what is asked of another."""
        person = PersonId(person_id)
        return delegate_pages.delegates_of(request, person, delegating.RecordDelegate())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Record one, and show the code to hand over, this once."""
        person, form = PersonId(person_id), delegating.RecordDelegate(request.POST)
        if form.carries_out(delegates.record_delegate, person, by=request.actor):
            return delegate_pages.code_of(request, person, form.result, form.given["name"])
        return delegate_pages.delegates_of(request, person, form)


class ChangeDelegate(RoomView):
    """Suspend one who acts for a person, lift that, keep them for another year, or end it."""

    permission = Permission.LETTER_ISSUE

    def get(self, request: Request, person_id: UUID, delegation_id: UUID) -> HttpResponse:
        """How it stands, and what is asked."""
        return delegate_pages.delegate_of(request, PersonId(person_id), delegation_id)

    def post(self, request: Request, person_id: UUID, delegation_id: UUID) -> HttpResponse:
        """Do it, from now."""
        person, form = PersonId(person_id), delegating.ChangeDelegate(request.POST)
        service = _ACTS[form.cleaned_data["act"]] if form.is_valid() else delegates.suspend
        if form.carries_out(service, delegation_id, by=request.actor):
            messages.success(request, _("It holds from now"))
            return answers.redirect("mycare:delegates_of", person)
        return delegate_pages.delegate_of(request, person, delegation_id, form)


_ACTS = {
    "suspend": delegates.suspend,
    "resume": delegates.resume,
    "review": delegates.review,
    "end": delegates.end,
}
