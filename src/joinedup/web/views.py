"""Pages of no room: the first page, the pulse of the process, the pages of the footer."""

from typing import Final

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.web import answers
from joinedup.web.room_view import PUBLIC, SIGNED_IN, Request, RoomView

_DESK: Final = "desk:home"
_OWN_CARE: Final = "mycare:home"


class Home(RoomView):
    """The first page of whoever signed in: their desk, or their own care."""

    permission = SIGNED_IN
    is_for_residents = True

    def get(self, request: Request) -> HttpResponse:
        """Go to the desk, or show a plain first page where there is none."""
        try:
            is_own = request.actor.scope.may(Permission.OWN_CARE)
            return redirect(reverse(_OWN_CARE if is_own else _DESK))
        except NoReverseMatch:
            return answers.page(request, "web/home.html")


class Health(RoomView):
    """Whether this process lives and reaches its store."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say `ok`, or 503 when the store does not answer."""
        del request
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return HttpResponse("the store does not answer\n", "text/plain", status=503)
        return HttpResponse("ok\n", "text/plain")


class About(RoomView):
    """What every public service says about itself."""

    permission = PUBLIC
    topic = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one of the pages of the footer."""
        front_door = place.current().front_door
        return answers.page(request, f"web/about_{self.topic}.html", front_door=front_door)
