"""The people whom a team has."""

from django.http import HttpResponse

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.people.queries import caseload
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeCaseload(RoomView):
    """See whom one's teams are responsible for now."""

    permission = Permission.LINE_ACCEPT

    def get(self, request: Request) -> HttpResponse:
        """A page of them, the longest with the team first."""
        scope = request.actor.scope
        team, after = request.GET.get("team", ""), request.GET.get("after", "")
        return answers.page(
            request,
            "people/caseload.html",
            page=caseload.caseload(scope, team=team, after=after),
            teams=sorted(scope.teams),
            team=team,
            after=after,
            team_name=place.current().team_name,
        )
