"""What was done on paper while nothing answered, and where each sheet is entered."""

from django.http import HttpResponse

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.referrals.presenters import names
from joinedup.referrals.queries import pack as queries
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView

SYSTEM_DOWN = "system_down"


class EnterFromPaper(RoomView):
    """See where each kind of sheet is entered, with both times."""

    permission = Permission.DUTY_SEE

    def get(self, request: Request) -> HttpResponse:
        """The forms that take what happened before it is written down."""
        scope, here = request.actor.scope, place.current()
        late = {one.code: one.staff for one in here.reasons_for(ReasonKind.LATE_ENTRY)}
        return answers.page(
            request,
            "referrals/paper.html",
            last_packed_at=queries.last_packed_at(),
            takes_calls=scope.may(Permission.CALL_TAKE),
            sees_queue=scope.may(Permission.QUEUE_SEE),
            records_contacts=scope.may(Permission.CONTACT_RECORD),
            accepts=scope.may(Permission.LINE_ACCEPT),
            may_hand_over=scope.may(Permission.DUTY_HAND_OVER),
            reason=late.get(SYSTEM_DOWN) or next(iter(late.values()), ""),
            names=names.here(),
        )
