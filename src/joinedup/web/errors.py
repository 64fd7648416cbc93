"""The one place that turns an error to HTTP: five kinds that we raise, and anything else."""

import logging
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation import accounts, journey
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import ACCESS_RESTRICTED, DECIDED_BY_THEM
from joinedup.kernel.errors import (
    Conflict,
    JoinedupError,
    NotFound,
    NotPermitted,
    Refused,
    Unavailable,
)
from joinedup.kernel.ids import AccountId
from joinedup.web import answers, logs, words
from joinedup.web.typed import Typed, given_back
from joinedup.web.words import Explained

log: Final = logging.getLogger("joinedup.web")

_RETRY_SECONDS: Final = "5"


@dataclass(frozen=True, slots=True)
class Since:
    """One thing recorded since the viewer opened the page, and by whom."""

    at: datetime
    who: str
    what: str
    chosen: str


def answer(request: HttpRequest, error: JoinedupError) -> HttpResponse:
    """The answer to one of our five kinds of error."""
    match error:
        case Refused():
            return _refused(request, error)
        case NotPermitted():
            return _not_permitted(request, error)
        case NotFound():
            return _missing(request, error.code)
        case Conflict():
            return _conflict(request, error)
        case Unavailable():
            return _unavailable(request, error)
        case _:
            return failed(request, error)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, or outside what this viewer may search: the two look alike on purpose."""
    del exception
    return _missing(request, NotFound.code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page of ours makes."""
    away = _store_failure_behind(exception)
    if away is not None:
        return _store_away(request, away)
    return _say(request, HTTPStatus.BAD_REQUEST, "bad_request", _("That request made no sense"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused by Django itself."""
    del exception
    return _say(request, HTTPStatus.FORBIDDEN, "forbidden", _("You may not do this"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or whose session has gone."""
    del reason
    title = _("This page is out of date")
    return _say(request, HTTPStatus.FORBIDDEN, "csrf_failed", title, typed=what_was_typed(request))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many attempts at signing in: after five minutes the library forgets them all."""
    del exception
    return too_often(request, seconds=300)


def too_often(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """Asked more often than is allowed; after that many seconds one may again."""
    told = _say(request, HTTPStatus.TOO_MANY_REQUESTS, "too_many", _("Too many attempts"))
    told["Retry-After"] = str(seconds)
    return told


def too_large(request: HttpRequest, *, limit_megabytes: int) -> HttpResponse:
    """A body that is larger than any of ours: it was not read."""
    said = words.of_refusal("request_too_large", {"limit": limit_megabytes})
    status, title = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("Too much at once")
    return _plain(request, status, "request_too_large", title, said=said)


def without_length(request: HttpRequest) -> HttpResponse:
    """A body of unknown length, which no browser sends: it was not read."""
    said = words.of_refusal("request_without_length", {})
    status, title = HTTPStatus.LENGTH_REQUIRED, _("That request made no sense")
    return _plain(request, status, "request_without_length", title, said=said)


def server_error(request: HttpRequest) -> HttpResponse:
    """What Django answers with when something failed before, or after, the edge."""
    error = sys.exception()
    return failed(request, error if isinstance(error, Exception) else RuntimeError())


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Anything we did not expect: a number to quote, and a log line that names nobody."""
    if isinstance(error, OperationalError | InterfaceError):
        return _store_away(request, error)
    incident = secrets.token_hex(4).upper()
    log.error(
        "incident=%s route=%s error=%s at=%s",
        incident,
        route_of(request),
        type(error).__name__,
        logs.where(error),
    )
    said = _(
        "The fault is ours. What you did just now may not have been saved:"
        " check before you repeat it."
    )
    return _plain(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "failed",
        _("Something went wrong"),
        said=said,
        incident=incident,
        typed=what_was_typed(request),
    )


def route_of(request: HttpRequest) -> str:
    """The name of the route of a request: never its address, which may hold what was typed."""
    match = request.resolver_match
    return match.view_name if match else "unknown"


def what_was_typed(request: HttpRequest) -> list[Typed]:
    """What somebody typed into a form that could not be taken, so that none of it is lost."""
    return given_back(request) if request.method == "POST" else []


def _store_failure_behind(exception: BaseException | None) -> Exception | None:
    # Django takes a session that could not be saved for one that somebody ended meanwhile.
    while exception is not None:
        if isinstance(exception, OperationalError | InterfaceError):
            return exception
        exception = exception.__cause__ or exception.__context__
    return None


def _store_away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("the store does not answer: %s at=%s", type(error).__name__, logs.where(error))
    told = _plain(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store_away",
        _("Not answering at the moment"),
        said=words.of_unavailable("store_away"),
        typed=what_was_typed(request),
    )
    told["Retry-After"] = _RETRY_SECONDS
    return told


def _missing(request: HttpRequest, code: str) -> HttpResponse:
    return _say(
        request,
        HTTPStatus.NOT_FOUND,
        code,
        _("Page not found"),
        said=words.of_refusal(code, {}) if words.has_words(code) else "",
        typed=what_was_typed(request),
    )


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    said = words.of_refusal(error.refusal_code, error.values)
    title = _("This cannot be done as it stands")
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    typed = what_was_typed(request)
    return _say(request, status, error.refusal_code, title, said=said, typed=typed)


def _not_permitted(request: HttpRequest, error: NotPermitted) -> HttpResponse:
    reasons = [words.of_reason(reason.code, reason.values) for reason in error.reasons]
    if answers.wants_json(request):
        return _as_json(HTTPStatus.FORBIDDEN, error.reasons[0].code, reasons[0].why, reasons)
    return answers.page(
        request,
        "web/refused.html",
        status=HTTPStatus.FORBIDDEN,
        reasons=reasons,
        claim_href=_claim_href(request, error),
        glass_href=_glass_href(request, error),
        typed=what_was_typed(request),
    )


def _glass_href(request: HttpRequest, error: NotPermitted) -> str:
    """The page that opens a record in an emergency, for whoever may and was refused one."""
    actor = getattr(request, "actor", None)
    if error.person_id is None or actor is None or not actor.scope.may(Permission.GLASS_BREAK):
        return ""
    return reverse("people:break_glass", args=[error.person_id])


def _claim_href(request: HttpRequest, error: NotPermitted) -> str:
    """The page that says one cares for somebody; not of a record that fewer people may open."""
    actor = getattr(request, "actor", None)
    if error.person_id is None or actor is None or not actor.scope.may(Permission.CARE_CLAIM):
        return ""
    if any(one.code in (ACCESS_RESTRICTED, *DECIDED_BY_THEM) for one in error.reasons):
        return ""
    return reverse("people:claim_care", args=[error.person_id])


def _conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    entries = journey.entries_about(error.about_kind, error.about_id, after_version=error.seen)
    by = {entry.by_account for entry in entries}
    names, title = accounts.names(by), _who_was_first(request, by)
    since = [
        Since(
            entry.recorded_at,
            names.get(entry.by_account, ""),
            words.of_fact(entry.kind),
            words.decided_in(entry.fact),
        )
        for entry in entries
    ]
    if answers.wants_json(request):
        told = [
            Explained(f"{s.at.isoformat()} {': '.join(filter(None, (s.what, s.chosen)))}")
            for s in since
        ]
        return _as_json(HTTPStatus.CONFLICT, "conflict", title, told)
    return answers.page(
        request,
        "web/conflict.html",
        status=HTTPStatus.CONFLICT,
        title=title,
        since=since,
        typed=what_was_typed(request),
    )


def _who_was_first(request: HttpRequest, by: set[AccountId]) -> str:
    if not by:
        return _("This was changed after you opened it")
    if by == {request.user.pk}:
        return _("You changed this yourself after you opened this page")
    return _("Somebody else changed this first")


def _unavailable(request: HttpRequest, error: Unavailable) -> HttpResponse:
    title = _("Not answering at the moment")
    code = str(error.args[0]) if error.args else "unavailable"
    said = words.of_unavailable(code)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    told = _say(request, status, code, title, said=said, typed=what_was_typed(request))
    told["Retry-After"] = _RETRY_SECONDS
    return told


def _say(
    request: HttpRequest,
    status: HTTPStatus,
    code: str,
    title: str,
    *,
    said: str = "",
    typed: list[Typed] | None = None,
) -> HttpResponse:
    if answers.wants_json(request):
        return _as_json(status, code, said or title, [])
    return answers.page(
        request,
        "web/error.html",
        status=status,
        code=code,
        title=title,
        said=said,
        typed=typed or [],
    )


def _plain(
    request: HttpRequest,
    status: HTTPStatus,
    code: str,
    title: str,
    *,
    said: str,
    incident: str = "",
    typed: list[Typed] | None = None,
) -> HttpResponse:
    """A page that needs neither the store nor a session."""
    if answers.wants_json(request):
        return _as_json(status, code, title if incident else said, [], incident=incident)
    return answers.page(
        request,
        "web/plain.html",
        status=status,
        title=title,
        said=said,
        incident=incident,
        typed=typed or [],
    )


def _as_json(
    status: HTTPStatus, code: str, message: str, told: list[Explained], *, incident: str = ""
) -> HttpResponse:
    body: dict[str, object] = {"code": code, "message": message}
    if told:
        body["reasons"] = [{"why": r.why, "change": r.change, "ring": r.ring} for r in told]
    if incident:
        body["incident"] = incident
    return answers.json(body, status=status)
