"""What pages of apps on other sites may ask here from within a browser (the Fetch standard)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from joinedup.foundation import instant, smart

_PUBLIC: Final = ("/fhir/metadata", "/fhir/.well-known/smart-configuration")
_TOLD: Final = "ETag, Last-Modified, Location, Retry-After, X-Request-Id"
_MAY_SEND: Final = "Authorization, Accept, Content-Type, If-None-Match, Prefer, X-Request-Id"


class CrossOrigin:
    """Middleware: pages of a registered app may read what comes back, and no others.

    Nothing is ever asked with the cookies of whoever is signed in: an app brings its token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and say whose pages may read the answer."""
        origin = request.headers.get("Origin", "")
        if not origin or not _is_asked_by_apps(request):
            return self.get_response(request)
        is_public = request.path_info in _PUBLIC
        if not is_public and not smart.is_origin_known(origin, at=instant.now()):
            return self.get_response(request)
        wanted = request.headers.get("Access-Control-Request-Method")
        is_before = request.method == "OPTIONS" and wanted is not None
        answer = HttpResponse(status=HTTPStatus.NO_CONTENT) if is_before else None
        answer = answer or self.get_response(request)
        answer["Access-Control-Allow-Origin"] = "*" if is_public else origin
        if is_before:
            answer["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
            answer["Access-Control-Allow-Headers"] = _MAY_SEND
            answer["Access-Control-Max-Age"] = "600"
        answer["Access-Control-Expose-Headers"] = _TOLD
        answer["Vary"] = "Origin"
        return answer


def _is_asked_by_apps(request: HttpRequest) -> bool:
    path = request.path_info
    return path.startswith("/fhir/") or path == reverse("exchange:give_token")
