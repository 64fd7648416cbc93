"""Messages over HTTP, each taken all or nothing and answered; and what this system does."""

from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from joinedup.exchange import presenters, services
from joinedup.exchange.adapters import outcome
from joinedup.exchange.adapters.capability import Able, capability_statement
from joinedup.exchange.services.arrivals import Outcome, Taken
from joinedup.exchange.views import reading, taking
from joinedup.exchange.views.answers import SOURCE, FhirView, fhir, not_spoken, refused
from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.web.room_view import PUBLIC, Request


class ProcessMessage(FhirView):
    """Take one message of the Booking and Referral Standard."""

    permission: ClassVar[Permission] = Permission.MESSAGE_SEND

    def post(self, request: Request) -> HttpResponse:
        """Take it, all or nothing, and answer with a message or with every reason why not."""
        if refusal := not_spoken(request):
            return refusal
        taken = services.take_message(
            request.body,
            source=SOURCE,
            partner=services.partner_of(request.actor.scope.organisation),
            say=presenters.said,
            by=request.through,
        )
        return _answer(taken)


class Metadata(FhirView):
    """What this system does over FHIR."""

    permission: ClassVar = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """Tell anybody: it names nobody."""
        return fhir(
            capability_statement(
                software="Joinedup",
                version=_version(),
                on=place.today(),
                endpoint=request.build_absolute_uri("/fhir"),
                able=_able(),
            )
        )


def _able() -> list[Able]:
    read = {one.kind: one.known for one in reading.READABLE}
    kinds = sorted({*read, *taking.POSTED})
    return [Able(kind, read.get(kind, {}), kind in taking.POSTED) for kind in kinds]


def _version() -> str:
    try:
        return version("joinedup")
    except PackageNotFoundError:
        return "not installed"


def _answer(taken: Taken) -> HttpResponse:
    if taken.outcome is Outcome.REFUSED:
        return refused(list(taken.findings))
    if taken.answer:
        return fhir(taken.answer)
    said = "Kept. It is applied when the referral that it is about arrives."
    return fhir(outcome.noted("waiting", said), status=HTTPStatus.ACCEPTED)
