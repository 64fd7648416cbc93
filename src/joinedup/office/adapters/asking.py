"""Calls to an identity provider: three seconds in all, never followed elsewhere, never endless."""

import json
import time
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit

from joinedup.kernel.errors import Unavailable

SECONDS_IN_ALL: Final = 3.0
_MOST_READ: Final = 500_000
_OUR_OWN_MACHINE: Final = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered."""

    status: int
    said: Mapping[str, Any]


class Asking:
    """Everything that is asked of a provider for one sign-in: it ends when the time is over."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + SECONDS_IN_ALL

    def ask(
        self,
        address: str,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for JSON; raises `Unavailable` where none comes in time."""
        if not is_safe(address):
            raise Unavailable("provider_odd")
        sent = urlencode(form).encode() if form is not None else None
        said = {"Accept": "application/json", **(headers or {})}
        request = urllib.request.Request(address, data=sent, headers=said)
        # A look-up of a name, or an answer that comes in drops, minds no time limit of a socket.
        apart = ThreadPoolExecutor(max_workers=1)
        try:
            status, body = apart.submit(_read, request, self._left()).result(self._left())
        except (OutOfTime, TimeoutError) as error:
            raise Unavailable("provider_slow") from error
        except (OSError, HTTPException) as error:
            is_slow = isinstance(error, URLError) and isinstance(error.reason, TimeoutError)
            raise Unavailable("provider_slow" if is_slow else "provider_away") from error
        finally:
            apart.shutdown(wait=False)
        return Answer(status, _object(body, status))

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Unavailable("provider_slow")
        return left


def is_safe(address: str) -> bool:
    """Whether an address is reached over HTTPS, or is on this very machine, as in a rehearsal."""
    parts = urlsplit(address)
    is_here = parts.scheme == "http" and parts.hostname in _OUR_OWN_MACHINE
    return (parts.scheme == "https" and bool(parts.hostname)) or is_here


class _Nowhere(urllib.request.HTTPRedirectHandler):
    """A provider that sends us elsewhere is not followed: keys and codes go to no third place."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow nothing."""
        del req, fp, code, msg, headers, newurl


def _read(request: urllib.request.Request, seconds: float) -> tuple[int, bytes]:
    # Proxies of the environment hold for everything but our own machine.
    is_here = urlsplit(request.full_url).hostname in _OUR_OWN_MACHINE
    proxies = [urllib.request.ProxyHandler({})] if is_here else []
    opener = urllib.request.build_opener(_Nowhere(), *proxies)
    try:
        with opener.open(request, timeout=seconds) as answer:
            return answer.status, answer.read(_MOST_READ)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(_MOST_READ)


def _object(body: bytes, status: int) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unavailable("provider_away" if status >= 500 else "provider_odd") from error
    if not isinstance(said, dict):
        raise Unavailable("provider_odd")
    return said
