"""Which opt-outs of a person are kept to."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.queries import opt_outs
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeOptOuts(RoomView):
    """See which opt-outs of a person are kept to, and when they were checked."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Type 1 as their practice recorded it, and when the national choice was asked last."""
        scope = request.actor.scope
        page = queries.person_page(scope, PersonId(person_id))
        return answers.page(
            request,
            "people/opt_outs.html",
            card=page.card,
            opt_outs=opt_outs.opt_outs_of(scope, page.card, page.ids),
        )
