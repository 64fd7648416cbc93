"""What every request passes before a view: its size, its headers, the life of its session."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from joinedup.foundation import instant
from joinedup.web import browsers, errors
from joinedup.web.room_view import OWN_CARE

type Next = Callable[[HttpRequest], HttpResponse]

LAST_USED: Final = "last_used_at"
SIGNED_IN: Final = "signed_in_at"
BROWSER: Final = "browser"
OWN_IDLE_SECONDS: Final = 15 * 60
AUTOMATIC: Final = "X-Joinedup-Automatic"
"""Sent by a page that saves by itself: somebody's typing is safe, and nobody was there."""
_WRITTEN_EVERY: Final = timedelta(seconds=60)
_READ_AWAY: Final = 250_000_000
_AT_ONCE: Final = 65_536
_PERMISSIONS_POLICY: Final = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
    " magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)


class RequestSize:
    """Turns away a body that is too large, before anything keeps it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 in words, or pass on."""
        length = request.headers.get("Content-Length", "")
        if not length and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return errors.without_length(request)
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length.isdigit() and int(length) > limit:
            _read_away(request, int(length))
            return errors.too_large(request, limit_megabytes=limit // 1_000_000)
        return self.get_response(request)


class Headers:
    """Headers of every answer: nothing is kept by a browser, nothing of the device is asked for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, then add what the answer does not say itself."""
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("Permissions-Policy", _PERMISSIONS_POLICY)
        return answer


class IdleSession:
    """Ends a session that nobody has used for a while, or is a shift old. Polls do not count."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out whoever has been away too long, then note that somebody was here."""
        if request.user.is_authenticated and seconds_left(request) <= 0:
            auth.logout(request)
        answer = self.get_response(request)
        if request.user.is_authenticated and not getattr(request, "is_poll", False):
            self._note(request)
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        """Know a poll from the view that answers it."""
        del args, kwargs
        is_poll = getattr(getattr(view, "view_class", None), "is_poll", False)
        request.is_poll = is_poll or AUTOMATIC in request.headers  # type: ignore[attr-defined]

    def _note(self, request: HttpRequest) -> None:
        now = instant.now()
        request.session.setdefault(SIGNED_IN, now.isoformat())
        request.session.setdefault(BROWSER, browsers.kind(request.headers.get("User-Agent", "")))
        last = moment_of(request.session, LAST_USED)
        # Writing the session on every page would make every reader a writer.
        if last is None or now - last >= _WRITTEN_EVERY:
            request.session[LAST_USED] = now.isoformat()


def seconds_left(request: HttpRequest) -> int:
    """How long the session goes on if nobody uses it."""
    return seconds_left_of(request.session)


def seconds_left_of(session: Mapping[str, Any] | SessionBase) -> int:
    """The same of any session, by what it holds."""
    now = instant.now()
    last, began = moment_of(session, LAST_USED), moment_of(session, SIGNED_IN)
    if last is None or began is None:
        return _idle_seconds(session)
    idle = timedelta(seconds=_idle_seconds(session))
    longest = timedelta(seconds=settings.JOINEDUP_LONGEST_SESSION_SECONDS)
    return int((min(last + idle, began + longest) - now).total_seconds())


def idle_seconds(request: HttpRequest) -> int:
    """After how long unused a session ends: sooner where it opens somebody's own care."""
    return _idle_seconds(request.session)


def _idle_seconds(session: Mapping[str, Any] | SessionBase) -> int:
    usual = int(settings.JOINEDUP_IDLE_SECONDS)
    return min(usual, OWN_IDLE_SECONDS) if session.get(OWN_CARE) else usual


def moment_of(session: Mapping[str, Any] | SessionBase, key: str) -> datetime | None:
    """When a session began or was last used, to a minute or so, where it says."""
    kept = session.get(key)
    return datetime.fromisoformat(kept) if kept else None


def _read_away(request: HttpRequest, length: int) -> None:
    # Most senders listen only when all is sent: cut off earlier, they would hear of a broken
    # connection and try again for ever. Nothing is kept of what is read.
    with suppress(UnreadablePostError):
        while length <= _READ_AWAY and request.read(_AT_ONCE):
            pass
