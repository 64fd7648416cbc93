"""FHIR over HTTP: messages are taken, and what this system does is told."""

import re
from collections.abc import Callable
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar, Final

import orjson
from django.http import HttpRequest, HttpResponse

from joinedup.exchange import presenters, services
from joinedup.exchange.adapters import outcome
from joinedup.exchange.adapters.capability import capability_statement
from joinedup.exchange.adapters.outcome import Answer
from joinedup.exchange.services.arrivals import Outcome, Taken
from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.kernel.finding import Finding
from joinedup.web.room_view import PUBLIC, Request, RoomView

FHIR_JSON: Final = "application/fhir+json"
_JSON: Final = frozenset({FHIR_JSON, "application/json"})
_ANY: Final = frozenset({"*/*", "application/*"})
_SOURCE: Final = "message"
_UNDER: Final = "/fhir/"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_KEPT_HEADERS: Final = ("Allow", "Retry-After", "WWW-Authenticate")
_BY_STATUS: Final = {
    400: outcome.BAD_REQUEST,
    401: outcome.UNAUTHORISED,
    403: outcome.FORBIDDEN,
    404: outcome.NOT_FOUND,
    405: outcome.METHOD_NOT_ALLOWED,
    411: outcome.BAD_REQUEST,
    413: outcome.TOO_LARGE,
    503: outcome.UNAVAILABLE,
}


class InFhir:
    """Middleware: whatever is answered under `/fhir/`, by whichever part, is answered in FHIR."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and turn a refusal to an OperationOutcome."""
        answer = self.get_response(request)
        if not request.path_info.startswith(_UNDER):
            return answer
        if answer.headers.get("Content-Type") != FHIR_JSON:
            answer = _in_fhir(answer)
        for name in ("X-Request-Id", "X-Correlation-Id"):
            given = request.headers.get(name, "")
            if _REQUEST_ID.fullmatch(given):
                answer[name] = given
        return answer


class FhirView(RoomView):
    """Asked by a partner's system, which signs in by its token."""

    is_for_programs: ClassVar[bool] = True


class ProcessMessage(FhirView):
    """Take one message of the Booking and Referral Standard."""

    permission: ClassVar[Permission] = Permission.MESSAGE_SEND

    def post(self, request: Request) -> HttpResponse:
        """Take it, all or nothing, and answer with a message or with every reason why not."""
        if request.body and request.content_type not in _JSON:
            said = f"Send {FHIR_JSON}; this was {request.content_type or 'of no named type'}."
            return _refused([Finding(_SOURCE, "", "media_type", said)], outcome.UNSUPPORTED)
        if not _accepts_json(request):
            said = f"The answer is {FHIR_JSON}, which the request does not accept."
            return _refused([Finding(_SOURCE, "", "not_acceptable", said)], outcome.NOT_ACCEPTABLE)
        taken = services.take_message(
            request.body,
            source=_SOURCE,
            partner=services.partner_of(request.actor.scope.organisation),
            say=presenters.said,
            by=request.actor,
        )
        return _answer(taken)


class Metadata(FhirView):
    """What this system does over FHIR."""

    permission: ClassVar = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """Tell anybody: it names nobody."""
        return _fhir(
            capability_statement(
                software="Joinedup",
                version=_version(),
                on=place.today(),
                endpoint=request.build_absolute_uri("/fhir"),
            )
        )


def _version() -> str:
    try:
        return version("joinedup")
    except PackageNotFoundError:
        return "not installed"


def _answer(taken: Taken) -> HttpResponse:
    if taken.outcome is Outcome.REFUSED:
        return _refused(list(taken.findings))
    if taken.answer:
        return _fhir(taken.answer)
    said = "Kept. It is applied when the referral that it is about arrives."
    return _fhir(outcome.noted("waiting", said), status=HTTPStatus.ACCEPTED)


def _refused(findings: list[Finding], answer: Answer | None = None) -> HttpResponse:
    status = (answer or outcome.answer_to(findings)).status
    return _fhir(outcome.operation_outcome(findings, answer), status=status)


def _in_fhir(answer: HttpResponse) -> HttpResponse:
    told = orjson.loads(answer.content) if "json" in answer["Content-Type"] else {}
    code = told.get("code", "")
    meant = _BY_STATUS.get(answer.status_code, outcome.SERVER_ERROR)
    if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        meant = outcome.ANSWERS.get(code, outcome.UNPROCESSABLE)
    said = told.get("message") or HTTPStatus(answer.status_code).description or "Refused."
    finding = Finding(_SOURCE, "", code or meant.issue, said)
    in_fhir = _fhir(outcome.operation_outcome([finding], meant), status=meant.status)
    for name in _KEPT_HEADERS:
        if name in answer:
            in_fhir[name] = answer[name]
    return in_fhir


def _accepts_json(request: HttpRequest) -> bool:
    accepted = {one.split(";")[0].strip() for one in request.headers.get("Accept", "").split(",")}
    return accepted == {""} or bool(accepted & (_JSON | _ANY))


def _fhir(body: bytes, *, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=FHIR_JSON)
