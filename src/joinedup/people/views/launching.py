"""A person chosen in another system: opened, or stopped at where the two do not agree."""

from django.http import HttpResponse

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.office.domain.launching import Launched
from joinedup.office.queries import LAUNCHED, launched
from joinedup.people import queries, services
from joinedup.people.domain.launching import Differs
from joinedup.people.pages import launching as pages
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeLaunched(RoomView):
    """Open the person whom another system has chosen, unless who they are is not certain."""

    permission = Permission.PERSON_FIND

    def get(self, request: Request) -> HttpResponse:
        """Go on to their page; or stop, with both names, where anything does not agree."""
        found = self._launched(request)
        if found is None:
            return pages.nobody(request)
        stopped = pages.stopped(request, found)
        if stopped.matched is not None and not stopped.is_needed:
            return self._go_on(request, found, stopped.matched.card.person_id)
        return pages.stop(request, stopped)

    def post(self, request: Request) -> HttpResponse:
        """Go on to the one who was chosen here, having seen both."""
        found = self._launched(request)
        if found is None:
            return pages.nobody(request)
        stopped = pages.stopped(request, found)
        choice = request.POST.get("choice")
        if choice == "stay" and stopped.before is not None:
            return self._go_on(request, found, stopped.before.person_id)
        if choice == "open" and stopped.matched is not None:
            matched = stopped.matched
            return self._go_on(request, found, matched.card.person_id, matched.differs)
        return pages.stop(request, stopped)

    def _go_on(
        self,
        request: Request,
        found: Launched,
        person_id: PersonId,
        differs: tuple[Differs, ...] = (),
    ) -> HttpResponse:
        services.settle_launch(
            found.id,
            system=found.system,
            person_id=person_id,
            differs=differs,
            at=instant.now(),
            by=request.actor,
        )
        del request.session[LAUNCHED]
        return answers.redirect(queries.PAGE_OF_PERSON, person_id)

    def _launched(self, request: Request) -> Launched | None:
        kept = request.session.get(LAUNCHED, "")
        return launched(kept, request.actor.account_id, now=instant.now())
