"""The place itself: what was loaded, how it stands, and what is not as it should be."""

from django.http import HttpResponse

from joinedup.foundation import deliveries, place
from joinedup.foundation.permissions import Permission
from joinedup.office import queries
from joinedup.office.presenters import place as presenter
from joinedup.office.presenters import undelivered
from joinedup.office.queries import agreements
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeePlace(RoomView):
    """See the place as it was loaded, its seals, its jobs and its oldest hand-off."""

    permission = Permission.PLACE_CHECK

    def get(self, request: Request) -> HttpResponse:
        """How the place stands now."""
        scope = request.actor.scope
        may_review = scope.may(Permission.DELIVERY_REVIEW)
        oldest = queries.oldest_undelivered(scope) if may_review else None
        return answers.page(
            request,
            "office/place.html",
            page=presenter.page(place.current(), place.today()),
            seals=queries.seal_state(scope),
            jobs=presenter.jobs(queries.jobs(scope)),
            undelivered_count=deliveries.undelivered_count(),
            oldest=undelivered.row(oldest, scope) if oldest else None,
        )


class SeeAgreements(RoomView):
    """See the sharing agreements of the place, their dates, and who is party to none."""

    permission = (Permission.RECORD_RESTRICT, Permission.PLACE_CHECK)

    def get(self, request: Request) -> HttpResponse:
        """Those that end first are first."""
        held = agreements.agreements(request.actor.scope)
        return answers.page(request, "office/agreements.html", held=held)


class CheckPlace(RoomView):
    """Check everything, as `joinedup check` does, which takes a while in a large store."""

    permission = Permission.PLACE_CHECK

    def get(self, request: Request) -> HttpResponse:
        """What is not as it should be."""
        found = queries.findings(request.actor.scope)
        return answers.page(
            request,
            "office/check_place.html",
            groups=presenter.groups(found),
            cautions=queries.cautions(request.actor.scope),
            is_capped=len(found) >= queries.MOST_FINDINGS,
        )
