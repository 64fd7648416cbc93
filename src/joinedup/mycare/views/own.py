"""What somebody sees of their own care, one thing a page."""

from django.http import HttpResponse

from joinedup.foundation.permissions import Permission
from joinedup.mycare.pages import own as pages
from joinedup.mycare.pages import record
from joinedup.mycare.queries import delegates
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class OwnView(RoomView):
    """A page for whoever the care is about: it shows nobody else."""

    permission = Permission.OWN_CARE


class SeeMyCare(OwnView):
    """See the first page of one's own care."""

    def get(self, request: Request) -> HttpResponse:
        """Who is coming, what to do if it gets worse, and the way to everything else."""
        if delegates.acts_only(request.actor.scope):
            return answers.redirect("mycare:acting")
        return pages.home(request)


class SeeComing(OwnView):
    """See who is coming, by when, and how to check that it is them."""

    def get(self, request: Request) -> HttpResponse:
        """Each of them, and what to do at the door."""
        return pages.coming(request)


class SeeNext(OwnView):
    """See what happens next with everything that was asked for."""

    def get(self, request: Request) -> HttpResponse:
        """Each thing, as it stands."""
        return pages.next_steps(request)


class SeeIfWorse(OwnView):
    """See what to do if it gets worse."""

    def get(self, request: Request) -> HttpResponse:
        """Whom to ring, and what was said to look out for."""
        return pages.worse(request)


class SeeMyPeople(OwnView):
    """See who helps, each with what they are to the person."""

    def get(self, request: Request) -> HttpResponse:
        """The practice, the teams, those who come, family and carers."""
        return pages.my_people(request)


class SeeRecord(OwnView):
    """See the parts of one's own record."""

    def get(self, request: Request) -> HttpResponse:
        """Each part, and how much there is to read of it."""
        return record.record(request)


class SeePart(OwnView):
    """See one part of one's own record."""

    def get(self, request: Request, part: str) -> HttpResponse:
        """What it holds, the newest first."""
        return record.part(request, part)


class SeeSharing(OwnView):
    """See who can see one's record, and what can be changed about it."""

    def get(self, request: Request) -> HttpResponse:
        """Who may look, and whom to ring to say no."""
        return pages.sharing(request)


class SeeLooks(OwnView):
    """See who has looked at one's record."""

    def get(self, request: Request) -> HttpResponse:
        """By role and organisation, newest first."""
        return pages.looks(request)


class Print(OwnView):
    """Print what whoever comes to one's home should read: in usual or large print."""

    def get(self, request: Request) -> HttpResponse:
        """One sheet for the fridge."""
        return pages.sheet(request)


class SeeSignIn(OwnView):
    """See how one signs in, and change it."""

    def get(self, request: Request) -> HttpResponse:
        """The ways in, and the way out."""
        return pages.account(request)
