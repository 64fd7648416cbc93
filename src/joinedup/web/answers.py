"""What a view answers with: a page, a redirect, or JSON; the status follows from the form."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from joinedup.web import filters
from joinedup.web.forms import Form


def page(
    request: HttpRequest,
    template: str,
    /,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HttpResponse:
    """A page; 422 when a form on it was refused, so that a machine can tell too."""
    answer = render(request, template, context, status=status or _status(context))
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer


def redirect(route: str, /, *args: object, **parameters: object) -> HttpResponse:
    """See other: the page to show after something was done."""
    return HttpResponseRedirect(
        reverse(route, args=args, kwargs=parameters), status=HTTPStatus.SEE_OTHER
    )


def back(request: HttpRequest, route: str, /, *args: object) -> HttpResponse:
    """See other: the page where the button was, if it is one of ours; else a page of its own."""
    return HttpResponseRedirect(
        safe_next(request, reverse(route, args=args)), status=HTTPStatus.SEE_OTHER
    )


def address(route: str, /, *args: object, **parameters: object) -> str:
    """The address of a named route."""
    return reverse(route, args=args, kwargs=parameters)


def nothing() -> HttpResponse:
    """Nothing new to say: for a poll."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def json(
    content: object, *, status: int = 200, media_type: str = "application/json"
) -> HttpResponse:
    """JSON, or a kind of JSON."""
    return HttpResponse(orjson.dumps(content), status=status, content_type=media_type)


def draft_saved(at: datetime, **hidden: object) -> HttpResponse:
    """A draft was kept: when, and what its hidden fields must say from now on."""
    fields = {name: str(value) for name, value in hidden.items()}
    return json({"saved": filters.clock_time(at), "fields": fields})


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where the page was asked to go next, if that is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else fallback


def wants_json(request: HttpRequest) -> bool:
    """Whether the asker is a program that reads JSON or FHIR, not a person at a browser."""
    if request.path_info.startswith(("/fhir/", "/api/")):
        return True
    sent = request.content_type or ""
    accepted = request.headers.get("Accept", "")
    return "json" in sent or ("json" in accepted and "text/html" not in accepted)


def _status(context: Mapping[str, Any]) -> int:
    refused = any(isinstance(v, Form) and v.is_bound and v.errors for v in context.values())
    return HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
