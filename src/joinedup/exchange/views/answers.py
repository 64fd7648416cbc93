"""What every answer under `/fhir/` has in common: its type, its refusals, who may ask."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar, Final

import orjson
from django.http import HttpRequest, HttpResponse

from joinedup.exchange.adapters import outcome
from joinedup.exchange.adapters.outcome import Answer
from joinedup.exchange.adapters.record_kinds import ENTRIES, NAMES, why_set_aside
from joinedup.kernel.finding import Finding
from joinedup.web.room_view import RoomView

FHIR_JSON: Final = "application/fhir+json"
JSON: Final = frozenset({FHIR_JSON, "application/json"})
SOURCE: Final = "message"
_ANY: Final = frozenset({"*/*", "application/*"})
_RELEASES: Final = ("4.0", "4.0.1")
_KEPT_OTHERWISE: Final = ("Patient", "metadata")
_UNDER: Final = "/fhir/"
_WELL_KNOWN: Final = "/fhir/.well-known/"
"""Where plain JSON is answered (RFC 8615), for whoever asks how to ask."""
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
    429: outcome.TOO_OFTEN,
    503: outcome.UNAVAILABLE,
}


class InFhir:
    """Middleware: whatever is answered under `/fhir/`, by whichever part, is answered in FHIR."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and turn a refusal to an OperationOutcome."""
        answer = self.get_response(request)
        path = request.path_info
        is_plain = path.startswith(_WELL_KNOWN) and answer.status_code == HTTPStatus.OK
        if not f"{path}/".startswith(_UNDER) or is_plain:
            return answer
        if answer.headers.get("Content-Type") != FHIR_JSON:
            is_missing = answer.status_code == HTTPStatus.NOT_FOUND
            answer = (_not_done(request) if is_missing else None) or _in_fhir(answer)
        for name in ("X-Request-Id", "X-Correlation-Id"):
            given = request.headers.get(name, "")
            if _REQUEST_ID.fullmatch(given):
                answer[name] = given
        return answer


class FhirView(RoomView):
    """Asked by a partner's system, which signs in by its token."""

    is_for_programs: ClassVar[bool] = True

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What may be done at this address, as `Allow` says: there is no more to tell."""
        answer = fhir(b"")
        answer["Allow"] = super().options(request, *args, **kwargs)["Allow"]
        return answer


def fhir(body: bytes, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """An answer in FHIR."""
    return HttpResponse(body, status=status, content_type=FHIR_JSON)


def refused(findings: list[Finding], answer: Answer | None = None) -> HttpResponse:
    """Every reason why not, answered as the first of them is."""
    status = (answer or outcome.answer_to(findings)).status
    return fhir(outcome.operation_outcome(findings, answer), status=status)


def accepts_json(request: HttpRequest) -> bool:
    """Whether the answer may be JSON."""
    accepted = {one.split(";")[0].strip() for one in request.headers.get("Accept", "").split(",")}
    return accepted == {""} or bool(accepted & (JSON | _ANY))


def not_spoken(request: HttpRequest) -> HttpResponse | None:
    """The refusal of what is not sent as FHIR, or wants another answer; nothing otherwise."""
    if request.body and request.content_type not in JSON:
        said = f"Send {FHIR_JSON}; this was {request.content_type or 'of no named type'}."
        return refused([Finding(SOURCE, "", "media_type", said)], outcome.UNSUPPORTED)
    release = (request.content_params or {}).get("fhirversion", _RELEASES[0])
    if release not in _RELEASES:
        said = f"Only FHIR R4 is spoken here: fhirVersion is 4.0, not {release[:20]}."
        return refused([Finding(SOURCE, "", "media_type", said)], outcome.UNSUPPORTED)
    if not accepts_json(request):
        said = f"The answer is {FHIR_JSON}, which the request does not accept."
        return refused([Finding(SOURCE, "", "not_acceptable", said)], outcome.NOT_ACCEPTABLE)
    return None


def _not_done(request: HttpRequest) -> HttpResponse | None:
    """What is done here at no address at all: another method, or a type that nobody keeps."""
    if request.method not in ("GET", "HEAD", "POST", "OPTIONS"):
        said = f"{request.method} is not done here. What is here is read by GET and sent by POST."
        finding = Finding(SOURCE, "", "method_not_taken", said)
        return refused([finding], outcome.METHOD_NOT_ALLOWED)
    kind = request.path_info.removeprefix(_UNDER).partition("/")[0]
    if not kind.isalpha() or kind in (*ENTRIES, *NAMES, *_KEPT_OTHERWISE):
        return None
    why = f" It {found}." if (found := why_set_aside(kind)) else ""
    said = f"{kind[:60]} is not taken here.{why} Taken are: {', '.join(sorted(ENTRIES))}, Patient."
    finding = Finding(SOURCE, "", "resource_not_taken", said)
    return refused([finding], outcome.NO_SUCH_KIND)


def _in_fhir(answer: HttpResponse) -> HttpResponse:
    told = orjson.loads(answer.content) if "json" in answer["Content-Type"] else {}
    code = told.get("code", "")
    meant = _BY_STATUS.get(answer.status_code, outcome.SERVER_ERROR)
    if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        meant = outcome.ANSWERS.get(code, outcome.UNPROCESSABLE)
    said = told.get("message") or HTTPStatus(answer.status_code).description or "Refused."
    finding = Finding(SOURCE, "", code or meant.issue, said)
    in_fhir = fhir(outcome.operation_outcome([finding], meant), status=meant.status)
    for name in _KEPT_HEADERS:
        if name in answer:
            in_fhir[name] = answer[name]
    return in_fhir
