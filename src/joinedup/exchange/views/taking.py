"""Resources and Bundles that partners' systems post: taken, or refused entry by entry."""

from typing import ClassVar, Final

from django.http import HttpResponse

from joinedup.exchange import presenters, services
from joinedup.exchange.adapters import outcome
from joinedup.exchange.adapters.bundle_response import (
    CREATED,
    NOT_KEPT,
    OK,
    EntryAnswer,
    bundle_response,
)
from joinedup.exchange.adapters.record_kinds import ENTRIES, NAMES
from joinedup.exchange.services.arrivals import Outcome, Taken
from joinedup.exchange.views.answers import SOURCE, FhirView, fhir, not_spoken, refused
from joinedup.foundation.permissions import Permission
from joinedup.web.room_view import Request, permit

POSTED: Final = (*ENTRIES, *sorted(NAMES), "Patient")
_SAID: Final = {
    Outcome.ACCEPTED: ("taken", "Taken."),
    Outcome.CORRECTED: (
        "corrected",
        "Taken as a correction: what it said before stays beside it, as corrected.",
    ),
    Outcome.STRUCK: (
        "struck_out",
        "Taken as entered in error: it is struck out, and stays to be read as such.",
    ),
    Outcome.UNCHANGED: ("unchanged", "This was here already, and is as it was."),
    Outcome.NOT_KEPT: ("not_kept", NOT_KEPT),
}


_REMARKED: Final = frozenset({Outcome.CORRECTED, Outcome.STRUCK, Outcome.NOT_KEPT})


class KindConverter:
    """The name of a type that may be posted, in an address."""

    regex = "|".join(POSTED)

    def to_python(self, value: str) -> str:
        """The name itself."""
        return value

    def to_url(self, value: str) -> str:
        """The name itself."""
        return value


class TakesResources:
    """What a door does with something posted to it, whoever answers there otherwise."""

    def take(self, request: Request, type_name: str) -> HttpResponse:
        """Take it, and say of it, or of each of its entries, what became of it."""
        permit(request, Permission.MESSAGE_SEND)
        if refusal := not_spoken(request):
            return refusal
        as_what, taken = services.take_posted(
            request.body,
            type_name=type_name,
            source=SOURCE,
            partner=services.partner_of(request.actor.scope.organisation),
            say=presenters.said,
        )
        if not taken.entries:
            return refused([finding for one in taken.counts for finding in one.findings])
        if type_name:
            return _one(taken.entries[0])
        return fhir(bundle_response(as_what, [_entry(one) for one in taken.entries]))


class TakeBundle(TakesResources, FhirView):
    """Take a transaction, all or nothing, or a batch, entry by entry."""

    permission: ClassVar[Permission] = Permission.MESSAGE_SEND

    def post(self, request: Request) -> HttpResponse:
        """Take it, and answer with a Bundle of what became of each entry."""
        return self.take(request, "")


class TakeResource(TakesResources, FhirView):
    """Take one resource."""

    permission: ClassVar[Permission] = Permission.MESSAGE_SEND

    def post(self, request: Request, kind: str) -> HttpResponse:
        """Take it, or answer with every reason why not."""
        return self.take(request, kind)


def _one(taken: Taken) -> HttpResponse:
    if taken.findings:
        return refused(list(taken.findings))
    code, said = _SAID[taken.outcome]
    is_new = taken.outcome is Outcome.ACCEPTED
    answer = fhir(outcome.noted(code, said), status=CREATED if is_new else OK)
    if taken.location:
        answer["Location"] = taken.location
    return answer


def _entry(taken: Taken) -> EntryAnswer:
    return EntryAnswer(
        is_new=taken.outcome is Outcome.ACCEPTED,
        location=taken.location,
        remark=_SAID[taken.outcome] if taken.outcome in _REMARKED else None,
        findings=taken.findings,
    )
